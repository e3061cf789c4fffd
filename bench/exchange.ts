import type { Bench } from "./bench.ts";
import type { Ground, Shopper } from "./ground.ts";
import type { Database } from "../app/database.ts";
import { openCode, reserveCode } from "../app/commands/codes.ts";
import { newCode } from "../app/commands/new-code.ts";
import { findMember } from "../app/queries/find-member.ts";
import { ratesOf, SETTINGS } from "./bench.ts";
import { addFloorMembers, addShop, addShoppers, CONCURRENCY, inTurn, nextNumber } from "./ground.ts";
import { race } from "./measure.ts";
import { describeSplit, splitOf } from "./split.ts";

/** The reward that every new shop begins with: 100 points for an amount. */
const REWARD = "discount";

/** Later than every order of the bench was paid. */
const NOW = new Date("2026-01-20T08:00:00Z");

type Member = { programId: string; memberId: string; shopId: string };

/** Points for a code without Shopify's part: what the ledger adds to a click. */
export const exchangeBench: Bench = {
  name: "exchange",
  measures: "exchanges (reserveCode, openCode) against one plain conditional UPDATE + INSERT statement",
  goal: { sign: "≥", value: 0.5 },
  settings: SETTINGS,
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const shoppers = await addShoppers(ground, [shop], settings.members);
    const nextMember = inTurn(await Promise.all(shoppers.map((shopper) => memberOf(ground.db, shopper))));
    await addFloorMembers(ground, settings.members);
    const contest = {
      subject: () => exchange(ground.db, nextMember()),
      floor: () => floorExchange(ground, settings.members),
      concurrency: CONCURRENCY,
    };
    const result = await race(contest, settings);
    const split = await splitOf(ground.db, settings.rounds * 10, (timed) => exchange(timed, nextMember()));
    return { value: result.ratio, notes: [ratesOf(result, "exchanges", "the floor"), describeSplit(split)] };
  },
};

async function memberOf(db: Database, { shopId, customerId }: Shopper): Promise<Member> {
  const found = await findMember(db, { shopId, customerId });
  if (!found) throw new Error(`customer ${customerId} is no member`);
  return { shopId, programId: found.programId, memberId: found.memberId };
}

async function exchange(db: Database, member: Member): Promise<number> {
  const number = nextNumber();
  const wish = { ...member, reward: REWARD, times: 1, key: `bench-${number}`, code: newCode(), now: NOW };
  const reserved = await reserveCode(db, wish);
  if (!reserved.ok) throw new Error(`no points were reserved: ${reserved.reason}`);
  const { programId } = member;
  const discountId = `gid://shopify/DiscountCodeNode/${number}`;
  const opened = await openCode(db, { programId, codeId: reserved.code.id, discountId, now: NOW });
  if (!opened.ok) throw new Error(`the code was not opened: ${opened.reason}`);
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
