import { data, type ActionFunctionArgs } from "@remix-run/node";
import { changeViews } from "../admin/member-views.server.ts";

/** Named filters of the list of members: saved, renamed, updated, removed. */
export async function action({ request }: ActionFunctionArgs) {
  const answer = await changeViews(request);
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}
