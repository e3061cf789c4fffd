import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { statementLinkTools } from "../shopper/shopper.server.ts";
import { answerStatementLink } from "../shopper/statement-link.ts";

/** GET of a link that /api/account/statement gave: docs/statement.md. */
export const loader = ({ request, params }: LoaderFunctionArgs) =>
  answerStatementLink(request, params["token"] ?? "", statementLinkTools, new Date());

/** POST is refused. */
export const action = ({ request, params }: ActionFunctionArgs) =>
  answerStatementLink(request, params["token"] ?? "", statementLinkTools, new Date());
