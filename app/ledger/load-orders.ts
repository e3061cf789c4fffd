import type { Connection } from "../database.ts";
import type { OrderRef } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { OrderRow } from "./rows.ts";
import { orderKey } from "../domain/account.ts";
import { orderRecordOf } from "./rows.ts";

/** The kept records of orders, by `orderKey`; orders that are not kept are left out. */
export async function loadOrders(
  connection: Connection,
  programId: string,
  refs: readonly OrderRef[],
): Promise<Map<string, OrderRecord>> {
  if (refs.length === 0) return new Map();
  const { rows } = await connection.query<OrderRow>({
    name: "load-orders",
    text: `SELECT shop_id::text, id::text, member_id::text, customer_id::text, state, version, pinned_version, pinned_tier,
        paid_at, attached_at, excluded, posted::text, postings, spend::text, spend_part, metric_points::text, metric_orders, explanation
      FROM orders WHERE program_id = $1 AND (shop_id, id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))`,
    values: [programId, refs.map((ref) => ref.shopId), refs.map((ref) => ref.orderId)],
  });
  return new Map(rows.map((row) => [orderKey({ shopId: row.shop_id, orderId: row.id }), orderRecordOf(row)]));
}

export type CustomerRef = { shopId: string; customerId: string };

export function customerKey(customer: CustomerRef): string {
  return `${customer.shopId}/${customer.customerId}`;
}

/** Draws ids for members that are about to be written. */
export async function drawMemberIds(connection: Connection, count: number): Promise<string[]> {
  if (count === 0) return [];
  const { rows } = await connection.query<{ id: string }>({
    name: "draw-member-ids",
    text: "SELECT nextval('member_ids')::text AS id FROM generate_series(1, $1)",
    values: [count],
  });
  return rows.map((row) => row.id);
}
