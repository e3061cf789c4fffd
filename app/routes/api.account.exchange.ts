import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { exchange } from "../shopper/actions.ts";
import { answerAccount, type Deed } from "../shopper/answer-account.ts";
import { accountTools } from "../shopper/shopper.server.ts";

const deed: Deed = { method: "POST", act: exchange };

/** POST from a customer account extension, with its session token. */
export const action = ({ request }: ActionFunctionArgs) => answerAccount(request, deed, accountTools, new Date());

/** OPTIONS is answered for the browser; GET is refused. */
export const loader = ({ request }: LoaderFunctionArgs) => answerAccount(request, deed, accountTools, new Date());
