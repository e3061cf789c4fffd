import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import { codeUntil, refusalOf, valueOf } from "../domain/exchange.ts";
import { inactivitySince } from "../domain/expiry.ts";
import type { Program } from "../domain/program.ts";
import { findReward, offeredAt } from "../domain/program.ts";
import { limitsAt } from "../domain/reward-limits.ts";
import { dayOf } from "../domain/time.ts";
import type { Timeline } from "../domain/timeline.ts";
import { versionAt } from "../domain/timeline.ts";
import { changeMember } from "../ledger/change-members.ts";
import type { PoolExchange, PoolOutcome, Standing } from "../ledger/exchange-from-pool.ts";
import { exchangeFromPool } from "../ledger/exchange-from-pool.ts";
import { knownTimeline, loadTimeline, revisionOf } from "../ledger/programs.ts";
import { Together } from "../ledger/together.ts";
import { newCode } from "./new-code.ts";
import { isPooled, poolTerms } from "./pool-discount.ts";

export type TakeInput = {
  readonly programId: string;
  readonly memberId: string;
  readonly shopId: string;
  readonly reward: string;
  readonly times: number;
  readonly key: string;
  readonly now: Date;
};

/** How many exchanges share a statement, which keeps their members locked, and how many are worth a second one beside it. */
const TOGETHER = { most: 50, worthwhile: 2, batches: 2 };

/** What is wished of one database in this process at the same time goes together, whoever wishes. */
const queues = new WeakMap<Database, Together<PoolExchange, PoolOutcome>>();

function queueOf(db: Database): Together<PoolExchange, PoolOutcome> {
  const queue = queues.get(db) ?? new Together((wishes) => exchangeFromPool(db.pool, wishes, newCode), TOGETHER);
  queues.set(db, queue);
  return queue;
}

/** Time may have to be written first, and a new version may come into force meanwhile. */
const TRIES_MAX = 5;

/**
 * Rules 11 and 12 without a word to Shopify: takes a code that was made ahead, in one statement. Null where the engine has to decide: no
 * code in the pool, a reward whose codes are not made ahead, a wish that is refused or repeated.
 */
export async function takeFromPool(db: Database, input: TakeInput): Promise<{ code: Code; standing: Standing } | null> {
  const { programId, now } = input;
  if (input.times !== 1) return null;
  let timeline = knownTimeline(db.pool, programId) ?? (await loadTimeline(db.pool, programId));
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const wish = wishOf(input, timeline);
    // What is kept of the versions may be out of date: then this is found out by the engine.
    if (wish === null) return null;
    const [done] = await queueOf(db).ask([wish]);
    if (!done) return null;
    switch (done.outcome) {
      case "done":
        return done;
      case "stale":
        timeline = await loadTimeline(db.pool, programId);
        break;
      case "due":
        if (!(await writeTime(db, input))) return null;
        break;
      case "empty":
        await askForCodes(db, wish, dayOf(now, versionAt(timeline, now).program.timeZone));
        return null;
      case "other":
        return null;
    }
  }
  return null;
}

/** Writes what time has brought, so that the next try finds it done; for a wish that is refused nothing is written. */
async function writeTime(db: Database, input: TakeInput): Promise<boolean> {
  const { programId, memberId, reward, now } = input;
  const written = await changeMember(db, { programId, memberId, now, rewards: [reward] }, (account, timeline) => {
    const isFree = account.mergedInto === null && refusalOf(account, timeline, input, now) === null;
    return { result: isFree, write: isFree };
  });
  return written === true;
}

function wishOf(input: TakeInput, timeline: Timeline): PoolExchange | null {
  const { now } = input;
  const { program, version } = versionAt(timeline, now);
  const reward = findReward(program, input.reward);
  const revision = revisionOf(timeline);
  if (revision === undefined || reward === null || !isPooled(reward) || offeredAt(reward, now) !== "now") return null;
  const { programId, memberId, shopId, key } = input;
  return {
    ...{ programId, memberId, shopId, key, now, version, revision, reward },
    minimumPoints: program.exchange.minimumPoints,
    terms: poolTerms(reward, program),
    until: codeUntil(reward, now, program.timeZone),
    value: valueOf(reward, 1, program),
    limits: limitsAt(reward, now, program.timeZone),
    inactivity: inactivityOf(program, timeline, now),
  };
}

function inactivityOf({ expiry, timeZone }: Program, timeline: Timeline, now: Date): PoolExchange["inactivity"] {
  const since = inactivitySince(timeline, now);
  return since === null || expiry.kind !== "inactivity" ? null : { since, months: expiry.months, timeZone };
}

/** Further than that nobody has to count who found no pool. */
const WISHES_COUNTED = 3;

/**
 * A pool that ran empty is looked at now, not when its turn comes. Where there is none, because the reward is hardly used, that is counted:
 * a planning that finds it used makes one.
 */
async function askForCodes(db: Database, wish: PoolExchange, day: string): Promise<void> {
  const { shopId, reward, terms, until, now } = wish;
  await db.pool.query(
    `WITH pool AS (
       SELECT id FROM pools WHERE shop_id = $1 AND reward = $2 AND terms = $3 AND until = $4
     ), now AS (
       UPDATE pools SET next_at = $5 WHERE shop_id = $1 AND reward = $2 AND terms = $3 AND until = $4 AND next_at > $5
     ), wish AS (
       INSERT INTO pool_wishes AS w (shop_id, reward, day, count) SELECT $1, $2, $6, 1 WHERE NOT EXISTS (SELECT FROM pool)
       ON CONFLICT (shop_id, reward, day) DO UPDATE SET count = w.count + 1 WHERE w.count < $7 RETURNING count
     )
     UPDATE shops SET pools_plan_at = $5 WHERE id = $1 AND EXISTS (SELECT FROM wish WHERE count > 1)`,
    [shopId, reward.id, terms, until, now, day, WISHES_COUNTED],
  );
}
