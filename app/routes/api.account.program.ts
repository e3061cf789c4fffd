import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerAccount, type Deed, readProgramForShopper } from "../shopper/answer-account.ts";
import { accountTools } from "../shopper/shopper.server.ts";

const deed: Deed = { method: "GET", read: readProgramForShopper };

/** GET from a customer account extension, with its session token: the program as shoppers see it. */
export const loader = ({ request }: LoaderFunctionArgs) => answerAccount(request, deed, accountTools, new Date());

/** POST is refused. */
export const action = ({ request }: ActionFunctionArgs) => answerAccount(request, deed, accountTools, new Date());
