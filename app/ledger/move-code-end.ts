import type { Connection } from "../database.ts";

/**
 * Staff have moved the last day of an open code in Shopify, and the code follows: its points come back at its new end, the member is looked
 * at by then, and sees the new day. One statement; whoever works on the account in this moment computes again.
 */
export async function moveCodeEnd(
  connection: Connection,
  input: { programId: string; codeId: string; until: Date; now: Date },
): Promise<void> {
  const { programId, codeId, until, now } = input;
  await connection.query({
    name: "move-code-end",
    text: `WITH owner AS MATERIALIZED (
        SELECT m.program_id, m.id FROM members m JOIN codes c ON c.program_id = m.program_id AND c.member_id = m.id
        WHERE c.program_id = $1 AND c.id = $2 FOR UPDATE OF m
      ), moved AS (
        UPDATE codes c SET until = $3 FROM owner o
        WHERE c.program_id = o.program_id AND c.id = $2 AND c.status = 'open' AND c.until <> $3 RETURNING c.member_id
      ), woken AS (
        UPDATE members m SET version = m.version + 1, next_at = least(m.next_at, $3) FROM moved
        WHERE m.program_id = $1 AND m.id = moved.member_id RETURNING m.id, m.version
      )
      INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT $1, id, version, false, $4 FROM woken
      ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0`,
    values: [programId, codeId, until, now],
  });
}
