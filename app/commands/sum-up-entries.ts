import type { Database } from "../database.ts";

const ROWS_AT_ONCE = 20_000;

/**
 * Moves what entries have told since into the daily sums, in one statement: each entry is summed up once, wherever a process dies and
 * however many do it. Answers whether there may be more.
 */
export async function sumUpEntries(db: Database, input: { now: Date; rows?: number }): Promise<boolean> {
  const { now, rows: limit = ROWS_AT_ONCE } = input;
  const { rows } = await db.pool.query<{ taken: number }>(
    `WITH taken AS (
       DELETE FROM entry_news WHERE ctid = ANY (ARRAY(SELECT ctid FROM entry_news LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING *
     ), zones AS (
       SELECT p.program_id, coalesce(
         (SELECT v.document->>'timeZone' FROM program_versions v WHERE v.program_id = p.program_id AND v.effective_at <= $1
          ORDER BY v.effective_at DESC, v.version DESC LIMIT 1), 'UTC') AS zone
       FROM (SELECT DISTINCT program_id FROM taken) p
     ), summed AS (
       INSERT INTO daily_sums AS d (program_id, day, kind, gain, entries, points, pending, reserved, debt)
       SELECT t.program_id, (t.at AT TIME ZONE z.zone)::date, t.kind, t.points > 0, count(*), sum(t.points), coalesce(sum(t.pending), 0),
         coalesce(sum(t.reserved), 0), coalesce(sum(t.debt), 0)
       FROM taken t JOIN zones z USING (program_id) JOIN programs p ON p.id = t.program_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
       ON CONFLICT (program_id, day, kind, gain) DO UPDATE SET entries = d.entries + excluded.entries, points = d.points + excluded.points,
         pending = d.pending + excluded.pending, reserved = d.reserved + excluded.reserved, debt = d.debt + excluded.debt
     ) SELECT count(*)::int AS taken FROM taken`,
    [now, limit],
  );
  return rows[0]?.taken === limit;
}
