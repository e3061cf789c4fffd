import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { openCode, reserveCode } from "../../app/commands/codes.ts";
import type { OrderState } from "../../app/domain/order.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { gatherWork } from "../../app/ledger/gather-work.ts";
import type { ArrivedOrder } from "../../app/ledger/gather-work.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { recording } from "../setup/recording.ts";
import { bring, openShop, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: work on orders begins with the newest that is known of them, with their members and with whose codes they carry, and claims a member
// for nobody but customers who are new.

let shop: TestShop;
let owner: string;
beforeAll(async () => {
  shop = await openShop();
  owner = await see(shop, "1", MONDAY);
  const ids = { programId: shop.programId, memberId: owner, now: MONDAY };
  await adjustPoints(shop.db, { ...ids, points: 100n, reason: "r", author: "staff:1", key: "k" });
  const wish = { ...ids, shopId: shop.shopId, reward: "discount", times: 1, key: "click-01", code: "LENT1" };
  const made = await reserveCode(shop.db, wish);
  if (!made.ok) throw new Error(made.reason);
  await openCode(shop.db, { ...ids, codeId: made.code.id, discountId: "1" });
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const hour = (count: number): Date => new Date(MONDAY.getTime() + count * 3_600_000);

function state(id: string, customerId: string | null, at: Date, codes: string[] = []): OrderState {
  const order = orderOf({ id, customerId, createdAt: MONDAY, processedAt: MONDAY, paidAt: MONDAY, updatedAt: at });
  return { ...order, codes: codes.map((code) => ({ code, amount: 100n, kind: "amount" })) };
}

const arrived = (order: OrderState, now: Date, shopId = shop.shopId): ArrivedOrder => {
  return { ref: { shopId, orderId: order.id }, state: order, now };
};

/** What is gathered, and how often the database was asked for it. */
async function gather(orders: ArrivedOrder[]) {
  const { db, statements } = recording(shop.db);
  const work = await gatherWork(db.pool, orders);
  const reads = statements.filter((text) => /order_rows|quiet_rows/.test(text)).length;
  return { ...work, reads, draws: statements.filter((text) => text.includes("member_ids")).length };
}

describe("orders that arrive", () => {
  it("claim members for new customers of known shops, one for each", async () => {
    const memberId = await see(shop, "10", MONDAY);
    const work = await gather([
      ...[arrived(state("10", "10", MONDAY), MONDAY), arrived(state("11", "11", MONDAY), MONDAY)],
      ...[arrived(state("12", "11", MONDAY), MONDAY), arrived(state("13", null, MONDAY), MONDAY)],
      arrived(state("14", "14", MONDAY), MONDAY, "1"),
    ]);
    const [claimed, ...more] = [...work.newCustomers.values()];
    expect([claimed, more]).toMatchObject([{ shopId: shop.shopId, customerId: "11" }, []]);
    const ids = work.plans.map(({ record }) => record.memberId);
    expect(ids).toEqual([memberId, claimed?.memberId, claimed?.memberId, null]);
    expect(work.strangers).toEqual([{ shopId: "1", orderId: "14" }]);
    expect(work.plans[0]?.shop).toMatchObject({ id: shop.shopId, programId: shop.programId });
    expect([...work.accounts.keys()]).toEqual([memberId]);
  });

  it("draw no ids where everybody is known", async () => {
    await see(shop, "15", MONDAY);
    expect((await gather([arrived(state("15", "15", MONDAY), MONDAY)])).draws).toBe(0);
  });

  it("several times are one, in the newest state and at the latest of their moments", async () => {
    const [old, middle, young] = [hour(1), hour(2), hour(3)].map((at) => state("20", "20", at));
    const work = await gather([arrived(middle!, hour(5)), arrived(young!, hour(4)), arrived(old!, hour(3))]);
    expect(work.plans).toMatchObject([{ now: hour(5), before: null, codeOwners: [] }]);
    expect(work.plans[0]?.record.state.updatedAt).toEqual(hour(3));
    const later = await gather([arrived(young!, hour(4)), arrived(old!, hour(6))]);
    expect(later.plans).toMatchObject([{ now: hour(6) }]);
  });

  it("need nothing but their buyers where they carry no codes, and more where they do or nobody is named", async () => {
    const memberId = await see(shop, "25", MONDAY);
    await bring(shop, [state("25", "25", hour(1))]);
    const { db, statements } = recording(shop.db);
    await loadTimeline(db.pool, shop.programId);
    const ways = async (order: OrderState): Promise<unknown[]> => {
      const from = statements.length;
      const work = await gatherWork(db.pool, [arrived(order, hour(3))]);
      const reads = statements.slice(from).map((text) => /order_rows|quiet_rows/.exec(text)?.[0]);
      return [work.plans[0]?.record.memberId, ...reads];
    };
    expect(await ways(state("26", "25", hour(2)))).toEqual([memberId, "order_rows"]);
    expect(await ways(state("27", "25", hour(2)))).toEqual([memberId, "quiet_rows"]);
    expect(await ways(state("28", "25", hour(2), ["OTHER"]))).toEqual([memberId, "order_rows"]);
    expect(await ways(state("29", null, hour(2)))).toEqual([null, "order_rows"]);
  });

  it("find whose codes they carry, however these are written", async () => {
    const work = await gather([arrived(state("30", "30", MONDAY, [" lent1 ", "OTHER"]), MONDAY)]);
    expect(work.plans[0]?.codeOwners).toEqual([owner]);
    expect([...work.accounts.keys()]).toEqual([owner]);
    expect(work.reads).toBe(1);
  });

  it("of an older state than is known find whose codes the newer one carries, in a second look", async () => {
    await bring(shop, [state("40", "40", hour(2), ["LENT1"])]);
    const late = await gather([arrived(state("40", "40", hour(1)), hour(3))]);
    expect(late.plans[0]?.record.state.updatedAt).toEqual(hour(2));
    expect(late.plans[0]?.before?.posted).toBe(late.plans[0]?.record.posted);
    expect([late.plans[0]?.codeOwners, late.reads]).toEqual([[owner], 2]);
    // Where the same is named as before, one look is enough.
    const same = await gather([arrived(state("40", "40", hour(4), ["LENT1"]), hour(4))]);
    expect([same.plans[0]?.codeOwners, same.reads]).toEqual([[owner], 1]);
  });

  it("look a second time also where only some of them name more than they said", async () => {
    await bring(shop, [state("41", "41", hour(2), ["LENT1"]), state("42", "42", hour(2))]);
    const mixed = await gather([
      arrived(state("41", "41", hour(1)), hour(3)),
      arrived(state("42", "41", hour(1), ["OTHER"]), hour(3)),
      arrived(state("43", "43", hour(1), ["OTHER"]), hour(3)),
    ]);
    expect([mixed.plans.map(({ codeOwners }) => codeOwners), mixed.reads]).toEqual([[[owner], [], []], 2]);
    expect([...mixed.newCustomers.values()].map(({ customerId }) => customerId)).toEqual(["43"]);
    expect(mixed.draws).toBe(1);
  });

  it("of an older state that names somebody else belong to whom the newer one names, and claim nobody", async () => {
    await bring(shop, [state("50", "51", hour(2))]);
    const work = await gather([arrived(state("50", "10", hour(1)), hour(3))]);
    expect(work.plans[0]?.record.memberId).toBe(await see(shop, "51", hour(3)));
    expect([work.newCustomers.size, work.draws]).toEqual([0, 0]);
  });

  it("are attached when a guest's order gets its customer, and never else", async () => {
    await bring(shop, [state("60", null, hour(1)), state("61", "61", hour(1))]);
    const attached = await gather([arrived(state("60", "60", hour(2)), hour(3))]);
    expect(attached.plans[0]?.record).toMatchObject({ attachedAt: hour(2), memberId: expect.any(String) as string });
    const others = await gather([
      ...[arrived(state("61", "61", hour(2)), hour(3)), arrived(state("62", "61", hour(2)), hour(3))],
      arrived(state("63", null, hour(2)), hour(3)),
    ]);
    expect(others.plans.map(({ record }) => record.attachedAt)).toEqual([null, null, null]);
    const still = await gather([arrived(state("60", null, hour(2)), hour(3))]);
    expect(still.plans[0]?.record).toMatchObject({ attachedAt: null, memberId: null });
  });
});
