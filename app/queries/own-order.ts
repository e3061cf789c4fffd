import type { Database } from "../database.ts";
import type { Explanation } from "../domain/explanation.ts";
import { explanationFromJson, type ExplanationJson } from "../domain/explanation-json.ts";

/** How a shopper names an order of theirs: as people do ("#1007"), or by Shopify's id. */
export type OrderName = { name: string } | { id: string };

/** `points`: what was posted for it, which is what it deserves. `usableAt`: when the last of them can be used; null where none of them waits. */
export type OwnOrder = { name: string; points: bigint; explanation: Explanation | null; usableAt: Date | null };

type Row = { name: string; points: string; explanation: ExplanationJson | null; usable_at: Date | null };

/**
 * What an order of a member earned, in one statement; null for one of somebody else, and for one that Laurel has not heard of. A name that
 * several orders of the member bear means the latest of them. The member's own orders are looked through: an index by names would cost every award.
 */
export async function readOwnOrder(
  db: Database,
  input: { programId: string; memberId: string; shopId: string; order: OrderName },
): Promise<OwnOrder | null> {
  const { programId, memberId, shopId, order } = input;
  const isNamed = "name" in order;
  const { rows } = await db.pool.query<Row>({
    name: isNamed ? "own-order-by-name" : "own-order-by-id",
    text: `SELECT o.name, o.posted::text AS points, o.explanation, (
          SELECT max(l.available_at) FROM lots l
          WHERE l.program_id = o.program_id AND l.member_id = o.member_id AND l.shop_id = o.shop_id AND l.order_id = o.id
            AND l.pending AND l.remaining > 0) AS usable_at
        FROM orders o
        WHERE o.program_id = $1 AND o.shop_id = $3 AND ${isNamed ? "o.name = $4" : "o.id = $4"}
          AND o.member_id IN (SELECT id FROM whole_member($1, $2))
        ORDER BY o.id DESC LIMIT 1`,
    values: [programId, memberId, shopId, isNamed ? order.name : order.id],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const { name, points, explanation, usable_at: usableAt } = row;
  return {
    name,
    points: BigInt(points),
    explanation: explanation === null ? null : explanationFromJson(explanation),
    usableAt,
  };
}
