import type { Database } from "../database.ts";

/** A code that ends soon and whose member has been told in the account, but not by mail. */
export type EndingCode = { programId: string; memberId: string; noticeId: string; code: string; until: Date };

/** Announced codes that are still open and about which no mail was sent (`notices.mailed_at`), soonest end first. */
export async function listEndingCodes(
  db: Database,
  input: { programId: string; now: Date; limit: number },
): Promise<EndingCode[]> {
  const { rows } = await db.pool.query<EndingCode>({
    name: "list-ending-codes",
    text: `SELECT n.program_id::text AS "programId", c.member_id::text AS "memberId", n.id::text AS "noticeId", c.code, c.until
      FROM notices n JOIN codes c ON c.program_id = n.program_id AND c.id = n.code_id
      WHERE n.program_id = $1 AND n.kind = 'codeEnds' AND n.mailed_at IS NULL AND n.dismissed_at IS NULL
        AND c.status = 'open' AND c.until > $2
      ORDER BY c.until, n.code_id LIMIT $3`,
    values: [input.programId, input.now, input.limit],
  });
  return rows;
}
