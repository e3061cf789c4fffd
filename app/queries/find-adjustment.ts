import type { Database } from "../database.ts";

/**
 * What an adjustment came to for a member: what was missing and forgiven was not taken; 0 where there was none. `lot` is the one that it
 * opened where it gave points.
 */
export async function findAdjustment(
  db: Database,
  input: { programId: string; memberId: string; key: string },
): Promise<{ points: bigint; lot: number | null }> {
  const { programId, memberId, key } = input;
  const { rows } = await db.pool.query<{ points: string; no: number }>(
    `SELECT e.no, (e.points + coalesce(f.points, 0))::text AS points
     FROM entries e LEFT JOIN entries f
       ON f.program_id = e.program_id AND f.member_id = e.member_id AND f.no = e.no + 1 AND f.kind = 'forgiven' AND e.debt > 0
     WHERE e.program_id = $1 AND e.member_id = $2 AND e.key = $3`,
    [programId, memberId, `adjust:${memberId}:${key}`],
  );
  const points = BigInt(rows[0]?.points ?? "0");
  return { points, lot: points > 0n ? (rows[0]?.no ?? null) : null };
}
