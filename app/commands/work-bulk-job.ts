import type { Database } from "../database.ts";
import type { Hold } from "../domain/tiers.ts";
import { adjustPoints } from "./adjust-points.ts";
import type { BulkChange } from "../queries/bulk-jobs.ts";
import { setTier } from "./set-tier.ts";

/** How many members one slice changes, and how many of them at a time. */
const SLICE = 100;
const AT_ONCE = 4;

export type BulkJob = { programId: string; jobId: string; author: string; undoes: string | null } & BulkChange;

/** How a member was before a change: for a tier what was held and how, for points nothing. */
type Before = { tier: string | null; hold: (Omit<Hold, "until"> & { until: string | null }) | null };

type Item = { memberId: string; before: Before | null };
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
    return job.undoes === null ? changeTier(db, job, item, now) : restoreTier(db, job, item, now);
  const points =
    job.undoes === null ? BigInt(job.params.points) : -(await pointsOf(db, job.programId, item.memberId, job.undoes));
  if (points === 0n) return { status: "skipped", reason: "unchanged" };
  const { programId, author } = job;
  const key = `bulk:${job.jobId}`;
  const done = await adjustPoints(db, {
    programId,
    memberId: item.memberId,
    points,
    reason: job.params.reason,
    author,
    key,
    now,
  });
  return done.ok ? { status: "changed" } : { status: "skipped", reason: done.reason };
}

type TierJob = Extract<BulkJob, { kind: "setTier" }>;

async function changeTier(db: Database, job: TierJob, item: Item, now: Date): Promise<Done> {
  const { programId } = job;
  const { tier, lock } = job.params;
  const held = await heldBy(db, programId, item.memberId);
  if (held === null) return { status: "skipped", reason: "unknownMember" };
  // What is kept is how it was before the first try.
  if (item.before === null) await keepBefore(db, job, item.memberId, held);
  if (isAsSet(held, job)) {
    const changedBefore = item.before !== null && !isAsSet(item.before, job);
    return changedBefore ? { status: "changed" } : { status: "skipped", reason: "unchanged" };
  }
  const until = job.params.until === null ? null : new Date(job.params.until);
  const done = await setTier(db, { programId, memberId: item.memberId, tier, until, lock, author: job.author, now });
  return done.ok ? { status: "changed" } : { status: "skipped", reason: done.reason };
}

/** Staff who changed a member after the job decided anew: that stays. */
async function restoreTier(db: Database, job: TierJob, item: Item, now: Date): Promise<Done> {
  const { programId } = job;
  const { memberId, before } = item;
  const held = await heldBy(db, programId, memberId);
  if (held === null || before === null) return { status: "skipped", reason: "unknownMember" };
  if (isSame(held, before)) return { status: "changed" };
  if (!isAsSet(held, job)) return { status: "skipped", reason: "changedMeanwhile" };
  const until = typeof before.hold?.until !== "string" ? null : new Date(before.hold.until);
  const isOver = until !== null && until <= now;
  const wish =
    before.hold === null || isOver
      ? { tier: null, until: null, lock: false }
      : { tier: before.tier, until, lock: before.hold.lock };
  const done = await setTier(db, { programId, memberId, ...wish, author: job.author, now });
  return done.ok ? { status: "changed" } : { status: "skipped", reason: done.reason };
}

/** Whether a tier is held as the job sets it; clearing what staff set leaves no hold. */
function isAsSet({ tier, hold }: Before, { params }: TierJob): boolean {
  if (params.tier === null && params.until === null && !params.lock) return hold === null;
  if (tier !== params.tier || hold?.by !== "staff") return false;
  return hold.lock === params.lock && time(hold.until) === time(params.until);
}

function isSame(a: Before, b: Before): boolean {
  return (
    a.tier === b.tier &&
    a.hold?.by === b.hold?.by &&
    a.hold?.lock === b.hold?.lock &&
    time(a.hold?.until) === time(b.hold?.until)
  );
}

function time(moment: string | null | undefined): number | null {
  return typeof moment !== "string" ? null : new Date(moment).getTime();
}

async function heldBy(db: Database, programId: string, memberId: string): Promise<Before | null> {
  const { rows } = await db.pool.query<Before>(
    `SELECT tier, tier_state->'hold' AS hold FROM members WHERE program_id = $1 AND id = $2 AND merged_into IS NULL AND deleted_at IS NULL`,
    [programId, memberId],
  );
  return rows[0] ?? null;
}

async function keepBefore(db: Database, job: BulkJob, memberId: string, before: Before): Promise<void> {
  await db.pool.query("UPDATE bulk_items SET before = $4 WHERE program_id = $1 AND job_id = $2 AND member_id = $3", [
    ...[job.programId, job.jobId, memberId],
    JSON.stringify(before),
  ]);
}

/** What a job's adjustment came to for a member: what was missing and forgiven was not taken. */
async function pointsOf(db: Database, programId: string, memberId: string, jobId: string): Promise<bigint> {
  const { rows } = await db.pool.query<{ points: string }>(
    `SELECT (e.points + coalesce(f.points, 0))::text AS points
     FROM entries e LEFT JOIN entries f
       ON f.program_id = e.program_id AND f.member_id = e.member_id AND f.no = e.no + 1 AND f.kind = 'forgiven' AND e.debt > 0
     WHERE e.program_id = $1 AND e.key = $2`,
    [programId, `adjust:${memberId}:bulk:${jobId}`],
  );
  return BigInt(rows[0]?.points ?? "0");
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
