import type { Bench } from "./bench.ts";
import type { BenchShop, Ground, Shopper } from "./ground.ts";
import type { Database } from "../app/database.ts";
import type { Gateway } from "../app/shopify/gateway.ts";
import { exchangePoints } from "../app/commands/exchange-points.ts";
import { newCode } from "../app/commands/new-code.ts";
import { poolTerms } from "../app/commands/pool-discount.ts";
import { codeUntil } from "../app/domain/exchange.ts";
import { findReward } from "../app/domain/program.ts";
import { findMember } from "../app/queries/find-member.ts";
import { readProgram } from "../app/queries/program-in-force.ts";
import { quietNote, ratesOf, SETTINGS } from "./bench.ts";
import { addFloorMembers, addShop, addShoppers, enrich, inTurn, nextNumber } from "./ground.ts";
import { race } from "./measure.ts";
import { sameExchanges } from "./same-rows.ts";
import { describeSplit, splitOf } from "./split.ts";

/** The reward that every new shop begins with: 100 points for an amount. */
const REWARD = "discount";

/** Later than every order of the bench was paid. */
const NOW = new Date("2026-01-20T08:00:00Z");

type Member = { programId: string; memberId: string; shopId: string };

/** Codes that lie ready for each millisecond of a measurement: more than can be taken. */
const CODES_PER_ROUND_MS = 12;

/** Points for a code that was made ahead, the whole command, against what any exchange has to write at least. */
export const exchangeBench: Bench = {
  name: "exchange",
  measures:
    "exchanges from the pool (exchangePoints) of 100 callers against one plain conditional UPDATE + INSERT statement of as many",
  goal: { sign: "≥", value: 0.5 },
  settings: SETTINGS,
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const shoppers = await addShoppers(ground, [shop], settings.members);
    await enrich(ground.db, shoppers);
    const nextMember = inTurn(await Promise.all(shoppers.map((shopper) => memberOf(ground.db, shopper))));
    await addFloorMembers(ground, settings.members);
    await fillPool(ground, shop, 2 * (settings.rounds + 2) * settings.roundMs * CODES_PER_ROUND_MS);
    const contest = {
      subject: () => exchange(ground.db, nextMember()),
      floor: () => floorExchange(ground, settings.members),
      sameRows: await sameExchanges(ground, shoppers),
      concurrency: settings.callers,
    };
    const result = await race(contest, settings);
    const quiet = await quietNote(contest, settings, "exchanges");
    const split = await splitOf(ground.db, settings.rounds * 10, (timed) => exchange(timed, nextMember()));
    return { value: result.ratio, notes: [ratesOf(result, "exchanges", "the floor"), quiet, describeSplit(split)] };
  },
};

/** A pool of the shop's reward with so many codes, as the job makes it (app/jobs/pools; its test measures what it asks of Shopify). */
async function fillPool(ground: Ground, shop: BenchShop, count: number): Promise<void> {
  const { program } = await readProgram(ground.db, { programId: shop.programId, now: NOW });
  const reward = findReward(program, REWARD);
  if (reward === null) throw new Error("the shop has no reward");
  const { rows } = await ground.db.pool.query<{ id: string }>(
    `INSERT INTO pools (program_id, shop_id, reward, terms, version, currency, closes_at, until, status, anchor, discount_id, created_at, next_at)
     VALUES ($1, $2, $3, $4, 1, $5, $6, $6, 'open', 'ANCHOR', '1', $7, $7) RETURNING id::text`,
    [
      ...[shop.programId, shop.shopId, REWARD, poolTerms(reward, program), program.currency],
      ...[codeUntil(reward, NOW, program.timeZone), NOW],
    ],
  );
  for (let left = count; left > 0; left -= 5_000) {
    await ground.db.pool.query("INSERT INTO pool_codes (program_id, pool_id, code) SELECT $1, $2, unnest($3::text[])", [
      shop.programId,
      rows[0]?.id,
      Array.from({ length: Math.min(left, 5_000) }, newCode),
    ]);
  }
  await ground.floor.query("ANALYZE pool_codes, pools");
}

/** Whoever asks Shopify for anything during the measurement ends it. */
const NO_SHOPIFY = new Proxy({} as Gateway, {
  get: (_, name) => () => Promise.reject(new Error(`Shopify was asked: ${String(name)}`)),
});

async function memberOf(db: Database, { shopId, customerId }: Shopper): Promise<Member> {
  const found = await findMember(db, { shopId, customerId });
  if (!found) throw new Error(`customer ${customerId} is no member`);
  return { shopId, programId: found.programId, memberId: found.memberId };
}

async function exchange(db: Database, member: Member): Promise<number> {
  const wish = { ...member, reward: REWARD, times: 1, key: `bench-${nextNumber()}` };
  const done = await exchangePoints(db, { ...wish, gateway: NO_SHOPIFY, now: NOW });
  if (!done.ok) throw new Error(`there was no code: ${done.reason}`);
  return 1;
}

async function floorExchange(ground: Ground, members: number): Promise<number> {
  const { rowCount } = await ground.floor.query({
    name: "floor-exchange",
    text: `WITH m AS (UPDATE floor_members SET version = version + 1, balance = balance - $2 WHERE id = $1 AND balance >= $2
        RETURNING id, version, balance)
      INSERT INTO floor_entries (member_id, no, points, balance, at) SELECT id, version, -$2, balance, $3 FROM m`,
    values: [1 + (nextNumber() % members), 100, NOW],
  });
  if (rowCount !== 1) throw new Error("the floor wrote nothing");
  return 1;
}
