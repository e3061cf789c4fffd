import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { endCode, openCode, reserveCode } from "../../app/commands/codes.ts";
import { settle } from "../../app/commands/settle.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { bring, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: whatever happens at once, no point is lost and none is made. Method: real connections in parallel, then the replay.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop({ max: 20 });
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const LATER = new Date("2026-01-05T10:00:00Z");

function paidOrder(id: number, customerId: string, price = "100.00") {
  return orderOf({ id: String(id), name: `#${id}`, customerId, lines: [{ price }] });
}

describe("awards", () => {
  it("gives 200 parallel orders of one member exactly their points", async () => {
    await see(shop, "1", MONDAY);
    const orders = Array.from({ length: 200 }, (_, index) => paidOrder(10_000 + index, "1", "7.00"));
    const outcomes = await Promise.all(orders.map((order) => bring(shop, [order], LATER)));
    expect(outcomes.flat().every((result) => result.outcome === "applied")).toBe(true);
    expect((await summaryOf(shop, "1", LATER)).available).toBe(1_400n);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it("makes one member of 20 parallel first orders of a new customer", async () => {
    const orders = Array.from({ length: 20 }, (_, index) => paidOrder(20_000 + index, "2"));
    await Promise.all(orders.map((order) => bring(shop, [order], LATER)));
    expect((await summaryOf(shop, "2", LATER)).available).toBe(2_000n);
    const { rows } = await shop.db.pool.query(
      `SELECT count(*)::int AS members FROM members m WHERE program_id = $1
       AND NOT EXISTS (SELECT FROM member_customers c WHERE c.program_id = m.program_id AND c.member_id = m.id)`,
      [shop.programId],
    );
    expect(rows).toEqual([{ members: 0 }]);
  });

  it("gives the same order 30 times at once its points once", async () => {
    const order = paidOrder(30_000, "3");
    const outcomes = (await Promise.all(Array.from({ length: 30 }, () => bring(shop, [order], LATER)))).flat();
    expect(outcomes.filter((result) => result.outcome === "applied").length).toBeGreaterThanOrEqual(1);
    expect((await summaryOf(shop, "3", LATER)).available).toBe(100n);
    const { rows } = await shop.db.pool.query(
      "SELECT count(*)::int AS entries FROM entries WHERE program_id = $1 AND order_id = 30000",
      [shop.programId],
    );
    expect(rows).toEqual([{ entries: 1 }]);
  });

  it("lets batches over the same members in opposite orders finish without a deadlock", async () => {
    const customers = Array.from({ length: 12 }, (_, index) => String(400 + index));
    const batch = (round: number) => customers.map((id, index) => paidOrder(40_000 + round * 100 + index, id, "1.00"));
    const rounds = Array.from({ length: 12 }, (_, round) => (round % 2 === 0 ? batch(round) : batch(round).reverse()));
    await Promise.all(rounds.map((orders) => bring(shop, orders, LATER)));
    for (const id of customers) expect((await summaryOf(shop, id, LATER)).available).toBe(12n);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

describe("exchanges", () => {
  const exchange = (memberId: string, key: string) =>
    reserveCode(shop.db, {
      ...{ programId: shop.programId, shopId: shop.shopId, memberId, reward: "discount", times: 1 },
      ...{ key, code: `TEST${memberId}${key}`, now: LATER },
    });

  it("lets exactly one of 50 parallel exchanges of one balance win, 10 times", async () => {
    for (let round = 0; round < 10; round += 1) {
      const customerId = String(5_000 + round);
      const memberId = await see(shop, customerId, MONDAY);
      await bring(shop, [paidOrder(50_000 + round, customerId, "150.00")], LATER);
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, click) => exchange(memberId, `click-${round}-${click}`)),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      const refused = new Set(results.flatMap((result) => (result.ok ? [] : [result.reason])));
      expect([...refused]).toEqual(["tooFewPoints"]);
      expect(await summaryOf(shop, customerId, LATER)).toMatchObject({ available: 50n, reserved: 100n });
    }
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it("answers the same click with the same code, and refuses the key for something else", async () => {
    const memberId = await see(shop, "5100", MONDAY);
    await bring(shop, [paidOrder(51_000, "5100", "900.00")], LATER);
    const results = await Promise.all(Array.from({ length: 8 }, () => exchange(memberId, "same")));
    const codes = new Set(results.map((result) => (result.ok ? result.code.id : result.reason)));
    expect(codes.size).toBe(1);
    expect((await summaryOf(shop, "5100", LATER)).reserved).toBe(100n);
    const other = await reserveCode(shop.db, {
      ...{ programId: shop.programId, shopId: shop.shopId, memberId, reward: "discount", times: 2 },
      ...{ key: "same", code: "OTHER", now: LATER },
    });
    expect(other).toEqual({ ok: false, reason: "keyReused" });
  });

  it("gives points back once, however often a code is undone at once", async () => {
    const memberId = await see(shop, "5200", MONDAY);
    await bring(shop, [paidOrder(52_000, "5200")], LATER);
    const made = await exchange(memberId, "once");
    if (!made.ok) throw new Error(made.reason);
    const input = { programId: shop.programId, codeId: made.code.id, now: LATER };
    await openCode(shop.db, { ...input, discountId: "1" });
    const ends = await Promise.all(Array.from({ length: 10 }, () => endCode(shop.db, input)));
    expect(ends.every((end) => end.ok)).toBe(true);
    expect(await summaryOf(shop, "5200", LATER)).toMatchObject({ available: 100n, reserved: 0n });
  });
});

describe("moments", () => {
  it("happen once, however many workers settle and whatever else goes on", async () => {
    const own = { ...shop };
    await publish(own, { earning: { holdDays: 1 } }, LATER);
    const paid = new Date("2026-01-06T09:00:00Z");
    const orders = Array.from({ length: 150 }, (_, index) =>
      orderOf({
        id: String(60_000 + index),
        customerId: String(6_000 + index),
        ...{ createdAt: paid, processedAt: paid, updatedAt: paid, paidAt: paid },
      }),
    );
    await bring(own, orders, paid);
    const after = new Date("2026-01-07T09:00:01Z");
    const late = orderOf({
      ...{ id: "69000", customerId: "6000", createdAt: paid, processedAt: paid, updatedAt: paid, paidAt: paid },
    });
    await Promise.all([
      ...Array.from({ length: 4 }, () => settle(shop.db, { programId: shop.programId, now: after })),
      bring(own, [late], after),
    ]);
    await settle(shop.db, { programId: shop.programId, now: after });
    const { rows } = await shop.db.pool.query(
      `SELECT count(*)::int AS released FROM entries WHERE program_id = $1 AND kind = 'released'`,
      [shop.programId],
    );
    expect(rows).toEqual([{ released: 150 }]);
    expect((await summaryOf(shop, "6000", after)).available).toBe(200n);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

describe("adjustments", () => {
  it("happen once for one key, however often they arrive at once", async () => {
    const memberId = await see(shop, "7000", MONDAY);
    const give = () =>
      adjustPoints(shop.db, {
        ...{
          programId: shop.programId,
          memberId,
          points: 25n,
          reason: "gift",
          author: "staff:1",
          key: "k1",
          now: LATER,
        },
      });
    const results = await Promise.all(Array.from({ length: 10 }, give));
    expect(results.filter((result) => result.ok && !result.repeated)).toHaveLength(1);
    expect((await summaryOf(shop, "7000", LATER)).available).toBe(25n);
  });
});
