import type { Database } from "../database.ts";

/** Which of the given customers of a shop have been recorded. */
export async function listRecordedCustomers(
  db: Database,
  input: { shopId: string; customerIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await db.pool.query<{ customer_id: string }>(
    `SELECT customer_id::text FROM member_customers WHERE shop_id = $1 AND customer_id = ANY($2::bigint[])`,
    [input.shopId, input.customerIds],
  );
  return new Set(rows.map((row) => row.customer_id));
}
