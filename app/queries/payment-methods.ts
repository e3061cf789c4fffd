import type { Database } from "../database.ts";

/** The counts look at this many of the shop's newest orders, so that the page never grows with the shop. */
export const ORDERS_COUNTED = 1_000;

/** A payment method that occurred in the shop's orders. */
export type PaymentMethod = {
  method: string;
  firstSeenAt: Date;
  /** Nobody has decided or dismissed it yet. */
  isNew: boolean;
  /** In how many of the newest orders (ORDERS_COUNTED) it was used. */
  orders: number;
};

const METHODS = `
WITH newest AS (
  SELECT state FROM orders WHERE program_id = $1 AND shop_id = $2 ORDER BY id DESC LIMIT ${ORDERS_COUNTED}
), used AS (
  SELECT gateway AS method, count(*)::int AS orders
  FROM newest, json_array_elements_text(state->'gateways') AS gateway GROUP BY 1
)
SELECT seen.method, seen.first_seen_at AS "firstSeenAt", seen.dismissed_at IS NULL AS "isNew", coalesce(used.orders, 0) AS orders
FROM payment_methods_seen seen LEFT JOIN used USING (method)
WHERE seen.shop_id = $2
ORDER BY orders DESC, seen.method`;

/** Every payment method of the shop's orders with how often it was used lately. */
export async function listPaymentMethods(
  db: Database,
  input: { programId: string; shopId: string },
): Promise<PaymentMethod[]> {
  const { rows } = await db.pool.query<PaymentMethod>(METHODS, [input.programId, input.shopId]);
  return rows;
}

/** Those that nobody has decided or dismissed yet, for pages that don't ask how often. */
export async function listNewPaymentMethods(db: Database, input: { shopId: string }): Promise<string[]> {
  const { rows } = await db.pool.query<{ method: string }>(
    "SELECT method FROM payment_methods_seen WHERE shop_id = $1 AND dismissed_at IS NULL ORDER BY method",
    [input.shopId],
  );
  return rows.map(({ method }) => method);
}
