import type { Database } from "../database.ts";
import { orderFromJson } from "../domain/order-json.ts";
import type { OrderState } from "../domain/order.ts";

/** What is known of the given orders of a shop, by order id; an order that was never heard of is missing. */
export async function listKnownOrders(
  db: Database,
  input: { programId: string; shopId: string; orderIds: readonly string[] },
): Promise<ReadonlyMap<string, OrderState>> {
  const { rows } = await db.pool.query<{ id: string; state: unknown }>(
    `SELECT id::text, state FROM orders WHERE program_id = $1 AND shop_id = $2 AND id = ANY($3::bigint[])`,
    [input.programId, input.shopId, input.orderIds],
  );
  return new Map(rows.map((row) => [row.id, orderFromJson(row.state)]));
}

/** When the given orders of a shop were last changed as far as we know, by order id. */
export async function listOrderMoments(
  db: Database,
  input: { programId: string; shopId: string; orderIds: readonly string[] },
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.pool.query<{ id: string; updated_at: Date }>(
    `SELECT id::text, updated_at FROM orders WHERE program_id = $1 AND shop_id = $2 AND id = ANY($3::bigint[])`,
    [input.programId, input.shopId, input.orderIds],
  );
  return new Map(rows.map((row) => [row.id, row.updated_at]));
}
