import type { Database } from "../database.ts";

/** What an adjustment came to for a member, by its whole key: what was missing and forgiven was not taken. 0 where there was none. */
export async function adjustedPoints(
  db: Database,
  input: { programId: string; memberId: string; key: string },
): Promise<bigint> {
  const { programId, memberId, key } = input;
  const { rows } = await db.pool.query<{ points: string }>(
    `SELECT (e.points + coalesce(f.points, 0))::text AS points
     FROM entries e LEFT JOIN entries f
       ON f.program_id = e.program_id AND f.member_id = e.member_id AND f.no = e.no + 1 AND f.kind = 'forgiven' AND e.debt > 0
     WHERE e.program_id = $1 AND e.member_id = $2 AND e.key = $3`,
    [programId, memberId, `adjust:${memberId}:${key}`],
  );
  return BigInt(rows[0]?.points ?? "0");
}
