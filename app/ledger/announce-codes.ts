import type { Connection } from "../database.ts";

/** How long before its end a code is announced; one that lives shorter than twice as long, in the middle of its life. */
const DAYS_BEFORE = 7;

/**
 * Writes a notice for each open code that ends soon and has not been announced, oldest end first, and has the members' metafields written
 * anew. Each code is announced once, whatever number of processes do it at once. Answers how many were announced.
 */
export async function announceEndingCodes(
  connection: Connection,
  input: { now: Date; limit: number },
): Promise<number> {
  const { rowCount } = await connection.query({
    name: "announce-ending-codes",
    text: `WITH ending AS (
        SELECT c.program_id, c.member_id, c.id, c.code FROM codes c
        WHERE c.status = 'open' AND c.until > $1 AND c.until <= $1::timestamptz + make_interval(days => $2)
          AND c.until - least(make_interval(days => $2), (c.until - c.opened_at) / 2) <= $1
          AND NOT EXISTS (SELECT FROM notices n WHERE n.program_id = c.program_id AND n.code_id = c.id)
        ORDER BY c.until, c.program_id, c.id LIMIT $3
      ), announced AS (
        INSERT INTO notices (program_id, member_id, kind, tier, name, at, code_id)
          SELECT program_id, member_id, 'codeEnds', '', code, $1, id FROM ending
        ON CONFLICT DO NOTHING RETURNING program_id, member_id
      )
      INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT DISTINCT m.program_id, m.id, m.version, false, $1::timestamptz
        FROM announced a JOIN members m ON m.program_id = a.program_id AND m.id = a.member_id
      ON CONFLICT (program_id, member_id) DO UPDATE SET due_at = least(q.due_at, excluded.due_at), tries = 0`,
    values: [input.now, DAYS_BEFORE, input.limit],
  });
  return rowCount ?? 0;
}
