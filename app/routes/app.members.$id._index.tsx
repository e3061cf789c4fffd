import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeMember } from "../admin/change-member.server.ts";
import { loadMemberPage } from "../admin/member-page.server.ts";
import { MemberPage } from "../ui/members/member-page.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = await loadMemberPage(request, params["id"] ?? "");
  if (page === null) throw data(null, { status: 404 });
  return page;
}

/** Adjust points, set the tier, undo a code. */
export async function action({ request, params }: ActionFunctionArgs) {
  const answer = await changeMember(request, params["id"] ?? "");
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}

/** One member: what they have, where it came from, and what staff can do about it. */
export default function Member() {
  return <MemberPage {...useLoaderData<typeof loader>()} />;
}
