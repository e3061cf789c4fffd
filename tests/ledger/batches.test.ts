import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { applyOrders } from "../../app/commands/apply-orders.ts";
import { openCode, reserveCode } from "../../app/commands/codes.ts";
import { follow } from "../../app/domain/moments.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { loadAccounts } from "../../app/ledger/load-accounts.ts";
import { postBatch } from "../../app/ledger/post.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { readOrderPoints } from "../../app/queries/order-points.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { recording } from "../setup/recording.ts";
import { addShop, bring, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: a batch of rows carries anything exactly, goes over many shops at once, and is refused where the program moved.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const LATER = new Date("2026-01-05T10:00:00Z");

const STRANGE = [
  `"quoted"`,
  `back\\slash\\`,
  `comma, (paren) {brace}`,
  "two\nlines\tand a tab",
  `NULL`,
  ``,
  `\\"`,
  `'); DROP TABLE entries; --`,
  `😀 עברית`,
];

describe("text", () => {
  it.each(STRANGE.map((name, index) => [JSON.stringify(name), name, index] as const))(
    "%s arrives as it was sent: an order's name, an entry's key",
    async (_, name, index) => {
      const id = String(1_000 + index);
      await bring(shop, [orderOf({ id, name, customerId: "100" })]);
      const found = await readOrderPoints(shop.db, { programId: shop.programId, shopId: shop.shopId, orderId: id });
      const { rows } = await shop.db.pool.query("SELECT name, state->>'name' AS told FROM orders WHERE id = $1", [id]);
      expect([found?.points, rows]).toEqual([100n, [{ name, told: name }]]);
      const memberId = await see(shop, "100", MONDAY);
      const give = {
        programId: shop.programId,
        memberId,
        points: 1n,
        reason: name || "-",
        author: "staff:1",
        now: LATER,
      };
      const key = `${name}${index}`;
      const first = await adjustPoints(shop.db, { ...give, key });
      const again = await adjustPoints(shop.db, { ...give, key });
      expect([first, again]).toMatchObject([
        { ok: true, repeated: false },
        { ok: true, repeated: true },
      ]);
    },
  );
});

describe("orders of many shops in one call", () => {
  it("each count in their own shop, unknown shops are named, and equal ids are no trouble", async () => {
    const shops = [shop, { ...shop, ...(await addShop(shop.db)) }, { ...shop, ...(await addShop(shop.db)) }];
    const order = orderOf({ id: "7000", customerId: "200" });
    const asked = [...shops.map(({ shopId }) => ({ shopId, order })), { shopId: "1", order }];
    const outcomes = await applyOrders(shop.db, { orders: asked, now: LATER });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["applied", "applied", "applied", "unknownShop"]);
    expect(new Set(outcomes.map(({ memberId }) => memberId)).size).toBe(4);
    for (const each of shops) expect((await summaryOf(each, "200", LATER)).available).toBe(100n);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

describe("orders of one call that have to do with each other through a code", () => {
  it("are written together: nobody's points are computed twice from the same state", async () => {
    const [owner] = [await see(shop, "301", MONDAY), await see(shop, "302", MONDAY)];
    const ids = { programId: shop.programId, memberId: owner, now: MONDAY };
    await adjustPoints(shop.db, { ...ids, points: 100n, reason: "r", author: "staff:1", key: "k" });
    const made = await reserveCode(shop.db, {
      ...{ ...ids, shopId: shop.shopId, reward: "discount", times: 1, key: "click-01", code: "LENT1" },
    });
    if (!made.ok) throw new Error(made.reason);
    await openCode(shop.db, { ...ids, codeId: made.code.id, discountId: "1" });
    const orders = [
      orderOf({ id: "7101", customerId: "301" }),
      orderOf({ id: "7102", customerId: "302" }),
      {
        ...orderOf({ id: "7103", customerId: "302" }),
        codes: [{ code: "LENT1", amount: 100n, kind: "amount" as const }],
      },
    ];
    const { statements, db } = recording(shop.db);
    const outcomes = await applyOrders(db, {
      orders: orders.map((order) => ({ shopId: shop.shopId, order })),
      now: LATER,
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["applied", "applied", "applied"]);
    expect(await summaryOf(shop, "301", LATER)).toMatchObject({ available: 100n, reserved: 0n });
    expect(await summaryOf(shop, "302", LATER)).toMatchObject({ available: 200n });
    expect(statements.filter((text) => text.includes("post_batch"))).toHaveLength(1);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

describe("a program that is published while work is under way", () => {
  it("refuses what was computed with the versions before, and nothing of it is written", async () => {
    const memberId = await see(shop, "300", MONDAY);
    const { programId } = shop;
    const timeline = await loadTimeline(shop.db.pool, programId);
    const loaded = (await loadAccounts(shop.db.pool, programId, [memberId])).get(memberId);
    if (!loaded) throw new Error("the member is gone");
    follow(loaded.account, timeline, LATER);
    const before = await rowOf(memberId);
    await publish(shop, { earning: { points: 2 } }, LATER);
    expect(await postBatch(shop.db.pool, [{ programId, timeline, accounts: [loaded] }], LATER)).toEqual(["conflict"]);
    expect(await rowOf(memberId)).toEqual(before);
    const current = await loadTimeline(shop.db.pool, programId);
    expect(await postBatch(shop.db.pool, [{ programId, timeline: current, accounts: [loaded] }], LATER)).toEqual([
      "new",
    ]);
  });

  it("writes no member for it: a shop of a million publishes as fast as one of ten", async () => {
    const count = "SELECT sum(version)::int AS versions FROM members WHERE program_id = $1";
    const { rows: before } = await shop.db.pool.query(count, [shop.programId]);
    await publish(shop, { earning: { points: 3 } }, LATER);
    expect((await shop.db.pool.query(count, [shop.programId])).rows).toEqual(before);
  });

  it("is followed by orders that come at the same time: each is pinned to a version that was in force", async () => {
    const orders = Array.from({ length: 40 }, (_, index) =>
      orderOf({ id: String(8_000 + index), customerId: String(400 + index) }),
    );
    await Promise.all([
      ...orders.slice(0, 20).map((order) => bring(shop, [order], LATER)),
      publish(shop, { earning: { points: 4 } }, LATER),
      ...orders.slice(20).map((order) => bring(shop, [order], LATER)),
    ]);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

async function rowOf(memberId: string): Promise<unknown> {
  const { rows } = await shop.db.pool.query("SELECT * FROM members WHERE id = $1", [memberId]);
  return rows;
}
