import type { LoaderFunctionArgs } from "@remix-run/node";
import { loadStoreCredit } from "../admin/store-credit.server.ts";

/** GET: whether the shop has store credit, for the form of a reward. */
export async function loader({ request }: LoaderFunctionArgs) {
  return Response.json(await loadStoreCredit(request));
}
