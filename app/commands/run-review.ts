import type { Connection, Database } from "../database.ts";
import type { Move } from "../ledger/move-members.ts";
import { transaction } from "../database.ts";
import { moveMembers, previewMoves } from "../ledger/move-members.ts";
import { findMovers, findSliceEnd } from "../ledger/movers.ts";
import { SliceSize } from "../ledger/slice-size.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { versionAt } from "../domain/timeline.ts";

/** Members that one statement looks through for those whom a review could move. */
const SLICE_ROWS = 2_000;

/** Of these, how many are reviewed by the rule in one transaction; where they move, their rows are locked for as long as that takes. */
const MEMBERS_AT_ONCE = {
  looking: new SliceSize({ least: 10, most: 100 }),
  moving: new SliceSize({ least: 2, most: 25 }),
};

/** Members that are shown for each move as examples. */
const SAMPLE_MEMBERS = 10;

type Stage = "looking" | "moving";
type Running = { id: string; status: Stage; cursor: string };

/** Programs in which staff have asked for a review that isn't done yet. */
export async function listRunningReviews(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT program_id::text AS id FROM tier_reviews
     WHERE kind = 'asked' AND status IN ('looking', 'moving') ORDER BY program_id`,
  );
  return rows.map((row) => row.id);
}

/**
 * Does the next slice of a program's review: looks who would move, or moves them. What was done and how far it has come are written
 * together, so that a crash repeats nothing that was counted, and any number of workers take turns. False when nothing is left to do.
 */
export async function runReviewSlice(db: Database, input: { programId: string; now: Date }): Promise<boolean> {
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<Running>(
      `SELECT id::text AS id, status, cursor::text AS cursor FROM tier_reviews
       WHERE program_id = $1 AND kind = 'asked' AND status IN ('looking', 'moving') FOR UPDATE`,
      [input.programId],
    );
    const [running] = rows;
    if (running === undefined) return false;
    await runSlice(connection, input, running);
    return true;
  });
}

async function runSlice(
  connection: Connection,
  { programId, now }: { programId: string; now: Date },
  running: Running,
): Promise<void> {
  const slice = { programId, after: running.cursor, rows: SLICE_ROWS };
  const end = await findSliceEnd(connection, slice);
  if (end === null) {
    await endStage(connection, programId, running, now);
    return;
  }
  const timeline = await loadTimeline(connection, programId);
  const { program } = versionAt(timeline, now);
  const most = MEMBERS_AT_ONCE[running.status].size;
  const memberIds = await findMovers(connection, program, slice, { at: now, most });
  const work = running.status === "looking" ? previewMoves : moveMembers;
  const moves = await MEMBERS_AT_ONCE[running.status].time(memberIds.length, () =>
    work(connection, timeline, { programId, memberIds, now }),
  );
  // Where there may be more, the slice ends with the last one that was taken, and the next one begins after it.
  const last = memberIds.length < most ? end.last : (memberIds.at(-1) ?? end.last);
  await noteMoves(connection, programId, running, moves);
  await connection.query(
    `UPDATE tier_reviews r SET cursor = $3,
       seen = seen + (SELECT count(*) FROM members m WHERE m.program_id = $1 AND m.id > r.cursor AND m.id <= $3)
     WHERE r.program_id = $1 AND r.id = $2`,
    [programId, running.id, last],
  );
}

async function noteMoves(
  connection: Connection,
  programId: string,
  running: Running,
  moves: readonly Move[],
): Promise<void> {
  if (moves.length === 0) return;
  await connection.query(
    `INSERT INTO tier_review_moves AS t (program_id, review_id, stage, tier_from, tier_to, members, sample)
     SELECT $1, $2, $3, coalesce(x."from", ''), coalesce(x."to", ''), count(*), (array_agg(x."memberId"))[1:$5]
     FROM jsonb_to_recordset($4) AS x("memberId" bigint, "from" text, "to" text) GROUP BY 4, 5
     ON CONFLICT (program_id, review_id, stage, tier_from, tier_to) DO UPDATE
       SET members = t.members + excluded.members, sample = (t.sample || excluded.sample)[1:$5]`,
    [programId, running.id, running.status, JSON.stringify(moves), SAMPLE_MEMBERS],
  );
}

async function endStage(connection: Connection, programId: string, running: Running, now: Date): Promise<void> {
  const ended = running.status === "looking" ? "status = 'ready', ready_at = $3" : "status = 'done', finished_at = $3";
  await connection.query(`UPDATE tier_reviews SET ${ended} WHERE program_id = $1 AND id = $2`, [
    programId,
    running.id,
    now,
  ]);
}
