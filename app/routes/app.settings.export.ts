import type { LoaderFunctionArgs } from "@remix-run/node";
import { jsonLinesResponse } from "../admin/file-response.server.ts";
import { requireAdmin } from "../admin/request.server.ts";
import { db } from "../db.server.ts";
import { exportProgram } from "../queries/export-program.ts";

/** Everything that the merchant's program has, as a file, sent while it is being read. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request);
  const now = new Date();
  return jsonLinesResponse("laurel", exportProgram(db, { programId: shop.programId, shop: shop.domain, now }), now);
}
