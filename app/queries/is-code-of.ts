import type { Database } from "../database.ts";

/** Whether a code belongs to a member; a code that does not exist belongs to nobody. */
export async function isCodeOf(
  db: Database,
  input: { programId: string; memberId: string; codeId: string },
): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: "is-code-of",
    text: "SELECT FROM codes WHERE program_id = $1 AND id = $2 AND member_id = $3",
    values: [input.programId, input.codeId, input.memberId],
  });
  return rowCount === 1;
}
