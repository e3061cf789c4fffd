import type { LoaderFunctionArgs } from "@remix-run/node";
import { csvResponse } from "../admin/file-response.server.ts";
import { accountsCsv } from "../admin/reports.server.ts";

/** The accounts of the points as a file. */
export async function loader({ request }: LoaderFunctionArgs) {
  return csvResponse("points", await accountsCsv(request), new Date());
}
