import type { Database } from "../database.ts";

/** A comparison of a shop with Shopify (rule 25): what it saw, and what it set right. */
export type ComparisonLine = {
  startedAt: Date;
  /** Null while it runs, or where the process died. */
  finishedAt: Date | null;
  ordersSeen: number;
  ordersHealed: number;
  customersSeen: number;
  /** Customers of the part of all that was this night's turn. */
  customersChecked: number;
  tagsHealed: number;
  metafieldsHealed: number;
  /** Orders that wait for the rate of the shop's currency (rule 23). */
  ordersWaiting: number;
  /** Why it could not be finished, as far as a merchant can do or understand something about it. */
  error: ComparisonError | null;
};

export type ComparisonError = "busy" | "unauthorized" | "other";

/** A shop's newest comparisons, newest first. */
export async function listComparisons(
  db: Database,
  input: { shopId: string; limit: number },
): Promise<ComparisonLine[]> {
  const { rows } = await db.pool.query<Omit<ComparisonLine, "error"> & { error: string | null }>(
    `SELECT started_at AS "startedAt", finished_at AS "finishedAt", orders_seen AS "ordersSeen", orders_healed AS "ordersHealed",
       customers_seen AS "customersSeen", customers_checked AS "customersChecked", tags_healed AS "tagsHealed", metafields_healed AS "metafieldsHealed",
       orders_waiting AS "ordersWaiting", error
     FROM comparisons WHERE shop_id = $1 ORDER BY started_at DESC LIMIT $2`,
    [input.shopId, input.limit],
  );
  return rows.map((row) => ({ ...row, error: row.error === null ? null : errorOf(row.error) }));
}

/** The job writes the kind of Shopify's refusal in front of its words, which are for the log and not for merchants. */
function errorOf(text: string): ComparisonError {
  const kind = text.split(":")[0];
  return kind === "busy" || kind === "unauthorized" ? kind : "other";
}
