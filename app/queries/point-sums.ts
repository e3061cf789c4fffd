import type { Database } from "../database.ts";
import type { EntryKind } from "../domain/account.ts";
import type { DaySum } from "../domain/points-report.ts";
import type { DayKey } from "../domain/time.ts";

type Row = { day: string | null; kind: EntryKind; gain: boolean } & Record<
  "entries" | "points" | "pending" | "reserved" | "debt",
  string
>;

/**
 * Kept sums, and the entries of members who wait to be noted (note-changes.ts) that are not in them yet: one statement, so that each entry is
 * in one of the two.
 */
const SUMS = `
WITH moved AS (
  SELECT day, kind, gain, entries, points, pending, reserved, debt FROM daily_sums WHERE program_id = $1 AND day <= $4::date
  UNION ALL
  SELECT (e.at AT TIME ZONE $2)::date, e.kind, e.points > 0, 1, e.points, coalesce(e.pending, 0), coalesce(e.reserved, 0), coalesce(e.debt, 0)
  FROM (SELECT DISTINCT member_id FROM member_news WHERE program_id = $1) n
  LEFT JOIN listed_members l ON l.program_id = $1 AND l.id = n.member_id
  JOIN entries e ON e.member_id = n.member_id AND e.no > coalesce(l.entries, 0)
  WHERE e.program_id = $1 AND (e.at AT TIME ZONE $2)::date <= $4::date
)
SELECT CASE WHEN day >= $3::date THEN day::text END AS day, kind, gain, sum(entries)::text AS entries, sum(points)::text AS points,
  sum(pending)::text AS pending, sum(reserved)::text AS reserved, sum(debt)::text AS debt
FROM moved GROUP BY 1, 2, 3`;

/** What was moved on each day from `from` to `to`, and in all the time before (there the day is null). Days are the shop's. */
export async function readPointSums(
  db: Database,
  input: { programId: string; timeZone: string; from: DayKey; to: DayKey },
): Promise<DaySum[]> {
  const { programId, timeZone, from, to } = input;
  const { rows } = await db.pool.query<Row>(SUMS, [programId, timeZone, from, to]);
  return rows.map(({ day, kind, gain, ...sums }) => ({
    ...{ day, kind, gain },
    entries: BigInt(sums.entries),
    points: BigInt(sums.points),
    pending: BigInt(sums.pending),
    reserved: BigInt(sums.reserved),
    debt: BigInt(sums.debt),
  }));
}
