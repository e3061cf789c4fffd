import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { loadMemberStatement } from "../admin/member-statement.server.ts";
import { statementFormat, statementResponse } from "../shopper/statement.ts";

/** The member's statement as a file, the same that the member can download: docs/statement.md. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const statement = await loadMemberStatement(request, params["id"] ?? "");
  if (statement === null) throw data(null, { status: 404 });
  const format = statementFormat(new URL(request.url));
  if (format === null) throw data(null, { status: 400 });
  return statementResponse(statement, format, new Date());
}
