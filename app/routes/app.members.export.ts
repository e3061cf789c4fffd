import type { LoaderFunctionArgs } from "@remix-run/node";
import { csvResponse } from "../admin/file-response.server.ts";
import { exportMembers } from "../admin/member-export.server.ts";

/** The list of members as a file, sent while it is being read. */
export async function loader({ request }: LoaderFunctionArgs) {
  return csvResponse("members", await exportMembers(request), new Date());
}
