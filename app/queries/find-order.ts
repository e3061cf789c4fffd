import type { Database } from "../database.ts";

/** The order that a member calls by its name ("#1007"), or null: an order of somebody else is none. */
export async function findOrderOfMember(
  db: Database,
  input: { programId: string; memberId: string; shopId: string; name: string },
): Promise<{ shopId: string; orderId: string } | null> {
  const { rows } = await db.pool.query<{ id: string }>({
    name: "find-order-of-member",
    text: `SELECT o.id::text FROM orders o
        WHERE o.program_id = $1 AND o.shop_id = $3 AND o.name = $4
          AND o.member_id IN (SELECT id FROM whole_member($1, $2))
        ORDER BY o.id DESC LIMIT 1`,
    values: [input.programId, input.memberId, input.shopId, input.name],
  });
  return rows[0] === undefined ? null : { shopId: input.shopId, orderId: rows[0].id };
}
