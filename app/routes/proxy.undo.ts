import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { undo } from "../shopper/actions.ts";
import { answerProxy } from "../shopper/answer-proxy.ts";
import { proxyTools } from "../shopper/shopper.server.ts";

/** POST /apps/loyalty/undo on the storefront: docs/architecture.md, "The app proxy". */
export const action = ({ request }: ActionFunctionArgs) => answerProxy(request, undo, proxyTools, new Date());

/** GET is refused; whose request it is is checked all the same. */
export const loader = ({ request }: LoaderFunctionArgs) => answerProxy(request, undo, proxyTools, new Date());
