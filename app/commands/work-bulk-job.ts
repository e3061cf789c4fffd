import type { Database } from "../database.ts";
import { adjustPoints } from "./adjust-points.ts";
import { findAdjustment } from "../queries/find-adjustment.ts";
import type { BulkChange } from "../queries/bulk-jobs.ts";
import { isHeldAs, restoreTier } from "./restore-tier.ts";
import { setTier, type HeldTier } from "./set-tier.ts";

/** How many members one slice changes, and how many of them at a time. */
const SLICE = 100;
const AT_ONCE = 4;

export type BulkJob = { programId: string; jobId: string; author: string; undoes: string | null } & BulkChange;

type Item = { memberId: string; before: HeldTier | null };
type Done = { status: "changed" } | { status: "skipped"; reason: string };

/**
 * Changes the next members of a job; answers whether there are none left. A member whose change was made, but not noted because the
 * process died, is changed again without effect: points by their key, a tier because it is held already.
 */
export async function workBulkSlice(db: Database, job: BulkJob, now: Date): Promise<boolean> {
  const { rows } = await db.pool.query<Item>(
    `SELECT member_id::text AS "memberId", before FROM bulk_items
     WHERE program_id = $1 AND job_id = $2 AND status = 'waiting' ORDER BY bulk_items.member_id LIMIT $3`,
    [job.programId, job.jobId, SLICE],
  );
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    await Promise.all(
      rows.slice(start, start + AT_ONCE).map(async (item) => {
        await note(db, job, item.memberId, await change(db, job, item, now));
      }),
    );
  }
  if (rows.length === SLICE) return false;
  await finish(db, job, now);
  return true;
}

async function change(db: Database, job: BulkJob, item: Item, now: Date): Promise<Done> {
  if (job.kind === "setTier")
    return job.undoes === null ? changeTier(db, job, item, now) : giveBackTier(db, job, item, now);
  const { programId, author, undoes } = job;
  const { points, lot } =
    undoes === null
      ? { points: BigInt(job.params.points), lot: null }
      : opposite(await findAdjustment(db, { programId, memberId: item.memberId, key: `bulk:${undoes}` }));
  if (points === 0n) return { status: "skipped", reason: "unchanged" };
  const key = `bulk:${job.jobId}`;
  const done = await adjustPoints(db, {
    programId,
    memberId: item.memberId,
    points,
    lot,
    reason: job.params.reason,
    author,
    key,
    now,
  });
  return done.ok ? { status: "changed" } : { status: "skipped", reason: done.reason };
}

const opposite = ({ points, lot }: { points: bigint; lot: number | null }) => ({ points: -points, lot });

type TierJob = Extract<BulkJob, { kind: "setTier" }>;

async function changeTier(db: Database, job: TierJob, item: Item, now: Date): Promise<Done> {
  const { programId } = job;
  const { tier, lock } = job.params;
  const held = await heldBy(db, programId, item.memberId);
  if (held === null) return { status: "skipped", reason: "unknownMember" };
  // What is kept is how it was before the first try.
  if (item.before === null) await keepBefore(db, job, item.memberId, held);
  if (isHeldAs(held, job.params)) {
    const changedBefore = item.before !== null && !isHeldAs(item.before, job.params);
    return changedBefore ? { status: "changed" } : { status: "skipped", reason: "unchanged" };
  }
  const until = job.params.until === null ? null : new Date(job.params.until);
  const done = await setTier(db, { programId, memberId: item.memberId, tier, until, lock, author: job.author, now });
  return done.ok ? { status: "changed" } : { status: "skipped", reason: done.reason };
}

async function giveBackTier(db: Database, job: TierJob, { memberId, before }: Item, now: Date): Promise<Done> {
  if (before === null) return { status: "skipped", reason: "unknownMember" };
  const { programId, params, author } = job;
  const done = await restoreTier(db, { programId, memberId, before, set: params, author, now });
  return done.ok ? { status: "changed" } : { status: "skipped", reason: done.reason };
}

async function heldBy(db: Database, programId: string, memberId: string): Promise<HeldTier | null> {
  const { rows } = await db.pool.query<HeldTier>(
    `SELECT tier, tier_state->'hold' AS hold FROM members WHERE program_id = $1 AND id = $2 AND merged_into IS NULL AND deleted_at IS NULL`,
    [programId, memberId],
  );
  return rows[0] ?? null;
}

async function keepBefore(db: Database, job: BulkJob, memberId: string, before: HeldTier): Promise<void> {
  await db.pool.query("UPDATE bulk_items SET before = $4 WHERE program_id = $1 AND job_id = $2 AND member_id = $3", [
    ...[job.programId, job.jobId, memberId],
    JSON.stringify(before),
  ]);
}

/** Notes what became of a member, once: a second worker's note changes nothing. */
async function note(db: Database, job: BulkJob, memberId: string, done: Done): Promise<void> {
  await db.pool.query(
    `WITH noted AS (
       UPDATE bulk_items SET status = $4, reason = $5
       WHERE program_id = $1 AND job_id = $2 AND member_id = $3 AND status = 'waiting' RETURNING status
     ) UPDATE bulk_jobs SET changed = changed + (SELECT count(*) FROM noted WHERE status = 'changed'),
         skipped = skipped + (SELECT count(*) FROM noted WHERE status = 'skipped')
       WHERE program_id = $1 AND id = $2 AND EXISTS (SELECT FROM noted)`,
    [job.programId, job.jobId, memberId, done.status, done.status === "skipped" ? done.reason : null],
  );
}

async function finish(db: Database, job: BulkJob, now: Date): Promise<void> {
  await db.pool.query(
    "UPDATE bulk_jobs SET status = 'done', finished_at = $3 WHERE program_id = $1 AND id = $2 AND status = 'working'",
    [job.programId, job.jobId, now],
  );
}
