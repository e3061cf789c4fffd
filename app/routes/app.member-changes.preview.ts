import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { loadBulkPreview } from "../admin/bulk.server.ts";

/** What a change of many members would meet, asked while its form is filled in. */
export async function loader({ request }: LoaderFunctionArgs) {
  const preview = await loadBulkPreview(request);
  if (preview === null) throw data(null, { status: 400 });
  return Response.json(preview);
}
