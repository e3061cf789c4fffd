import type { Database } from "../database.ts";
import { transaction } from "../database.ts";

export type NoteProblem = "unknownMember" | "textMissing" | "unknownNote";
type Outcome = { ok: true } | { ok: false; reason: NoteProblem };

const TEXT_LONGEST = 2_000;

/** Staff write about a member for each other; shoppers never see it. */
export async function addMemberNote(
  db: Database,
  input: { programId: string; memberId: string; text: string; author: string; now: Date },
): Promise<Outcome> {
  const { programId, memberId, author, now } = input;
  const text = input.text.trim().slice(0, TEXT_LONGEST);
  if (text === "") return { ok: false, reason: "textMissing" };
  const { rowCount } = await db.pool.query(
    `WITH made AS (
       INSERT INTO member_notes (program_id, member_id, text, author, at)
       SELECT program_id, id, $3, $4, $5 FROM members
       WHERE program_id = $1 AND id = $2 AND merged_into IS NULL AND deleted_at IS NULL RETURNING id
     ) INSERT INTO audit_log (program_id, at, actor, action, subject, after)
       SELECT $1, $5, $4, 'addNote', 'member:' || $2::text, jsonb_build_object('note', id) FROM made`,
    [programId, memberId, text, author, now],
  );
  return rowCount === 1 ? { ok: true } : { ok: false, reason: "unknownMember" };
}

/** Removes a note. The log keeps that there was one and who removed it, not what it said: it may have been about a person. */
export async function removeMemberNote(
  db: Database,
  input: { programId: string; noteId: string; author: string; now: Date },
): Promise<Outcome> {
  const { programId, noteId, author, now } = input;
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<{ member: string; author: string }>(
      `DELETE FROM member_notes WHERE program_id = $1 AND id = $2 RETURNING member_id::text AS member, author`,
      [programId, noteId],
    );
    const removed = rows[0];
    if (removed === undefined) return { ok: false, reason: "unknownNote" };
    await connection.query(
      `INSERT INTO audit_log (program_id, at, actor, action, subject, before) VALUES ($1, $2, $3, 'removeNote', $4, $5)`,
      [programId, now, author, `member:${removed.member}`, { note: noteId, author: removed.author }],
    );
    return { ok: true };
  });
}
