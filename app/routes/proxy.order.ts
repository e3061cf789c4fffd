import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerOrder } from "../shopper/answer-order.ts";
import { proxyTools } from "../shopper/shopper.server.ts";

/** GET /apps/loyalty/order?name=… on the storefront: how an order's points were counted. */
export const loader = ({ request }: LoaderFunctionArgs) => answerOrder(request, proxyTools);

/** POST is refused; whose request it is is checked all the same. */
export const action = ({ request }: ActionFunctionArgs) => answerOrder(request, proxyTools);
