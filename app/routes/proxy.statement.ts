import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerStatement } from "../shopper/answer-proxy.ts";
import { proxyTools } from "../shopper/shopper.server.ts";

/** GET /apps/loyalty/statement on the storefront: docs/statement.md. */
export const loader = ({ request }: LoaderFunctionArgs) => answerStatement(request, proxyTools, new Date());

/** POST is refused; whose request it is is checked all the same. */
export const action = ({ request }: ActionFunctionArgs) => answerStatement(request, proxyTools, new Date());
