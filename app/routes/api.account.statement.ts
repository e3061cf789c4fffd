import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerAccount, type Deed } from "../shopper/answer-account.ts";
import { accountTools, readStatementLink } from "../shopper/shopper.server.ts";

const deed: Deed = { method: "GET", read: readStatementLink };

/** GET from a customer account extension, with its session token: a link to the statement that ends soon. */
export const loader = ({ request }: LoaderFunctionArgs) => answerAccount(request, deed, accountTools, new Date());

/** POST is refused. */
export const action = ({ request }: ActionFunctionArgs) => answerAccount(request, deed, accountTools, new Date());
