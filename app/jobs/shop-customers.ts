import type { Database } from "../database.ts";

/** The member that a customer is, and whether sync has something to write for it anyway. */
export type ShopCustomer = { readonly memberId: string; readonly syncWaits: boolean };

/** The members that customers of a shop are, by customer id. */
export async function listShopCustomers(
  db: Database,
  input: { shopId: string; customerIds: readonly string[] },
): Promise<ReadonlyMap<string, ShopCustomer>> {
  const { rows } = await db.pool.query<ShopCustomer & { customerId: string }>(
    `SELECT c.customer_id::text AS "customerId", c.member_id::text AS "memberId", q.member_id IS NOT NULL AS "syncWaits"
     FROM member_customers c LEFT JOIN sync_queue q ON (q.program_id, q.member_id) = (c.program_id, c.member_id)
     WHERE c.shop_id = $1 AND c.customer_id = ANY($2::bigint[]) AND c.gone_at IS NULL`,
    [input.shopId, input.customerIds],
  );
  return new Map(rows.map(({ customerId, memberId, syncWaits }) => [customerId, { memberId, syncWaits }]));
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
