import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerMails } from "../shopper/answer-mails.ts";
import { proxyTools } from "../shopper/shopper.server.ts";

/** GET /apps/loyalty/mails on the storefront: which mails a member wants. */
export const loader = ({ request }: LoaderFunctionArgs) => answerMails(request, proxyTools, new Date());

/** POST: the page's form. */
export const action = ({ request }: ActionFunctionArgs) => answerMails(request, proxyTools, new Date());
