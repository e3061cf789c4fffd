import type { Database } from "../database.ts";

/** A member's code and the shop that it can be used in; null where the member has no such code. */
export async function findCodeOfMember(
  db: Database,
  input: { programId: string; memberId: string; codeId: string },
): Promise<{ domain: string } | null> {
  const { rows } = await db.pool.query<{ domain: string }>(
    `SELECT s.domain FROM codes c JOIN shops s ON s.id = c.shop_id AND s.program_id = c.program_id
     WHERE c.program_id = $1 AND c.member_id = $2 AND c.id = $3`,
    [input.programId, input.memberId, input.codeId],
  );
  return rows[0] ?? null;
}
