import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerAccount, type Deed } from "../shopper/answer-account.ts";
import { chooseMailsForShopper, readMailsForShopper } from "../shopper/answer-mails.ts";
import { accountTools } from "../shopper/shopper.server.ts";

const question: Deed = { method: "GET", read: readMailsForShopper };
const deed: Deed = { method: "POST", act: chooseMailsForShopper };

/** GET from a customer account extension, with its session token: which mails a member may choose, and what they chose. */
export const loader = ({ request }: LoaderFunctionArgs) => answerAccount(request, question, accountTools, new Date());

/** POST: the categories that the member wants. */
export const action = ({ request }: ActionFunctionArgs) => answerAccount(request, deed, accountTools, new Date());
