import type { Database } from "../database.ts";

/**
 * Somebody has changed or deleted a discount in Shopify; it may be ours, and it may have been us. A pool with this discount is looked at
 * before it gives more codes; a code with this discount of its own is looked up in the next round. Answers whether it is a tier's.
 */
export async function noteDiscountChanged(
  db: Database,
  input: { shopId: string; discountId: string; now: Date },
): Promise<boolean> {
  const { shopId, discountId, now } = input;
  const { rows } = await db.pool.query<{ tier: boolean }>(
    `WITH pool AS (
       UPDATE pools SET look_at = $3, next_at = least(next_at, $3) WHERE shop_id = $1 AND discount_id = $2 AND status = 'open'),
     own AS (
       UPDATE codes c SET checked_at = NULL FROM shops s
       WHERE s.id = $1 AND c.program_id = s.program_id AND c.shop_id = $1 AND c.discount_id = $2 AND c.status = 'open' AND NOT c.pool)
     SELECT EXISTS (SELECT FROM tier_discounts WHERE shop_id = $1 AND discount_id = $2) AS tier`,
    [shopId, discountId, now],
  );
  return rows[0]?.tier === true;
}
