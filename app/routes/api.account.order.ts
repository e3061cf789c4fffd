import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerAccount, type Deed } from "../shopper/answer-account.ts";
import { readOrderForShopper } from "../shopper/order-of-shopper.ts";
import { accountTools } from "../shopper/shopper.server.ts";

const deed: Deed = { method: "GET", read: readOrderForShopper };

/** GET ?name=#1007 or ?id=… from an extension, with its session token: what the order earned and why. */
export const loader = ({ request }: LoaderFunctionArgs) => answerAccount(request, deed, accountTools, new Date());

/** POST is refused. */
export const action = ({ request }: ActionFunctionArgs) => answerAccount(request, deed, accountTools, new Date());
