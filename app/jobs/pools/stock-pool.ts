import { newCode } from "../../commands/new-code.ts";
import type { Database } from "../../database.ts";
import { compare, parseDecimal } from "../../domain/rational.ts";
import type { DiscountNow, Gateway } from "../../shopify/gateway.ts";
import { REDEEM_CODES_PER_CALL } from "../../shopify/operations/redeem-codes.ts";
import {
  addBatch,
  countCodes,
  forgetBatch,
  givenBefore,
  listBatches,
  noteBulk,
  noteLooked,
  noteRate,
  takeIn,
} from "./pool-rows.ts";
import type { Pool } from "./pool-rows.ts";

/** The smallest stock, and the largest: a pool that is emptied faster is filled again while it is used. */
export const STOCK_MIN = 50;
export const STOCK_MAX = 5_000;
/** Calls that add codes at one look; each is a part of the shop's budget that a customer may be waiting for. */
const CALLS_MAX = 4;

/** A batch of which nobody knows whether Shopify has it is given up after so long. */
const LOST_AFTER_MS = 60_000;
/** The rate is measured over at least this span. */
const SAMPLE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** When the pool is to be looked at again: codes on their way take a second or two, a pool in use may run low, one at rest won't. */
const COMING_SECONDS = 2;
const USED_SECONDS = 15;
const IDLE_SECONDS = 60;

export type Stocking = {
  readonly db: Database;
  readonly gateway: Gateway;
  readonly pool: Pool;
  /** What a code of the pool takes off, in the shop's currency; null for free shipping and products. */
  readonly value: { readonly type: "amount" | "percentage"; readonly value: string } | null;
  readonly now: Date;
};

/** How many codes there should be: half an hour's use at the present rate, or what yesterday took in three hours. */
export function stockFor(use: { perHour: number; givenBefore: number }): number {
  const wanted = Math.max(STOCK_MIN, Math.ceil(use.perHour / 2), Math.ceil(use.givenBefore / 8));
  return Math.min(STOCK_MAX, wanted);
}

/** The rate of use after another look: it rises at once and falls slowly, so that a pause doesn't let the stock run down. */
export function rateAfter(before: number, given: number, milliseconds: number): number {
  return Math.max((given * HOUR_MS) / milliseconds, before * 0.9);
}

/**
 * Brings a pool's stock up to what its use asks for: takes in what Shopify has added since, and where less than half of the stock is left,
 * sends for more, if the discount is still as it was made. Answers after how many seconds to look again. Every step may be the last one before a crash.
 */
export async function stockPool(stocking: Stocking): Promise<number> {
  const { db, pool } = stocking;
  if (pool.lookAt !== null) await lookAtDiscount(stocking);
  await takeInBatches(stocking);
  const { free, coming } = await countCodes(db, pool);
  const added = await addedSoFar(db, pool);
  const given = Math.max(0, added - free);
  const perHour = await measure(stocking, given);
  const target = stockFor({ perHour, givenBefore: await givenBefore(db, pool) });
  const missing = target - free - coming;
  const isLow = missing > 0 && (free + coming < target / 2 || added === 0);
  if (isLow && added > 0) await lookAtDiscount(stocking);
  if (isLow) await sendFor(stocking, missing);
  if (isLow || coming > 0) return COMING_SECONDS;
  return perHour >= 1 ? USED_SECONDS : IDLE_SECONDS;
}

/**
 * Throws PoolLost where somebody has ended or deleted the discount, moved its end or changed what it gives: its codes no longer keep what
 * the reward promises.
 */
async function lookAtDiscount({ db, gateway, pool, value }: Stocking): Promise<void> {
  if (pool.discountId === null) return;
  const found = await gateway.findDiscount(pool.discountId);
  const change = found === null ? "deleted" : changeOf(found, pool, value);
  if (change !== null) throw new PoolLost(`the discount was ${change} in Shopify`, change);
  await noteLooked(db, pool);
}

function changeOf(found: DiscountNow, pool: Pool, value: Stocking["value"]): LostPool | null {
  if (!found.active) return "ended";
  if (found.endsAt?.getTime() !== pool.until.getTime()) return "changed";
  if (value === null || found.gives === null) return null;
  const same =
    found.gives.type === value.type && compare(parseDecimal(found.gives.value), parseDecimal(value.value)) === 0;
  return same ? null : "changed";
}

async function addedSoFar(db: Database, pool: Pool): Promise<number> {
  const { rows } = await db.pool.query<{ added: number }>("SELECT added FROM pools WHERE program_id = $1 AND id = $2", [
    pool.programId,
    pool.id,
  ]);
  return rows[0]?.added ?? 0;
}

async function measure({ db, pool, now }: Stocking, given: number): Promise<number> {
  const since = now.getTime() - (pool.sampledAt ?? pool.createdAt).getTime();
  if (pool.sampledAt !== null && since < SAMPLE_MS) return pool.perHour;
  const perHour = rateAfter(pool.perHour, given - pool.given, Math.max(since, SAMPLE_MS));
  await noteRate(db, pool, { given, perHour, at: now });
  return perHour;
}

async function takeInBatches({ db, gateway, pool, now }: Stocking): Promise<void> {
  for (const batch of await listBatches(db, pool)) {
    if (batch.bulkId === null) {
      if (now.getTime() - batch.sentAt.getTime() > LOST_AFTER_MS) await forgetBatch(db, pool, batch);
      continue;
    }
    const found = await gateway.findCodesAdded(batch.bulkId);
    if (found === null) await forgetBatch(db, pool, batch);
    if (found?.done !== true) continue;
    // Codes that exist already belong to somebody else, or to a batch that was given up: they are left alone.
    const refused = new Set(found.refused.map((code) => code.toUpperCase()));
    await takeIn(
      db,
      pool,
      batch,
      batch.codes.filter((code) => !refused.has(code)),
    );
  }
}

async function sendFor({ db, gateway, pool, now }: Stocking, count: number): Promise<void> {
  if (pool.discountId === null) throw new Error(`pool ${pool.id} is open without a discount`);
  let missing = Math.min(count, CALLS_MAX * REDEEM_CODES_PER_CALL);
  while (missing > 0) {
    // A call costs the same whatever it carries: what is sent for because codes were used is a full one.
    const size = pool.added === 0 ? Math.min(missing, REDEEM_CODES_PER_CALL) : REDEEM_CODES_PER_CALL;
    const codes = Array.from({ length: size }, newCode);
    const batchId = await addBatch(db, pool, codes, now);
    const outcome = await gateway.addCodes(pool.discountId, codes);
    if (!outcome.ok) {
      await forgetBatch(db, pool, { id: batchId });
      if (outcome.reason === "missing") throw new PoolLost(outcome.message, "deleted");
      throw new Error(outcome.message);
    }
    await noteBulk(db, pool, batchId, outcome.bulkCreationId);
    missing -= size;
  }
}

/** What somebody did in Shopify to a pool's discount. */
export type LostPool = "deleted" | "ended" | "changed";

/** No more codes of a discount can be given. */
export class PoolLost extends Error {
  override readonly name = "PoolLost";
  readonly how: LostPool;

  constructor(message: string, how: LostPool) {
    super(message);
    this.how = how;
  }
}
