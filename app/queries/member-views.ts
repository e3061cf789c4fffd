import type { Database } from "../database.ts";

export type MemberView = { viewId: string; name: string; query: string };

/** The filters that staff gave a name, oldest first. */
export async function listMemberViews(db: Database, input: { programId: string }): Promise<MemberView[]> {
  const { rows } = await db.pool.query<MemberView>(
    `SELECT id::text AS "viewId", name, query FROM member_views WHERE program_id = $1 ORDER BY member_views.id`,
    [input.programId],
  );
  return rows;
}
