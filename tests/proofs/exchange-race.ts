import { randomUUID } from "node:crypto";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import type { Exchanged } from "../../app/commands/exchange-points.ts";
import { undoCode } from "../../app/commands/undo-code.ts";
import type { Database } from "../../app/database.ts";
import { tendPools } from "../../app/jobs/pools/tend-pools.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import type { World } from "../scenarios/world.ts";
import { newMember } from "../setup/new-member.ts";
import { COST, openProofWorld, OWN_REWARD, SHARED_REWARD } from "./ground.ts";
import type { Progress, ProofGround, Proved } from "./ground.ts";

/** A member has so many rounds before the next one takes over, so that their histories stay short. */
const ROUNDS_PER_MEMBER = 50;
/** The pool is looked after as often as that; a round takes one code at most, and a pool has 50. */
const ROUNDS_PER_TENDING = 10;
const TENDINGS_UNTIL_FULL = 4;

/**
 * Rule 14: many exchanges of a balance that is enough for one, all at once: exactly one wins, all others are refused for too few points, and
 * no two wait for each other for ever. The winner's code is undone, which gives the next round its balance. Rounds take both rewards in turn:
 * one whose codes were made ahead, so that the race is decided by one statement, and one whose codes are made at once.
 */
export async function proveExchangeRace(
  ground: ProofGround,
  options: { rounds: number; parallel: number; progress?: Progress },
): Promise<Proved> {
  const { rounds, parallel, progress } = options;
  const world = await openProofWorld(ground);
  const violations: string[] = [];
  const deadlocksBefore = await countDeadlocks(ground.db);
  let memberId = "";
  let fromPool = 0;
  await tendUntilFull(world);
  for (let round = 0; round < rounds; round += 1) {
    if (round % ROUNDS_PER_MEMBER === 0) {
      ({ memberId } = await newMember(world, `member ${round}`, Number(COST)));
      progress?.(`${round} of ${rounds} rounds`);
    }
    if (round % ROUNDS_PER_TENDING === 0) await tendPools(world.context);
    const reward = round % 2 === 0 ? SHARED_REWARD : OWN_REWARD;
    const results = await Promise.all(Array.from({ length: parallel }, () => exchange(world, memberId, reward)));
    violations.push(...(await judge(world, memberId, round, results)));
    const wonFromPool = results.some((result) => !(result instanceof Error) && result.ok && result.code.pool);
    if (wonFromPool) fromPool += 1;
    if (wonFromPool !== (reward === SHARED_REWARD)) violations.push(`round ${round}: ${reward} came another way`);
    world.pass(1);
  }
  const deadlocks = (await countDeadlocks(ground.db)) - deadlocksBefore;
  if (deadlocks > 0) violations.push(`${deadlocks} deadlocks`);
  const differences = await verifyLedger(ground.db, { programId: world.shop.programId });
  violations.push(...differences.map((each) => `ledger: ${JSON.stringify(each)}`));
  await world.close();
  return { tried: rounds, violations, figures: { exchanges: rounds * parallel, "from the pool": fromPool, deadlocks } };
}

/** Makes the pool's discount and its codes, as the worker does within some seconds. */
async function tendUntilFull(world: World): Promise<void> {
  for (let time = 0; time < TENDINGS_UNTIL_FULL; time += 1) {
    await tendPools(world.context);
    world.pass(3);
  }
}

async function exchange(world: World, memberId: string, reward: string): Promise<Exchanged | Error> {
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward, times: 1, key: randomUUID() };
  try {
    return await exchangePoints(world.db, { ...input, gateway: store.gateway, now: world.now() });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What was wrong with a round, in sentences; gives the winner's points back. */
async function judge(
  world: World,
  memberId: string,
  round: number,
  results: readonly (Exchanged | Error)[],
): Promise<string[]> {
  const wrong: string[] = [];
  const won = results.flatMap((result) => (!(result instanceof Error) && result.ok ? [result] : []));
  if (won.length !== 1) wrong.push(`round ${round}: ${won.length} won`);
  for (const result of results) {
    if (result instanceof Error) wrong.push(`round ${round}: ${result.message}`);
    else if (!result.ok && result.reason !== "tooFewPoints") wrong.push(`round ${round}: refused as ${result.reason}`);
  }
  const { programId } = world.shop;
  const after = await readMemberSummary(world.db, { programId, memberId, now: world.now() });
  if (after?.available !== 0n || after.reserved !== COST) {
    wrong.push(`round ${round}: ${String(after?.available)} available, ${String(after?.reserved)} reserved`);
  }
  for (const { code } of won) {
    if (world.store.shop.findDiscountByCode(code.code) === null) wrong.push(`round ${round}: ${code.code} is no code`);
    const undone = await undoCode(world.db, {
      ...{ programId, codeId: code.id, gateway: world.store.gateway, now: world.now() },
    });
    if (!undone.ok || undone.available !== COST) wrong.push(`round ${round}: the points did not come back`);
  }
  return wrong;
}

async function countDeadlocks(db: Database): Promise<number> {
  await db.pool.query("SELECT pg_stat_force_next_flush()");
  const { rows } = await db.pool.query<{ deadlocks: string }>(
    "SELECT deadlocks::text FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(rows[0]?.deadlocks ?? 0);
}
