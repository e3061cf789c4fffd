import type { Database } from "../database.ts";
import type { Explanation } from "../domain/explanation.ts";
import type { EntryKind } from "../domain/account.ts";
import { loadOrders } from "../ledger/load-orders.ts";
import { orderKey } from "../domain/account.ts";

export type OrderPoints = {
  memberId: string | null;
  name: string;
  /** What has been posted for the order; equal to what it deserves. */
  points: bigint;
  version: number | null;
  tier: string | null;
  paidAt: Date | null;
  /** What it counts for the tier metric; null for nothing. */
  counts: { spend: string; points: bigint; orders: number } | null;
  explanation: Explanation | null;
  entries: { kind: EntryKind; points: bigint; debt: bigint; at: Date }[];
};

/** What an order earned and why; null for an order that Laurel has not heard of. */
export async function readOrderPoints(
  db: Database,
  input: { programId: string; shopId: string; orderId: string },
): Promise<OrderPoints | null> {
  const { programId, shopId, orderId } = input;
  const record = (await loadOrders(db.pool, programId, [{ shopId, orderId }])).get(orderKey({ shopId, orderId }));
  if (!record) return null;
  const { rows } = await db.pool.query<{ kind: EntryKind; points: string; debt: string; at: Date }>({
    name: "entries-of-order",
    text: `SELECT kind, points::text, coalesce(debt, 0)::text AS debt, at FROM entries
        WHERE member_id IN (SELECT id FROM whole_member($1, $4))
          AND program_id = $1 AND shop_id = $2 AND order_id = $3 AND kind IN ('order', 'takeBack', 'takeBackCovered')
        ORDER BY recorded_at, entries.member_id, no`,
    // Entries are found by their members: an index by orders would cost every award.
    values: [programId, shopId, orderId, record.memberId],
  });
  const { contribution, pinned } = record;
  return {
    memberId: record.memberId,
    name: record.state.name,
    points: record.posted,
    version: pinned?.version ?? null,
    tier: pinned?.tier ?? null,
    paidAt: pinned?.paidAt ?? null,
    counts:
      contribution === null
        ? null
        : {
            spend: `${contribution.spend.n}/${contribution.spend.d}`,
            points: contribution.points,
            orders: contribution.orders,
          },
    explanation: record.explanation,
    entries: rows.map((row) => ({ kind: row.kind, points: BigInt(row.points), debt: BigInt(row.debt), at: row.at })),
  };
}
