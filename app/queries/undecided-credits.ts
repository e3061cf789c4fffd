import type { Database } from "../database.ts";

/** A store credit of which only staff can tell whether it was given. */
export type UndecidedCredit = {
  codeId: string;
  memberId: string;
  points: bigint;
  value: string;
  askedAt: Date;
};

/** What waits for a decision of staff, oldest first, and how many there are. */
export async function listUndecidedCredits(
  db: Database,
  input: { programId: string; limit: number },
): Promise<{ credits: UndecidedCredit[]; count: number }> {
  const { rows } = await db.pool.query<Omit<UndecidedCredit, "points"> & { points: string; total: string }>({
    name: "list-undecided-credits",
    text: `SELECT c.id::text AS "codeId", c.member_id::text AS "memberId", c.points::text, c.value, c.credit_asked_at AS "askedAt",
        count(*) OVER () AS total
      FROM codes c WHERE c.program_id = $1 AND c.undecided_at IS NOT NULL AND c.status = 'reserving'
      ORDER BY c.undecided_at, c.credit_asked_at LIMIT $2`,
    values: [input.programId, input.limit],
  });
  const credits = rows.map(({ total: _, points, ...row }) => ({ ...row, points: BigInt(points) }));
  return { credits, count: Number(rows[0]?.total ?? 0) };
}
