import type { Database } from "../database.ts";

export type MemberNote = { noteId: string; text: string; author: string; at: Date };

/** What staff wrote about a member, also before a merge; newest first. */
export async function listMemberNotes(
  db: Database,
  input: { programId: string; memberId: string; limit: number },
): Promise<MemberNote[]> {
  const { rows } = await db.pool.query<MemberNote>(
    `SELECT n.id::text AS "noteId", n.text, n.author, n.at FROM member_notes n
     WHERE n.program_id = $1 AND n.member_id IN (SELECT id FROM members WHERE program_id = $1 AND (id = $2 OR merged_into = $2))
     ORDER BY n.id DESC LIMIT $3`,
    [input.programId, input.memberId, input.limit],
  );
  return rows;
}
