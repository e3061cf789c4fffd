import type { Connection, Database } from "../database.ts";
import type { Move } from "../ledger/move-members.ts";
import { transaction } from "../database.ts";
import { moveMembers, previewMoves } from "../ledger/move-members.ts";
import { loadTimeline } from "../ledger/programs.ts";

/** Members that staff can choose at once: a page of the list. Everybody is a review of its own (`beginReview`). */
export const CHOSEN_MEMBERS_MAX = 250;

/** How many members are locked together. */
const MEMBERS_AT_ONCE = 25;

type Common = { programId: string; now: Date };

/** What a review of chosen members would change now; nothing is written. */
export async function previewReview(db: Database, input: Common & { memberIds: readonly string[] }): Promise<Move[]> {
  const timeline = await loadTimeline(db.pool, input.programId);
  return previewMoves(db.pool, timeline, { ...input, memberIds: chosen(input.memberIds) });
}

/** Reviews chosen members now, as the night would (rules 16, 17 and 19). Repeating it changes nothing more. */
export async function reviewMembers(
  db: Database,
  input: Common & { memberIds: readonly string[]; author: string },
): Promise<Move[]> {
  const { programId, author, now } = input;
  const memberIds = chosen(input.memberIds);
  const moves: Move[] = [];
  for (let from = 0; from < memberIds.length; from += MEMBERS_AT_ONCE) {
    const few = memberIds.slice(from, from + MEMBERS_AT_ONCE);
    const moved = await transaction(db, async (connection) => {
      const timeline = await loadTimeline(connection, programId);
      const done = await moveMembers(connection, timeline, { programId, memberIds: few, now });
      await noteMoves(connection, { programId, author, now }, done);
      return done;
    });
    moves.push(...moved);
  }
  return moves;
}

function chosen(memberIds: readonly string[]): string[] {
  const ids = [...new Set(memberIds)];
  if (ids.length > CHOSEN_MEMBERS_MAX) throw new RangeError(`at most ${CHOSEN_MEMBERS_MAX} members can be chosen`);
  return ids;
}

async function noteMoves(
  connection: Connection,
  by: Common & { author: string },
  moves: readonly Move[],
): Promise<void> {
  await connection.query(
    `INSERT INTO audit_log (program_id, at, actor, action, subject, before, after)
     SELECT $1, $2, $3, 'reviewTier', 'member:' || (x->>'memberId'), x->'from', x->'to' FROM jsonb_array_elements($4) AS x`,
    [by.programId, by.now, by.author, JSON.stringify(moves)],
  );
}

export type BegunReview = { ok: true; reviewId: string } | { ok: false; reason: "running" };

/**
 * Begins a review of everybody: first a look at who would move where, which changes nothing. A look that nobody confirmed gives way
 * to a new one; a review that moves members is finished first.
 */
export async function beginReview(db: Database, input: Common & { author: string }): Promise<BegunReview> {
  const { programId, author, now } = input;
  return transaction(db, async (connection) => {
    await connection.query("SELECT FROM programs WHERE id = $1 FOR UPDATE", [programId]);
    await connection.query(
      `UPDATE tier_reviews SET status = 'dismissed', finished_at = $2
       WHERE program_id = $1 AND kind = 'asked' AND status IN ('looking', 'ready')`,
      [programId, now],
    );
    const { rows } = await connection.query<{ reviewId: string }>(
      `INSERT INTO tier_reviews (program_id, kind, status, at, author, total)
       SELECT $1, 'asked', 'looking', $2, $3, (SELECT count(*) FROM members WHERE program_id = $1)
       ON CONFLICT DO NOTHING RETURNING id::text AS "reviewId"`,
      [programId, now, author],
    );
    const [row] = rows;
    return row === undefined ? { ok: false, reason: "running" } : { ok: true, reviewId: row.reviewId };
  });
}

export type AnsweredReview = { ok: true } | { ok: false; reason: "notReady" };

/** Lets a review that was looked at move its members. Confirming it twice moves them once. */
export async function confirmReview(
  db: Database,
  input: Common & { reviewId: string; author: string },
): Promise<AnsweredReview> {
  const { programId, reviewId, author, now } = input;
  const { rowCount } = await db.pool.query(
    `WITH confirmed AS (
       UPDATE tier_reviews SET status = 'moving', cursor = 0, seen = 0, author = $3
       WHERE program_id = $1 AND id = $2 AND kind = 'asked' AND status = 'ready' RETURNING id)
     INSERT INTO audit_log (program_id, at, actor, action, subject)
     SELECT $1, $4, $3, 'reviewTiers', 'review:' || id FROM confirmed`,
    [programId, reviewId, author, now],
  );
  return rowCount === 1 ? { ok: true } : { ok: false, reason: "notReady" };
}

/** Gives up a review that has moved nobody yet. */
export async function dismissReview(db: Database, input: Common & { reviewId: string }): Promise<AnsweredReview> {
  const { rowCount } = await db.pool.query(
    `UPDATE tier_reviews SET status = 'dismissed', finished_at = $3
     WHERE program_id = $1 AND id = $2 AND kind = 'asked' AND status IN ('looking', 'ready')`,
    [input.programId, input.reviewId, input.now],
  );
  return rowCount === 1 ? { ok: true } : { ok: false, reason: "notReady" };
}
