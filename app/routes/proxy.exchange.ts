import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { exchange } from "../shopper/actions.ts";
import { answerProxy } from "../shopper/answer-proxy.ts";
import { proxyTools } from "../shopper/shopper.server.ts";

/** POST /apps/loyalty/exchange on the storefront: docs/architecture.md, "The app proxy". */
export const action = ({ request }: ActionFunctionArgs) => answerProxy(request, exchange, proxyTools, new Date());

/** GET is refused; whose request it is is checked all the same. */
export const loader = ({ request }: LoaderFunctionArgs) => answerProxy(request, exchange, proxyTools, new Date());
