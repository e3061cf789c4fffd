import type { LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { loadReports } from "../admin/reports.server.ts";
import printStyles from "../ui/reports/print.css?url";
import { ReportsPage } from "../ui/reports/reports-page.tsx";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: printStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  return loadReports(request);
}

/** What happened to the program's points, and what members hold now. */
export default function Reports() {
  return <ReportsPage report={useLoaderData<typeof loader>()} />;
}
