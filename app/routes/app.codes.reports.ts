import { data, type ActionFunctionArgs } from "@remix-run/node";
import { putAwayCodeReport } from "../admin/code-reports.server.ts";

/** Staff have read a line about a code: it goes from the home page and from the member's page. */
export async function action({ request }: ActionFunctionArgs) {
  if (!(await putAwayCodeReport(request))) throw data(null, { status: 404 });
  return { ok: true };
}
