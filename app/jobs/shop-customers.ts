import type { Database } from "../database.ts";

/** The members that customers of a shop are, by customer id. */
export async function listShopCustomers(
  db: Database,
  input: { shopId: string; customerIds: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.pool.query<{ customerId: string; memberId: string }>(
    `SELECT customer_id::text AS "customerId", member_id::text AS "memberId" FROM member_customers
     WHERE shop_id = $1 AND customer_id = ANY($2::bigint[]) AND gone_at IS NULL`,
    [input.shopId, input.customerIds],
  );
  return new Map(rows.map((row) => [row.customerId, row.memberId]));
}

/** Reports tier tags that somebody changed in Shopify by hand (rule 20): staff find it in the audit log. */
export async function recordHandMadeTags(
  db: Database,
  input: { programId: string; customerId: string; found: readonly string[]; wanted: readonly string[]; now: Date },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO audit_log (program_id, at, actor, action, subject, before, after)
     VALUES ($1, $2, 'comparison', 'tierTagsSetRight', $3, $4::jsonb, $5::jsonb)`,
    [
      input.programId,
      input.now,
      `customer:${input.customerId}`,
      JSON.stringify(input.found),
      JSON.stringify(input.wanted),
    ],
  );
}
