import { randomUUID } from "node:crypto";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import type { Database } from "../../app/database.ts";
import { sweepExchanges } from "../../app/jobs/sweep.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import type { World } from "../scenarios/world.ts";
import { dying, Killed } from "../setup/dying.ts";
import { newMember } from "../setup/new-member.ts";
import { faultyStore } from "../setup/shopify-faults.ts";
import { COST, openProofWorld, OWN_REWARD } from "./ground.ts";
import type { Progress, ProofGround, Proved } from "./ground.ts";

/** The kinds of fault that Shopify answers the making of a code with. */
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
const SETTLED_WITHIN_SECONDS = 60;
/** A fault that lasts is over in time for the last look that decides between code and points. */
const FAULT_LASTS_SECONDS = 30;
/** A member has so many exchanges before the next one takes over: each reads all of the member's open codes. */
const EXCHANGES_PER_MEMBER = 64;

/** Where a process is killed: before its n-th statement is sent, or after it was committed. */
type KillPoint = { statement: number; when: "before" | "after" };

/**
 * Rule 14: exchanges under every kind of fault, killed at every point, each followed by a minute of sweeps on the shop's clock. After that
 * no points are reserved without a code that works, no code works without points, none was made twice, and nothing is unsettled.
 */
export async function proveExchangeFaults(
  ground: ProofGround,
  options: { exchanges: number; progress?: Progress },
): Promise<Proved> {
  const { exchanges, progress } = options;
  const { through, fault } = faultyStore();
  const world = await openProofWorld(ground, through);
  const points = await killPoints(world);
  const violations: string[] = [];
  const figures = { killed: 0, codes: 0, returned: 0 };
  let memberId = "";
  for (let number = 0; number < exchanges; number += 1) {
    if (number % EXCHANGES_PER_MEMBER === 0) {
      ({ memberId } = await newMember(world, `member ${number}`, EXCHANGES_PER_MEMBER * Number(COST)));
      progress?.(`${number} of ${exchanges} exchanges`);
    }
    const name = FAULT_NAMES[number % FAULT_NAMES.length] ?? FAULT_NAMES[0];
    const point = points[Math.floor(number / FAULT_NAMES.length) % points.length];
    if (!point) throw new Error("there are no kill points");
    fault.name = name;
    if (await dies(world, dying(world.db, point.statement, point.when), memberId)) figures.killed += 1;
    // Every other time Shopify is well again at once, else the first sweeps meet the same fault.
    const lastsSeconds = Math.floor(number / (FAULT_NAMES.length * KILL_POINTS)) % 2 === 0 ? 0 : FAULT_LASTS_SECONDS;
    await sweepForAMinute(world, (seconds) => {
      if (seconds >= lastsSeconds) fault.name = "nothing";
    });
    const said = `exchange ${number} (${name}, killed ${point.when} statement ${point.statement})`;
    violations.push(...(await judge(world, memberId, said)));
  }
  await count(world, figures, violations);
  await world.close();
  return { tried: exchanges, violations, figures };
}

/** Eight points, spread evenly over the statements of an exchange that goes well, the first and the last included. */
async function killPoints(world: World): Promise<KillPoint[]> {
  const { memberId } = await newMember(world, "measure", 1_000_000);
  const STATEMENTS_MAX = 40;
  for (let statements = 1; statements <= STATEMENTS_MAX; statements += 1) {
    const died = await dies(world, dying(world.db, statements, "before"), memberId);
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

async function dies(world: World, db: Database, memberId: string): Promise<boolean> {
  const { shop, store } = world;
  const input = {
    programId: shop.programId,
    memberId,
    shopId: shop.id,
    reward: OWN_REWARD,
    times: 1,
    key: randomUUID(),
  };
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

/** The whole shop in the end: as many discounts as open codes, and a ledger that says the same as its balances. */
async function count(world: World, figures: { codes: number; returned: number }, violations: string[]): Promise<void> {
  const { programId } = world.shop;
  const { rows } = await world.db.pool.query<{ open: number; failed: number }>(
    `SELECT count(*) FILTER (WHERE status = 'open')::int AS open, count(*) FILTER (WHERE status = 'failed')::int AS failed
     FROM codes WHERE program_id = $1`,
    [programId],
  );
  figures.codes = rows[0]?.open ?? 0;
  figures.returned = rows[0]?.failed ?? 0;
  const { shop } = world.store;
  const working = shop.listDiscounts().filter((discount) => shop.discountStatus(discount) === "ACTIVE");
  if (working.length !== figures.codes)
    violations.push(`${working.length} discounts work for ${figures.codes} open codes`);
  const differences = await verifyLedger(world.db, { programId });
  violations.push(...differences.map((each) => `ledger: ${JSON.stringify(each)}`));
}
