import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";

/** How many lines of `member_news` are taken at once: few, because the members' places in the list are locked meanwhile. */
const LINES_AT_ONCE = 1_000;

type Changed = { programs: string[]; ids: string[] };

/**
 * Brings the list of members and the daily sums up to what the ledger has written since: both in one transaction with the lines of
 * `member_news` that it takes, so that a process may die anywhere and any number may do it at once. A member's place remembers how many
 * of the entries are summed up, and entries are numbered without gaps: whatever order transactions end in, each is counted once.
 * Answers whether there may be more.
 */
export async function noteChanges(db: Database, input: { now: Date; lines?: number }): Promise<boolean> {
  const { now, lines = LINES_AT_ONCE } = input;
  return transaction(db, async (connection) => {
    const { taken, changed } = await takeLines(connection, lines);
    if (taken === 0) return false;
    await lockPlaces(connection, changed);
    // A statement of its own: it sees whatever was written before the places were locked.
    await connection.query({ name: "note-changes", text: NOTE, values: [changed.programs, changed.ids, now] });
    return taken === lines;
  });
}

async function takeLines(connection: Connection, lines: number): Promise<{ taken: number; changed: Changed }> {
  const { rows } = await connection.query<{ programId: string; memberId: string; lines: number }>({
    name: "take-member-news",
    text: `WITH taken AS (
        DELETE FROM member_news WHERE ctid = ANY (ARRAY(SELECT ctid FROM member_news LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING program_id, member_id)
      SELECT program_id::text AS "programId", member_id::text AS "memberId", count(*)::int AS lines
      FROM taken GROUP BY program_id, member_id`,
    values: [lines],
  });
  const changed = { programs: rows.map((row) => row.programId), ids: rows.map((row) => row.memberId) };
  return { taken: rows.reduce((sum, row) => sum + row.lines, 0), changed };
}

/** Places of members who have none yet are made first; all are locked in one order. */
async function lockPlaces(connection: Connection, { programs, ids }: Changed): Promise<void> {
  await connection.query({
    name: "make-places",
    text: `INSERT INTO listed_members (program_id, id, entries, shown, excluded, available, debt, active_at)
      SELECT m.program_id, m.id, 0, false, false, 0, 0, 'epoch' FROM unnest($1::bigint[], $2::bigint[]) AS x (program_id, id)
      JOIN members m ON m.program_id = x.program_id AND m.id = x.id ORDER BY m.program_id, m.id
      ON CONFLICT DO NOTHING`,
    values: [programs, ids],
  });
  await connection.query({
    name: "lock-places",
    text: `SELECT FROM unnest($1::bigint[], $2::bigint[]) AS x (program_id, id)
      JOIN listed_members l ON l.program_id = x.program_id AND l.id = x.id ORDER BY l.program_id, l.id FOR UPDATE OF l`,
    values: [programs, ids],
  });
}

const NOTE = `
WITH changed AS MATERIALIZED (
  SELECT m.program_id, m.id, m.entries, l.entries AS summed, m.merged_into IS NULL AND m.deleted_at IS NULL AS shown, m.excluded,
    m.available, m.debt, coalesce(m.active_at, 'epoch') AS active_at, m.tier
  FROM unnest($1::bigint[], $2::bigint[]) AS x (program_id, id)
  JOIN members m ON m.program_id = x.program_id AND m.id = x.id
  JOIN listed_members l ON l.program_id = x.program_id AND l.id = x.id
), zones AS (
  SELECT p.program_id, coalesce(
    (SELECT v.document->>'timeZone' FROM program_versions v WHERE v.program_id = p.program_id AND v.effective_at <= $3
     ORDER BY v.effective_at DESC, v.version DESC LIMIT 1), 'UTC') AS zone
  FROM (SELECT DISTINCT program_id FROM changed) p
), summed AS (
  INSERT INTO daily_sums AS d (program_id, day, kind, gain, entries, points, pending, reserved, debt)
  SELECT e.program_id, (e.at AT TIME ZONE z.zone)::date, e.kind, e.points > 0, count(*), sum(e.points), coalesce(sum(e.pending), 0),
    coalesce(sum(e.reserved), 0), coalesce(sum(e.debt), 0)
  FROM changed c JOIN entries e ON e.member_id = c.id AND e.no > c.summed AND e.no <= c.entries AND e.program_id = c.program_id
  JOIN zones z ON z.program_id = c.program_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (program_id, day, kind, gain) DO UPDATE SET entries = d.entries + excluded.entries, points = d.points + excluded.points,
    pending = d.pending + excluded.pending, reserved = d.reserved + excluded.reserved, debt = d.debt + excluded.debt
)
UPDATE listed_members l SET entries = c.entries, shown = c.shown, excluded = c.excluded, available = c.available, debt = c.debt,
  active_at = c.active_at, tier = c.tier
FROM changed c WHERE l.program_id = c.program_id AND l.id = c.id`;
