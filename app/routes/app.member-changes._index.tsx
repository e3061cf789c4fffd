import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { loadBulkJobs, startBulk } from "../admin/bulk.server.ts";
import { BulkJobTable } from "../ui/members/bulk-job-table.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadBulkJobs(request);
}

/** Begins a change for many members. */
export async function action({ request }: ActionFunctionArgs) {
  const answer = await startBulk(request);
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}

/** The newest changes of many members. */
export default function BulkJobsPage() {
  const { t } = useTranslation();
  const { jobs } = useLoaderData<typeof loader>();
  return (
    <Page title={t("members:bulk.title")} backAction={{ content: t("members:title"), url: "/app/members" }}>
      <BulkJobTable jobs={jobs} />
    </Page>
  );
}
