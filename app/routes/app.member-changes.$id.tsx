import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { loadBulkJob, undoBulk } from "../admin/bulk.server.ts";
import { BulkJobPage } from "../ui/members/bulk-job-page.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = await loadBulkJob(request, params["id"] ?? "");
  if (page === null) throw data(null, { status: 404 });
  return page;
}

/** Undoes the change, which is a change of its own with a page of its own. */
export async function action({ request, params }: ActionFunctionArgs) {
  const answer = await undoBulk(request, params["id"] ?? "");
  if (answer === null) throw data(null, { status: 400 });
  return answer.ok ? redirect(`/app/member-changes/${answer.job}`) : answer;
}

/** One change of many members: how far it is, whom it left as they were, and the way back. */
export default function BulkJob() {
  const answer = useActionData<typeof action>();
  return <BulkJobPage {...useLoaderData<typeof loader>()} problem={answer?.ok === false ? answer.problem : null} />;
}
