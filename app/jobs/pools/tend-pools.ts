import { newCode } from "../../commands/new-code.ts";
import { discountForPool, poolTitle } from "../../commands/pool-discount.ts";
import { inShopCurrency } from "../../commands/discount-for-code.ts";
import type { RewardTerms } from "../../commands/discount-for-code.ts";
import { recordChange } from "../../commands/record-change.ts";
import { valueOf } from "../../domain/exchange.ts";
import { findReward } from "../../domain/program.ts";
import type { Program, Reward } from "../../domain/program.ts";
import { versionNumbered } from "../../domain/timeline.ts";
import { loadTimeline } from "../../ledger/programs.ts";
import type { Gateway } from "../../shopify/gateway.ts";
import type { JobContext } from "../context.ts";
import { planPools } from "./plan-pools.ts";
import {
  changeAnchor,
  claimPools,
  closePool,
  forgetPool,
  isHeldByAnybody,
  openPool,
  releasePool,
  replacePool,
} from "./pool-rows.ts";
import type { Pool } from "./pool-rows.ts";
import { PoolLost, stockPool } from "./stock-pool.ts";
import type { Stocking } from "./stock-pool.ts";

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** An exchange that began in the last moment of a day may still be on its way to the database. */
const CLOSES_LATER_MS = 600_000;
/** Discounts stay so long after their codes have ended, for whoever asks after an order or a code. */
export const KEPT_AFTER_END_MS = 7 * DAY_MS;
const BACKOFF_SECONDS = 5;
const BACKOFF_SECONDS_MAX = 3_600;
const ROUNDS_MAX = 100;

/** What a round did: pools that were looked at, and those that will be tried again. */
export type Tended = { pools: number; failed: number };

/**
 * Looks after the codes that are made ahead: plans pools, makes their discounts, keeps them filled at the present rate of use, closes them
 * when their day is over and deletes their discounts when nobody can hold a code of theirs any more. Any number of workers may do it, and
 * each step can be the last of a worker: what it left is found by the next.
 */
export async function tendPools(context: JobContext): Promise<Tended> {
  await planPools(context);
  const tended: Tended = { pools: 0, failed: 0 };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const claimed = await claimPools(context.db, context.now());
    if (claimed.length === 0) break;
    tended.pools += claimed.length;
    // A shop that answers slowly holds up its own pools only.
    const shops = [...Map.groupBy(claimed, (pool) => pool.domain).values()];
    const failed = await Promise.all(shops.map((pools) => tendInTurn(context, pools)));
    tended.failed += failed.reduce((sum, count) => sum + count, 0);
  }
  return tended;
}

async function tendInTurn(context: JobContext, pools: readonly Pool[]): Promise<number> {
  let failed = 0;
  for (const pool of pools) {
    try {
      const next = await tend(context, pool);
      if (next !== null) await releasePool(context.db, pool, next, null);
    } catch (error) {
      failed += 1;
      const seconds = Math.min(BACKOFF_SECONDS * 2 ** Math.min(pool.tries - 1, 20), BACKOFF_SECONDS_MAX);
      const message = error instanceof Error ? error.message : String(error);
      await releasePool(context.db, pool, new Date(context.now().getTime() + seconds * SECOND_MS), message);
      context.log.warn({ err: error, pool: pool.id, reward: pool.reward }, "a pool of codes could not be kept filled");
    }
  }
  return failed;
}

/** Does what a pool needs now; answers when to look again, null where it is gone. */
async function tend(context: JobContext, pool: Pool): Promise<Date | null> {
  const { db } = context;
  const now = context.now();
  const gateway = context.gatewayOf(pool.domain);
  const isOver = now.getTime() >= pool.closesAt.getTime() + CLOSES_LATER_MS;
  if (pool.status === "closed") return cleanUp(context, gateway, pool);
  if (isOver) {
    const given = await closePool(db, pool);
    return cleanUp(context, gateway, { ...pool, status: "closed", given });
  }
  if (pool.status === "making") {
    await openPool(db, pool, await makeDiscount(context, gateway, pool));
    return now;
  }
  try {
    const value = await valueOfPool(context, pool);
    const seconds = await stockPool({ db, gateway, pool, value, now });
    return new Date(now.getTime() + seconds * SECOND_MS);
  } catch (error) {
    if (!(error instanceof PoolLost)) throw error;
    // What the discount had left is given to nobody any more, and the next planning makes another where it is used.
    await closePool(db, pool);
    await replacePool(db, pool);
    const { programId, reward: subject } = pool;
    const after = { how: error.how };
    await recordChange(db.pool, {
      programId,
      actor: "shopify",
      action: "poolLost",
      subject: `reward:${subject}`,
      after,
      now,
    });
    context.log.info({ pool: pool.id, reward: subject, how: error.how }, "the codes of a pool are given no more");
    return now;
  }
}

async function rewardOf(context: JobContext, pool: Pool): Promise<{ program: Program; reward: Reward }> {
  const { program } = versionNumbered(await loadTimeline(context.db.pool, pool.programId), pool.version);
  const reward = findReward(program, pool.reward);
  if (reward === null) throw new Error(`version ${pool.version} of the program has no reward "${pool.reward}"`);
  return { program, reward };
}

async function valueOfPool(context: JobContext, pool: Pool): Promise<Stocking["value"]> {
  const { program, reward } = await rewardOf(context, pool);
  const value = valueOf(reward, 1, program);
  if (value === null || (reward.type !== "amount" && reward.type !== "percentage")) return null;
  if (reward.type === "percentage") return { type: "percentage", value };
  return { type: "amount", value: inShopCurrency(value, { program, currency: pool.currency, rate: pool.rate }) };
}

/** The discount with its first code; one that an earlier try made, whose answer was lost, is found by that code. */
async function makeDiscount(context: JobContext, gateway: Gateway, pool: Pool): Promise<string> {
  const { program, reward } = await rewardOf(context, pool);
  const variantId = reward.type === "product" ? await gateway.findVariantId(reward.variant) : null;
  if (reward.type === "product" && variantId === null) throw new Error(`the shop has no product "${reward.variant}"`);
  const terms: RewardTerms = { reward, program, currency: pool.currency, rate: pool.rate, variantId };
  const title = poolTitle(pool, program.timeZone);
  const findOwn = async (): Promise<string | null> => {
    const found = await gateway.findDiscountByCode(pool.anchor);
    return found?.title === title ? found.id : null;
  };
  const earlier = pool.tries > 1 ? await findOwn() : null;
  if (earlier !== null) return earlier;
  const made = await gateway.createDiscount(discountForPool(pool, terms, context.now()));
  if (made.ok) return made.discountId;
  if (made.reason === "taken") {
    const own = await findOwn();
    if (own !== null) return own;
    await changeAnchor(context.db, pool, newCode());
  }
  throw new Error(made.message);
}

/** A discount of which no code was given is deleted at once, others some days after their codes have ended. */
async function cleanUp(context: JobContext, gateway: Gateway, pool: Pool): Promise<Date | null> {
  const now = context.now();
  const deleteAt = pool.given === 0 ? now : new Date(pool.until.getTime() + KEPT_AFTER_END_MS);
  if (now < deleteAt) return deleteAt;
  if (await isHeldByAnybody(context.db, pool)) return new Date(now.getTime() + 60 * SECOND_MS);
  const discountId = pool.discountId ?? (await lostDiscount(gateway, pool));
  if (discountId !== null) await gateway.deleteDiscount(discountId);
  await forgetPool(context.db, pool);
  return null;
}

/** A pool that never opened may have a discount all the same: its answer was lost, and then its day was over. */
async function lostDiscount(gateway: Gateway, pool: Pool): Promise<string | null> {
  const found = await gateway.findDiscountByCode(pool.anchor);
  return found?.title?.startsWith(`Laurel ${pool.reward} until `) === true ? found.id : null;
}
