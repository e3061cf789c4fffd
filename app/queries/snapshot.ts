import type { Database } from "../database.ts";
import { type ShopDay, type SnapshotFigures, snapshotFigures } from "../domain/snapshot.ts";
import type { DayKey } from "../domain/time.ts";

export type Snapshot = { takenAt: Date; figures: SnapshotFigures };

/** The figures as they were last counted; null before the first count. */
export async function readSnapshot(db: Database, input: { programId: string }): Promise<Snapshot | null> {
  const { rows } = await db.pool.query<{ taken_at: Date; figures: unknown }>(
    "SELECT taken_at, figures FROM program_snapshots WHERE program_id = $1",
    [input.programId],
  );
  const row = rows[0];
  return row === undefined ? null : { takenAt: row.taken_at, figures: snapshotFigures.parse(row.figures) };
}

type Row = { day: string; joined: number; orders: number; revenue: string; codeOrders: number; codeRevenue: string };

/** The shop's days from `from` to `to` on which something happened, oldest first. */
export async function listShopDays(
  db: Database,
  input: { programId: string; from: DayKey; to: DayKey },
): Promise<ShopDay[]> {
  const { rows } = await db.pool.query<Row>(
    `SELECT day::text AS day, joined, orders, revenue::text AS revenue, code_orders AS "codeOrders", code_revenue::text AS "codeRevenue"
     FROM daily_shop WHERE program_id = $1 AND day BETWEEN $2::date AND $3::date ORDER BY daily_shop.day`,
    [input.programId, input.from, input.to],
  );
  return rows.map((row) => ({ ...row, revenue: BigInt(row.revenue), codeRevenue: BigInt(row.codeRevenue) }));
}

/** How many members are counted at once on a page; beyond it, the last count says it. */
const COUNTED_MOST = 1_000;

/** How many members there are: exactly in small programs, as last counted in large ones. */
export async function countMembers(db: Database, input: { programId: string }): Promise<number> {
  const { rows } = await db.pool.query<{ live: number; kept: number | null }>(
    `SELECT (SELECT count(*)::int FROM (SELECT FROM members WHERE program_id = $1 AND merged_into IS NULL AND deleted_at IS NULL
         LIMIT ${COUNTED_MOST + 1}) AS few) AS live,
       (SELECT (figures->>'members')::int FROM program_snapshots WHERE program_id = $1) AS kept`,
    [input.programId],
  );
  const { live = 0, kept = null } = rows[0] ?? {};
  return live <= COUNTED_MOST ? live : Math.max(live, kept ?? 0);
}
