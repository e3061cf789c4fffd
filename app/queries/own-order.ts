import type { Database } from "../database.ts";
import type { Explanation } from "../domain/explanation.ts";
import { orderKey } from "../domain/account.ts";
import { loadOrders } from "../ledger/load-orders.ts";
import { findOrderOfMember } from "./find-order.ts";
import type { OrderPoints } from "./order-points.ts";
import { readOrderPoints } from "./order-points.ts";

/** How a shopper names an order of theirs: as people do ("#1007"), or by Shopify's id. */
export type OrderName = { name: string } | { id: string };

/** `usableAt`: when the last of its points can be used; null where none of them waits. */
export type OwnOrder = OrderPoints & { usableAt: Date | null };

/** What an order of a member earned; null for one of somebody else, and for one that Laurel has not heard of. */
export async function readOwnOrder(
  db: Database,
  input: { programId: string; memberId: string; shopId: string; order: OrderName },
): Promise<OwnOrder | null> {
  const { programId, memberId, shopId, order } = input;
  const name = "name" in order ? order.name : await nameOf(db, { programId, shopId, orderId: order.id });
  const found = name === null ? null : await findOrderOfMember(db, { programId, memberId, shopId, name });
  if (found === null || ("id" in order && found.orderId !== order.id)) return null;
  const points = await readOrderPoints(db, { programId, ...found });
  return points && { ...points, usableAt: await usableAt(db, { programId, memberId, ...found }) };
}

/** Why an order of a member, by its name, earned what it earned; null as above, and for one that was never counted. */
export async function explainOwnOrder(
  db: Database,
  input: { programId: string; memberId: string; shopId: string; name: string },
): Promise<{ name: string; explanation: Explanation } | null> {
  const found = await findOrderOfMember(db, input);
  if (found === null) return null;
  const record = (await loadOrders(db.pool, input.programId, [found])).get(orderKey(found));
  return record?.explanation ? { name: record.state.name, explanation: record.explanation } : null;
}

async function nameOf(
  db: Database,
  input: { programId: string; shopId: string; orderId: string },
): Promise<string | null> {
  const { rows } = await db.pool.query<{ name: string }>({
    name: "name-of-order",
    text: "SELECT name FROM orders WHERE program_id = $1 AND shop_id = $2 AND id = $3",
    values: [input.programId, input.shopId, input.orderId],
  });
  return rows[0]?.name ?? null;
}

async function usableAt(
  db: Database,
  input: { programId: string; memberId: string; shopId: string; orderId: string },
): Promise<Date | null> {
  const { rows } = await db.pool.query<{ at: Date | null }>({
    name: "order-usable-at",
    text: `SELECT max(available_at) AS at FROM lots
        WHERE program_id = $1 AND member_id = $2 AND shop_id = $3 AND order_id = $4 AND pending AND remaining > 0`,
    values: [input.programId, input.memberId, input.shopId, input.orderId],
  });
  return rows[0]?.at ?? null;
}
