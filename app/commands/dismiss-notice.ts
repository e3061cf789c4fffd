import type { Database } from "../database.ts";

/**
 * Rule 22: the member has read a notice: it goes everywhere, and with it whatever was told about their tier before. Answers whether there
 * is such a notice of this member; a second time is harmless.
 */
export async function dismissNotice(
  db: Database,
  input: { programId: string; memberId: string; noticeId: string; now: Date },
): Promise<boolean> {
  const { programId, memberId, noticeId, now } = input;
  if (!/^\d{1,18}$/.test(noticeId)) return false;
  const { rows } = await db.pool.query<{ known: boolean }>({
    name: "dismiss-notice",
    text: `WITH known AS (
       SELECT id, kind FROM notices WHERE program_id = $1 AND member_id = $2 AND id = $3
     ), dismissed AS (
       UPDATE notices n SET dismissed_at = $4 FROM known k
       WHERE n.program_id = $1 AND n.member_id = $2 AND n.dismissed_at IS NULL
         AND (n.id = k.id OR (n.id < k.id AND n.kind <> 'codeEnds' AND k.kind <> 'codeEnds')) RETURNING n.id
     ), told AS (
       INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
         SELECT $1, $2, m.version, false, $4 FROM members m WHERE m.program_id = $1 AND m.id = $2 AND EXISTS (SELECT FROM dismissed)
       ON CONFLICT (program_id, member_id) DO UPDATE SET due_at = least(q.due_at, excluded.due_at), tries = 0
       RETURNING member_id
     )
     SELECT EXISTS (SELECT FROM known) AS known, (SELECT count(*) FROM told)`,
    values: [programId, memberId, noticeId, now],
  });
  return rows[0]?.known ?? false;
}
