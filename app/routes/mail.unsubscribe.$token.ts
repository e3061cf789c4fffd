import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerMailPage } from "../shopper/mail-page.ts";
import { mailPageTools } from "../shopper/mail-page.server.ts";

/** The link in every mail: docs/mails.md, "Who does not want mails". */
export const loader = ({ request, params }: LoaderFunctionArgs) =>
  answerMailPage(request, params["token"] ?? "", mailPageTools, new Date());

export const action = ({ request, params }: ActionFunctionArgs) =>
  answerMailPage(request, params["token"] ?? "", mailPageTools, new Date());
