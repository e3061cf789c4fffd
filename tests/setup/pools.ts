import { expect } from "vitest";
import type { Discount } from "../../dev-store/shop/types.ts";
import type { World } from "../scenarios/world.ts";
import { newMember } from "./world.ts";
import type { TestWorlds } from "./world.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import type { Exchanged } from "../../app/commands/exchange-points.ts";
import type { Database } from "../../app/database.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import { tendPools } from "../../app/jobs/pools/tend-pools.ts";

/** A shop with pools for its rewards, and a member with points enough. */

export const HOUR = 3_600;
export const REWARDS = [
  { id: "nok-50", type: "amount", points: 1, value: "50.00", codeDays: 30, minimumSubtotal: "100.00" },
];

/** What an app asks of Shopify, and what goes wrong with it. */
export type Line = {
  asked: string[];
  cost: number;
  fault: ((send: () => ReturnType<Transport>) => ReturnType<Transport>) | null;
};

export type Stage = { world: World; memberId: string; customerId: string; line: Line };

export async function openStage(worlds: TestWorlds, rewards: readonly object[] = REWARDS): Promise<Stage> {
  const line: Line = { asked: [], cost: 0, fault: null };
  const through =
    (transport: Transport): Transport =>
    async (query, variables) => {
      line.asked.push(/(?:query|mutation) (\w+)/.exec(query)?.[1] ?? query);
      const send = (): ReturnType<Transport> => transport(query, variables);
      const answer = await (line.fault === null ? send() : line.fault(send));
      line.cost += answer.extensions?.cost?.actualQueryCost ?? 0;
      return answer;
    };
  const world = await worlds.open({ program: { exchange: { rewards } }, through });
  const member = await newMember(world, "ada", 100_000);
  line.asked.length = 0;
  line.cost = 0;
  return { world, ...member, line };
}

/** The pools' job every few seconds, as the worker runs it, until Shopify's own jobs are done too. */
export async function tend({ world }: Stage, rounds = 4, db: Database = world.db): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await tendPools({ ...world.context, db });
    world.pass(3);
  }
}

let keys = 0;

export async function exchange({ world, memberId }: Stage, reward = "nok-50"): Promise<Exchanged> {
  keys += 1;
  const { id: shopId, programId } = world.shop;
  const wish = { programId, memberId, shopId, reward, times: 1, key: `key-${keys}` };
  return exchangePoints(world.db, { ...wish, gateway: world.store.gateway, now: world.now() });
}

export async function taken(stage: Stage, reward = "nok-50"): Promise<string> {
  const result = await exchange(stage, reward);
  if (!result.ok) throw new Error(result.reason);
  expect(result.code.pool).toBe(true);
  return result.code.code;
}

export type Row = { id: string; status: string; discount_id: string | null; free: string[] };

export async function listPools({ world }: Stage): Promise<Row[]> {
  const { rows } = await world.db.pool.query<Row>(
    `SELECT p.id::text, status, discount_id, coalesce(array_agg(c.code) FILTER (WHERE c.code IS NOT NULL), '{}') AS free
     FROM pools p LEFT JOIN pool_codes c ON c.program_id = p.program_id AND c.pool_id = p.id
     WHERE p.program_id = $1 GROUP BY p.program_id, p.id ORDER BY p.id`,
    [world.shop.programId],
  );
  return rows;
}

export function discountsOf({ world }: Stage): Discount[] {
  return world.store.shop.listDiscounts().filter((discount) => discount.tags.includes("laurel"));
}

/** Whatever happened: a code that can be given is in Shopify, on its pool's discount, and belongs to nobody yet. */
export async function expectSound(stage: Stage): Promise<void> {
  const { world } = stage;
  for (const pool of await listPools(stage)) {
    const discount = discountsOf(stage).find((each) => each.id === pool.discount_id);
    const there = new Set(discount?.codes.map((each) => each.code));
    expect(pool.free.filter((code) => !there.has(code))).toEqual([]);
    const { rows } = await world.db.pool.query("SELECT FROM codes WHERE program_id = $1 AND code = ANY ($2)", [
      world.shop.programId,
      pool.free,
    ]);
    expect(rows).toEqual([]);
  }
}

export function quote({ world }: Stage, code: string, price = "400.00") {
  const lines = [{ product: "tea", price }];
  return world.store.shop.quote({ customerId: null, lines, codes: [code], automatic: false });
}
