import type { Database } from "../database.ts";

/** Marks every payment method of the shop as looked at: what new ones do was decided, or is left as it is (rule 3). */
export async function dismissPaymentMethods(db: Database, input: { shopId: string; now: Date }): Promise<void> {
  await db.pool.query("UPDATE payment_methods_seen SET dismissed_at = $2 WHERE shop_id = $1 AND dismissed_at IS NULL", [
    input.shopId,
    input.now,
  ]);
}
