import type { Database } from "../database.ts";

/** What the home page counts. Points are whole numbers. */
export type HomeFigures = {
  members: bigint;
  /** Points that members hold: usable, pending, and reserved for codes that nobody has used yet. */
  outstanding: bigint;
  /** Credited since `since`: for orders and as bonuses. What refunds took back is not deducted. */
  earned: bigint;
  /** Points of the codes made since `since` that are open or used. */
  exchanged: bigint;
};

const FIGURES = `
SELECT
  (SELECT count(*) FROM members WHERE program_id = $1 AND merged_into IS NULL AND deleted_at IS NULL) AS members,
  (SELECT coalesce(sum(available + pending + reserved), 0) FROM members
    WHERE program_id = $1 AND merged_into IS NULL AND deleted_at IS NULL) AS outstanding,
  (SELECT coalesce(sum(points), 0) FROM entries
    WHERE program_id = $1 AND recorded_at >= $2 AND at >= $2 AND points > 0
      AND kind IN ('order', 'joining', 'birthday', 'firstOrder', 'tierBonus')) AS earned,
  (SELECT coalesce(sum(points), 0) FROM codes
    WHERE program_id = $1 AND reserved_at >= $2 AND status IN ('open', 'used')) AS exchanged`;

/** The figures of the home page, counted from `since` on. */
export async function readHomeFigures(db: Database, input: { programId: string; since: Date }): Promise<HomeFigures> {
  const { rows } = await db.pool.query<Record<keyof HomeFigures, string>>(FIGURES, [input.programId, input.since]);
  const row = rows[0];
  if (row === undefined) throw new Error("the home figures came back empty");
  return {
    members: BigInt(row.members),
    outstanding: BigInt(row.outstanding),
    earned: BigInt(row.earned),
    exchanged: BigInt(row.exchanged),
  };
}
