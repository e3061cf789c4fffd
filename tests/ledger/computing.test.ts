import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { openCode, reserveCode } from "../../app/commands/codes.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import type { OrderState } from "../../app/domain/order.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { gatherWork } from "../../app/ledger/gather-work.ts";
import type { GatheredWork } from "../../app/ledger/gather-work.ts";
import { computeWork } from "../../app/ledger/order-work.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { addShop, bring, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: what arrived orders come to says rightly whether anything has to be written, what has changed, and whether to look again.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const hour = (count: number): Date => new Date(MONDAY.getTime() + count * 3_600_000);

function state(id: string, customerId: string | null, at: Date, more: Partial<OrderState> = {}): OrderState {
  const times = { createdAt: MONDAY, processedAt: MONDAY, paidAt: MONDAY, updatedAt: at };
  return { ...orderOf({ id, customerId, ...times }), ...more };
}

const gather = (orders: readonly OrderState[], now: Date): Promise<GatheredWork> =>
  gatherWork(
    shop.db.pool,
    orders.map((order) => ({ ref: { shopId: shop.shopId, orderId: order.id }, state: order, now })),
  );

async function compute(gathered: GatheredWork) {
  const timeline = await loadTimeline(shop.db.pool, shop.programId);
  return computeWork(gathered, new Map([[shop.programId, timeline]]));
}

const work = async (orders: readonly OrderState[], now: Date) => compute(await gather(orders, now));
const keyOf = (id: string): string => `${shop.shopId}/${id}`;

async function lend(customerId: string, code: string): Promise<string> {
  const memberId = await see(shop, customerId, MONDAY);
  const ids = { programId: shop.programId, memberId, now: MONDAY };
  await adjustPoints(shop.db, { ...ids, points: 100n, reason: "r", author: "staff:1", key: "k" });
  const wish = { ...ids, shopId: shop.shopId, reward: "discount", times: 1, key: `click ${code}`, code };
  const made = await reserveCode(shop.db, wish);
  if (!made.ok) throw new Error(made.reason);
  await openCode(shop.db, { ...ids, codeId: made.code.id, discountId: "1" });
  return memberId;
}

const carrying = (...codes: string[]): Partial<OrderState> => {
  return { codes: codes.map((code) => ({ code, amount: 100n, kind: "amount" })) };
};

describe("an order that is told again", () => {
  it("as it was has nothing to be written", async () => {
    await bring(shop, [state("1", "1", hour(1))]);
    const [same] = await work([state("1", "1", hour(1))], hour(1));
    expect(same).toMatchObject({ idle: true, stale: false, now: hour(1) });
    expect([...same!.changed]).toEqual([]);
  });

  it("has changed where it is younger, counts otherwise, or is somebody's by now", async () => {
    await bring(shop, [state("2", "2", hour(1)), state("3", null, hour(1))]);
    const [younger] = await work([state("2", "2", hour(2))], hour(2));
    expect([younger!.idle, [...younger!.changed]]).toEqual([false, [keyOf("2")]]);
    const gathered = await gather([state("2", "2", hour(1))], hour(2));
    const before = gathered.plans[0]!.before!;
    for (const other of [
      { ...before, posted: before.posted + 1n },
      { ...before, memberId: null },
      { ...before, explanation: { ...before.explanation!, nothing: "rateMissing" as const } },
      null,
    ]) {
      const plans = gathered.plans.map((plan) => ({ ...plan, before: other }));
      const [changed] = await compute({ ...gathered, plans, accounts: new Map(gathered.accounts) });
      expect([...changed!.changed]).toEqual([keyOf("2")]);
    }
  });

  it("is written where only its member has something new", async () => {
    await publish(shop, { earning: { holdDays: 1 } }, hour(3));
    await bring(shop, [state("4", "4", hour(4), { paidAt: hour(4) })]);
    const [held] = await work([state("4", "4", hour(4), { paidAt: hour(4) })], hour(5));
    expect(held?.idle).toBe(true);
    const [released] = await work([state("4", "4", hour(4), { paidAt: hour(4) })], hour(100));
    expect([released?.idle, released?.changed.size]).toEqual([false, 0]);
    expect(released?.item.accounts[0]?.account).toMatchObject({ available: 100n, pending: 0n });
  });
});

describe("orders of one batch", () => {
  it("are computed in the order in which they were paid, those that nobody paid by their last change, at the latest moment", async () => {
    const orders = [
      state("10", "10", hour(9), { paidAt: hour(3) }),
      state("11", "10", hour(9), { paidAt: hour(1) }),
      state("12", "10", hour(2), { paidAt: null, financialStatus: "pending" }),
    ];
    const gathered = await gather(orders, hour(9));
    const plans = gathered.plans.map((plan, index) => ({ ...plan, now: hour(9 + (index % 2)) }));
    const [together, ...more] = await compute({ ...gathered, plans });
    expect(more).toEqual([]);
    expect(together?.records.map(({ ref }) => ref.orderId)).toEqual(["11", "12", "10"]);
    expect(together?.item.orders).toBe(together?.records);
    expect([together?.now, together?.item.now]).toEqual([hour(10), hour(10)]);
    expect([...together!.changed].sort()).toEqual(["10", "11", "12"].map(keyOf));
  });

  it("make a new member once, and tell how they were paid", async () => {
    const orders = [state("20", "20", hour(9)), state("21", "20", hour(9), { gateways: ["invoice", "cash"] })];
    const [made] = await work(orders, hour(9));
    const { item } = made!;
    expect(item.newCustomers).toMatchObject([
      { customerId: "20", tags: [], memberId: item.accounts[0]?.account.memberId },
    ]);
    expect(item.newCustomers?.[0]?.tagsAt).toEqual(item.accounts[0]?.account.createdAt);
    expect(item.accounts).toHaveLength(1);
    expect(item.methods?.map(({ method }) => method).sort()).toEqual(["cash", "invoice", "shopify_payments"]);
    expect(item.methods?.[0]?.shopId).toBe(shop.shopId);
    const known = await see(shop, "22", MONDAY);
    const [there] = await work([state("22", "22", hour(9))], hour(9));
    expect([there?.item.newCustomers, there?.records[0]?.memberId]).toEqual([[], known]);
  });
});

describe("a code that an order carries", () => {
  it("is settled for whose code it is, and told of; others of theirs stay", async () => {
    const owner = await lend("30", "FIRST");
    await lend("31", "SECOND");
    const [used] = await work([state("30", "39", hour(9), carrying("first"))], hour(9));
    const account = used?.item.accounts.find((each) => each.account.memberId === owner)?.account;
    expect([...(account?.codes.values() ?? [])].map(({ code, status }) => [code, status])).toEqual([["FIRST", "used"]]);
    expect(used?.news).toMatchObject([{ report: { kind: "stranger" } }]);
    expect(used?.item.accounts).toHaveLength(2);
  });

  it("of another shop of the program is told of and stays as it is", async () => {
    const owner = await lend("33", "THERE");
    const second = await shop.db.pool.query<{ id: string }>(
      `INSERT INTO shops (id, domain, program_id, currency, installed_at) VALUES ($1, 'second.myshopify.com', $2, 'NOK', $3) RETURNING id::text`,
      [String(Number(shop.shopId) + 500_000), shop.programId, MONDAY],
    );
    const order = state("33", null, hour(9), carrying("THERE"));
    const ref = { shopId: second.rows[0]!.id, orderId: order.id };
    const [used] = await compute(await gatherWork(shop.db.pool, [{ ref, state: order, now: hour(9) }]));
    const account = used?.item.accounts.find((each) => each.account.memberId === owner)?.account;
    expect([...(account?.codes.values() ?? [])].map(({ status }) => status)).toEqual(["open"]);
    expect(used?.news).toMatchObject([{ report: { kind: "otherShop" } }]);
  });

  it("is nobody's where its owner was deleted", async () => {
    await lend("32", "GONE");
    const gathered = await gather([state("32", "39", hour(9), carrying("GONE"))], hour(9));
    for (const { account } of gathered.accounts.values()) account.deletedAt = hour(8);
    const [used] = await compute(gathered);
    expect([used?.news, used?.records[0]?.state.customerId]).toEqual([[], "39"]);
  });
});

describe("time", () => {
  const day = (count: number): Date => hour(24 * count);

  it("has passed before an order is counted, and what it brings next is known after it", async () => {
    const of = { ...shop, ...(await addShop(shop.db)) };
    const levels = [
      { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" },
      { id: "gold", name: "Gold", threshold: "90000.00", tag: "gold", multiplier: "2" },
    ];
    await publish(of, { tiers: { levels }, expiry: { kind: "age", months: 1 } }, MONDAY);
    const memberId = await see(of, "50", MONDAY);
    const gold = { memberId, tier: "gold", until: day(3), lock: false, author: "staff:1", now: MONDAY };
    await setTier(of.db, { programId: of.programId, ...gold });
    // Nobody has looked since: the night after the tier's end has not been written yet.
    await bring(of, [state("50", "50", day(10), { paidAt: day(10) })]);
    const { rows } = await of.db.pool.query(
      `SELECT o.posted::int, m.tier, m.next_at = l.expires_at AS known FROM members m
       JOIN orders o ON o.member_id = m.id JOIN lots l ON l.member_id = m.id WHERE m.id = $1`,
      [memberId],
    );
    expect(rows).toEqual([{ posted: 100, tier: "bronze", known: true }]);
  });

  it("that has taken an order's points pays for its refund", async () => {
    const of = { ...shop, ...(await addShop(shop.db)) };
    await publish(of, { expiry: { kind: "age", months: 1 } }, MONDAY);
    await bring(of, [state("51", "51", hour(1))]);
    await bring(of, [state("51", "51", day(40), { cancelledAt: day(40) })]);
    expect(await summaryOf(of, "51", day(40))).toMatchObject({ available: 0n, debt: 0n });
    // And once it is written that it has expired.
    await bring(of, [state("52", "52", hour(1))]);
    const member = await findMember(of.db, { shopId: of.shopId, customerId: "52" });
    await adjustPoints(of.db, { ...member!, points: 1n, reason: "r", author: "staff:1", key: "k", now: day(39) });
    await bring(of, [state("52", "52", day(40), { cancelledAt: day(40) })]);
    expect(await summaryOf(of, "52", day(40))).toMatchObject({ available: 1n, debt: 0n });
  });
});

describe("a member who", () => {
  it("was deleted earns nothing, and the order doesn't say whose it was", async () => {
    await see(shop, "40", MONDAY);
    const gathered = await gather([state("40", "40", hour(9))], hour(9));
    for (const { account } of gathered.accounts.values()) account.deletedAt = hour(8);
    const [late] = await compute(gathered);
    expect(late?.records[0]?.state.customerId).toBeNull();
    expect(late?.records[0]?.posted).toBe(0n);
  });

  it("was merged since is looked up again", async () => {
    await see(shop, "41", MONDAY);
    await see(shop, "42", MONDAY);
    const gathered = await gather([state("41", "41", hour(9))], hour(9));
    await mergeCustomers(shop.db, { shopId: shop.shopId, keptId: "42", goneId: "41", now: hour(2) });
    expect((await compute(gathered))[0]?.stale).toBe(false);
    for (const { account } of gathered.accounts.values()) account.mergedInto = "1";
    expect((await compute(gathered))[0]?.stale).toBe(true);
  });

  it("has gone ahead to another program lets the order wait, unwritten", async () => {
    await see(shop, "43", MONDAY);
    const gathered = await gather([state("43", "43", hour(9))], hour(9));
    for (const { account } of gathered.accounts.values()) account.programId = "999999999";
    const [waiting] = await compute(gathered);
    expect(waiting).toMatchObject({ stale: true, idle: false, news: [], item: { accounts: [] }, now: hour(9) });
    expect([waiting?.records.map(({ ref }) => ref.orderId), waiting?.changed.size]).toEqual([["43"], 0]);
  });
});
