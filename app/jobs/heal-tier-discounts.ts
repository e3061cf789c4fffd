import { recordChange } from "../commands/record-change.ts";
import { type KeptDiscount, listTierDiscounts } from "../queries/tier-discounts.ts";
import type { JobContext, JobShop } from "./context.ts";

/**
 * Looks at the automatic discounts of tiers in Shopify, at one of them or at all. One that somebody has deleted or ended by hand is made
 * or begun again, as tier tags are set right: the program says that its tier has it. That is written in the log, where staff read how to
 * be rid of it. Asked for by id, so that Shopify's slower search is not taken for a deletion. Answers how many were set right.
 */
export async function healTierDiscounts(
  context: JobContext,
  shop: JobShop,
  discountId: string | null,
): Promise<number> {
  const kept = await listTierDiscounts(context.db, { shopId: shop.id });
  const looked = kept.filter(
    (row) => row.discountWritten !== null && (discountId ?? row.discountId) === row.discountId,
  );
  let healed = 0;
  for (const row of looked) {
    if (row.discountId === null) continue;
    const found = await context.gatewayOf(shop.domain).findDiscount(row.discountId);
    // A later end is followed until it comes: somebody may have planned it.
    if (found?.active === true) continue;
    if (await setRight(context, shop, row, found === null ? "deleted" : "ended")) healed += 1;
  }
  return healed;
}

/** The next round of syncTierDiscounts writes it anew; whoever comes second finds that it is wanted already, and tells nothing. */
async function setRight(
  context: JobContext,
  shop: JobShop,
  row: KeptDiscount,
  how: "deleted" | "ended",
): Promise<boolean> {
  const { rowCount } = await context.db.pool.query(
    `WITH row AS (
       UPDATE tier_discounts SET discount_written = NULL, segment_written = NULL
       WHERE shop_id = $1 AND tier = $2 AND discount_id = $3 AND discount_written IS NOT NULL RETURNING shop_id)
     UPDATE shops SET discounts_written = NULL, discounts_due_at = NULL WHERE id = (SELECT shop_id FROM row)`,
    [shop.id, row.tier, row.discountId],
  );
  if (rowCount !== 1) return false;
  await recordChange(context.db.pool, {
    ...{ programId: shop.programId, actor: "comparison", action: "tierDiscountSetRight", subject: `tier:${row.tier}` },
    ...{ after: { how }, now: context.now() },
  });
  return true;
}
