import type { LoaderFunctionArgs } from "@remix-run/node";
import { explainOrder } from "../admin/explain-order.server.ts";

/** How the points of an order were counted, asked for by the member's page when somebody wants to know. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId = "", orderId = "" } = params;
  return { sentences: await explainOrder(request, { shopId, orderId }) };
}
