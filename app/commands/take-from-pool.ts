import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import { codeUntil, valueOf } from "../domain/exchange.ts";
import { inactivitySince } from "../domain/expiry.ts";
import type { Program } from "../domain/program.ts";
import { findReward, offeredAt } from "../domain/program.ts";
import { limitsAt } from "../domain/reward-limits.ts";
import type { Timeline } from "../domain/timeline.ts";
import { versionAt } from "../domain/timeline.ts";
import { changeMember } from "../ledger/change-members.ts";
import type { PoolExchange } from "../ledger/exchange-from-pool.ts";
import { exchangeFromPool } from "../ledger/exchange-from-pool.ts";
import { knownTimeline, loadTimeline, revisionOf } from "../ledger/programs.ts";
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

/** Others may write the member meanwhile, time may have to be written first, and a new version may come into force. */
const TRIES_MAX = 5;

/**
 * Rules 11 and 12 without a word to Shopify: takes a code that was made ahead, in one statement. Null where the engine has to decide: no
 * code in the pool, a reward whose codes are not made ahead, a wish that is refused or repeated.
 */
export async function takeFromPool(db: Database, input: TakeInput): Promise<{ code: Code; available: bigint } | null> {
  const { programId, memberId, now } = input;
  if (input.times !== 1) return null;
  let timeline = knownTimeline(db.pool, programId) ?? (await loadTimeline(db.pool, programId));
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const wish = wishOf(input, timeline);
    // What is kept of the versions may be out of date: then this is found out by the engine.
    if (wish === null) return null;
    const done = await exchangeFromPool(db.pool, wish, newCode());
    switch (done.outcome) {
      case "done":
        return done;
      case "stale":
        timeline = await loadTimeline(db.pool, programId);
        break;
      case "due":
        // Writes what time has brought; whatever that is, the next try finds it done.
        await changeMember(db, { programId, memberId, now }, () => ({ result: null }));
        break;
      case "empty":
        await askForCodes(db, wish);
        return null;
      case "other":
        return null;
      case "conflict":
    }
  }
  return null;
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

/** A pool that ran empty is looked at now, not when its turn comes. */
async function askForCodes(db: Database, { shopId, reward, terms, until, now }: PoolExchange): Promise<void> {
  await db.pool.query(
    `UPDATE pools SET next_at = $5 WHERE shop_id = $1 AND reward = $2 AND terms = $3 AND until = $4 AND next_at > $5`,
    [shopId, reward.id, terms, until, now],
  );
}
