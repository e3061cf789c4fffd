import type { Database } from "../database.ts";

/** A review of everybody's tier that staff asked for, as far as it has come. */
export type TierReview = {
  reviewId: string;
  status: "looking" | "ready" | "moving" | "done" | "dismissed";
  at: Date;
  author: string;
  seen: number;
  total: number;
  finishedAt: Date | null;
  /** Who would move (before it is confirmed) or has moved, from where to where; null is no tier. */
  moves: TierMove[];
};

export type TierMove = { from: string | null; to: string | null; members: number; sample: string[] };

type Row = Omit<TierReview, "moves" | "seen" | "total"> & { seen: string; total: string };
type MoveRow = { from: string; to: string; members: string; sample: string[] };

/** The newest review that staff asked for in a program, or null. */
export async function readTierReview(db: Database, input: { programId: string }): Promise<TierReview | null> {
  const { rows } = await db.pool.query<Row>(
    `SELECT id::text AS "reviewId", status, at, author, seen::text, total::text, finished_at AS "finishedAt"
     FROM tier_reviews WHERE program_id = $1 AND kind = 'asked' AND status <> 'dismissed' ORDER BY tier_reviews.id DESC LIMIT 1`,
    [input.programId],
  );
  const [review] = rows;
  if (review === undefined) return null;
  const stage = review.status === "moving" || review.status === "done" ? "moving" : "looking";
  const { rows: moves } = await db.pool.query<MoveRow>(
    `SELECT tier_from AS "from", tier_to AS "to", members::text, sample::text[] FROM tier_review_moves
     WHERE program_id = $1 AND review_id = $2 AND stage = $3 ORDER BY tier_review_moves.members DESC, tier_from, tier_to`,
    [input.programId, review.reviewId, stage],
  );
  return {
    ...review,
    seen: Number(review.seen),
    total: Number(review.total),
    moves: moves.map(({ from, to, members, sample }) => ({
      from: from === "" ? null : from,
      to: to === "" ? null : to,
      members: Number(members),
      sample,
    })),
  };
}
