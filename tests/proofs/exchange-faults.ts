import { randomUUID } from "node:crypto";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import type { Database } from "../../app/database.ts";
import { tendPools } from "../../app/jobs/pools/tend-pools.ts";
import { sweepExchanges } from "../../app/jobs/sweep.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import type { World } from "../scenarios/world.ts";
import { dying, Killed } from "../setup/dying.ts";
import { newMember } from "../setup/new-member.ts";
import { faultyStore } from "../setup/shopify-faults.ts";
import { COST, openProofWorld, OWN_REWARD, SHARED_REWARD } from "./ground.ts";
import type { Progress, ProofGround, Proved } from "./ground.ts";

/** The kinds of fault that Shopify answers the making of a code, of a pool and of its codes with. */
const FAULT_NAMES = [
  "429 at every try",
  "THROTTLED at every try",
  "500 before applying",
  "500 after applying",
  "timeout before applying",
  "timeout after applying",
  "a malformed answer after applying",
  "applied twice, the first answer lost",
] as const;
const KILL_POINTS = 8;
const SWEEP_EVERY_SECONDS = 5;
const TEND_EVERY_SECONDS = 20;
const SETTLED_WITHIN_SECONDS = 60;
/** A fault that lasts is over in time for the last look that decides between code and points. */
const FAULT_LASTS_SECONDS = 30;
/** A member has so many exchanges before the next one takes over: each reads all of the member's open codes. */
const EXCHANGES_PER_MEMBER = 64;

/** The statements of a worker that makes a pool and fills it: each is the last one of some worker's life. */
const TENDING_STATEMENTS = 30;
/** Every so many exchanges the pool has been emptied by a rush, so that it has to be filled again under the fault. */
const EMPTIED_EVERY = 8;

/** Where a process is killed: before its n-th statement is sent, or after it was committed. */
type KillPoint = { statement: number; when: "before" | "after" };

/**
 * Rule 14: exchanges under every kind of fault, killed at every point, each followed by a minute of sweeps on the shop's clock. Half of them
 * are for a reward whose codes are made ahead, and the worker that makes them meets the same fault and dies as well. After that no points
 * are reserved without a code that works, no code works without points, none was made twice, and nothing is unsettled.
 */
export async function proveExchangeFaults(
  ground: ProofGround,
  options: { exchanges: number; progress?: Progress },
): Promise<Proved> {
  const { exchanges, progress } = options;
  const { through, fault } = faultyStore();
  const world = await openProofWorld(ground, through);
  const points = { own: await killPoints(world, OWN_REWARD), shared: await killPoints(world, SHARED_REWARD) };
  const violations: string[] = [];
  const figures = { killed: 0, codes: 0, "from pools": 0, returned: 0 };
  let memberId = "";
  for (let number = 0; number < exchanges; number += 1) {
    if (number % EXCHANGES_PER_MEMBER === 0) {
      ({ memberId } = await newMember(world, `member ${number}`, EXCHANGES_PER_MEMBER * Number(COST)));
      progress?.(`${number} of ${exchanges} exchanges`);
    }
    const name = FAULT_NAMES[number % FAULT_NAMES.length] ?? FAULT_NAMES[0];
    const place = Math.floor(number / FAULT_NAMES.length);
    // Two neighbours differ in the reward, and so do two rounds of the same fault and point.
    const isShared = (number + place + Math.floor(place / KILL_POINTS)) % 2 === 1;
    const point = (isShared ? points.shared : points.own)[place % KILL_POINTS];
    if (!point) throw new Error("there are no kill points");
    fault.name = name;
    if (number % EMPTIED_EVERY === 0) await emptyAndDie(world, number);
    const reward = isShared ? SHARED_REWARD : OWN_REWARD;
    if (await dies(world, dying(world.db, point.statement, point.when), memberId, reward)) figures.killed += 1;
    // Every other time Shopify is well again at once, else the first sweeps meet the same fault.
    const lastsSeconds = Math.floor(place / (2 * KILL_POINTS)) % 2 === 0 ? 0 : FAULT_LASTS_SECONDS;
    await sweepForAMinute(world, (seconds) => {
      if (seconds >= lastsSeconds) fault.name = "nothing";
    });
    const said = `exchange ${number} of ${reward} (${name}, killed ${point.when} statement ${point.statement})`;
    violations.push(...(await judge(world, memberId, said)));
  }
  await count(world, figures, violations);
  await world.close();
  return { tried: exchanges, violations, figures };
}

/** A rush has emptied the pool; the worker that fills it dies at one of its statements, and another one has to wait for its lease to end. */
async function emptyAndDie(world: World, number: number): Promise<void> {
  const { programId } = world.shop;
  await world.db.pool.query("DELETE FROM pool_codes WHERE program_id = $1", [programId]);
  await world.db.pool.query("UPDATE pools SET next_at = $2 WHERE program_id = $1", [programId, world.now()]);
  const when = number % (2 * EMPTIED_EVERY) < EMPTIED_EVERY ? "before" : "after";
  const db = dying(world.db, 1 + (Math.floor(number / EMPTIED_EVERY) % TENDING_STATEMENTS), when);
  await tendPools({ ...world.context, db }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
}

/** Eight points, spread evenly over the statements of an exchange that goes well, the first and the last included. */
async function killPoints(world: World, reward: string): Promise<KillPoint[]> {
  const { memberId } = await newMember(world, `measure ${reward}`, 1_000_000);
  const STATEMENTS_MAX = 40;
  for (let statements = 1; statements <= STATEMENTS_MAX; statements += 1) {
    const died = await dies(world, dying(world.db, statements, "before"), memberId, reward);
    await sweepForAMinute(world);
    if (died) continue;
    const all = Array.from({ length: 2 * (statements - 1) }, (_, index): KillPoint => ({
      statement: Math.floor(index / 2) + 1,
      when: index % 2 === 0 ? "before" : "after",
    }));
    const step = (all.length - 1) / (KILL_POINTS - 1);
    return Array.from({ length: KILL_POINTS }, (_, index) => all[Math.round(index * step)]).filter(
      (each) => each !== undefined,
    );
  }
  throw new Error(`an exchange has more than ${STATEMENTS_MAX} statements`);
}

async function dies(world: World, db: Database, memberId: string, reward: string): Promise<boolean> {
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward, times: 1, key: randomUUID() };
  try {
    await exchangePoints(db, { ...input, gateway: store.gateway, now: world.now() });
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

async function sweepForAMinute(world: World, before: (seconds: number) => void = () => undefined): Promise<void> {
  for (let seconds = 0; seconds < SETTLED_WITHIN_SECONDS; seconds += SWEEP_EVERY_SECONDS) {
    before(seconds);
    world.pass(SWEEP_EVERY_SECONDS);
    await sweepExchanges(world.context);
    if (seconds % TEND_EVERY_SECONDS === 0) await tendPools(world.context);
  }
}

type CodeRow = { status: string; code: string };

async function judge(world: World, memberId: string, said: string): Promise<string[]> {
  const { programId } = world.shop;
  const { rows } = await world.db.pool.query<CodeRow>(
    "SELECT status, code FROM codes WHERE program_id = $1 AND member_id = $2",
    [programId, memberId],
  );
  const wrong: string[] = [];
  for (const { status, code } of rows) {
    const discount = world.store.shop.findDiscountByCode(code);
    const works = discount !== null && world.store.shop.discountStatus(discount) === "ACTIVE";
    if (status !== "open" && status !== "failed") wrong.push(`${said}: ${code} is still ${status}`);
    if (status === "open" && !works) wrong.push(`${said}: points are reserved for ${code}, which does not work`);
    if (status !== "open" && works) wrong.push(`${said}: ${code} works without points`);
  }
  const open = BigInt(rows.filter(({ status }) => status === "open").length);
  const summary = await readMemberSummary(world.db, { programId, memberId, now: world.now() });
  if (summary?.reserved !== open * COST)
    wrong.push(`${said}: ${String(summary?.reserved)} points are reserved for ${open} codes`);
  return wrong;
}

type Figures = { codes: number; "from pools": number; returned: number };

/**
 * The whole shop in the end: as many discounts of one code as open codes of that kind, no other discount but the pools', no code that can
 * still be given which somebody has or which doesn't work, and a ledger that says the same as its balances.
 */
async function count(world: World, figures: Figures, violations: string[]): Promise<void> {
  const { programId } = world.shop;
  const { rows } = await world.db.pool.query<{ open: number; shared: number; failed: number }>(
    `SELECT count(*) FILTER (WHERE status = 'open')::int AS open, count(*) FILTER (WHERE status = 'open' AND pool)::int AS shared,
       count(*) FILTER (WHERE status = 'failed')::int AS failed
     FROM codes WHERE program_id = $1`,
    [programId],
  );
  const { open = 0, shared = 0, failed = 0 } = rows[0] ?? {};
  Object.assign(figures, { codes: open, "from pools": shared, returned: failed });
  const pools = await world.db.pool.query<{ discount: string | null }>(
    "SELECT discount_id::text AS discount FROM pools WHERE program_id = $1",
    [programId],
  );
  const ofPools = new Set(pools.rows.map(({ discount }) => discount));
  const { shop } = world.store;
  const working = shop.listDiscounts().filter((discount) => shop.discountStatus(discount) === "ACTIVE");
  const single = working.filter((discount) => !ofPools.has(discount.id));
  if (single.length !== open - shared)
    violations.push(`${single.length} discounts of their own work for ${open - shared} open codes`);
  const free = await world.db.pool.query<{ code: string; taken: boolean }>(
    `SELECT f.code, EXISTS (SELECT FROM codes c WHERE c.code = f.code) AS taken FROM pool_codes f WHERE f.program_id = $1`,
    [programId],
  );
  for (const { code, taken } of free.rows) {
    if (taken) violations.push(`${code} can be given and belongs to somebody`);
    if (shop.findDiscountByCode(code) === null) violations.push(`${code} can be given and is no code`);
  }
  const differences = await verifyLedger(world.db, { programId });
  violations.push(...differences.map((each) => `ledger: ${JSON.stringify(each)}`));
}
