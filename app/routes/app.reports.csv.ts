import type { LoaderFunctionArgs } from "@remix-run/node";
import { csvResponse } from "../admin/file-response.server.ts";
import { reportFile } from "../admin/reports.server.ts";

/** One of the reports as a file: the accounts of the points, or what `report` names. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { name, pieces } = await reportFile(request);
  return csvResponse(name, pieces, new Date());
}
