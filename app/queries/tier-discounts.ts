import type { Database } from "../database.ts";

/** A tier's automatic discount as it was last written to a shop; null where nothing of it is there. */
export type KeptDiscount = {
  tier: string;
  kind: "percentage" | "freeShipping";
  segmentId: string | null;
  segmentWritten: string | null;
  discountId: string | null;
  discountWritten: string | null;
  /** Why it isn't as the program wants it. */
  problem: "full" | "invalid" | "nameTaken" | "unreachable" | null;
};

/** The automatic discounts that tiers have in a shop. */
export async function listTierDiscounts(db: Database, input: { shopId: string }): Promise<KeptDiscount[]> {
  const { rows } = await db.pool.query<KeptDiscount>(
    `SELECT tier, kind, segment_id AS "segmentId", segment_written AS "segmentWritten", discount_id AS "discountId",
            discount_written AS "discountWritten", problem
     FROM tier_discounts WHERE shop_id = $1 ORDER BY tier`,
    [input.shopId],
  );
  return rows;
}
