import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCode } from "../../tests/setup/open-code.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { Killed, dying } from "../../tests/setup/dying.ts";
import { recording } from "../../tests/setup/recording.ts";
import { applyOrders } from "../commands/apply-orders.ts";
import type { CodeReport } from "../domain/code-reports.ts";
import { orderFromJson } from "../domain/order-json.ts";
import { listCodeReports } from "../queries/code-reports.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import { tellCodeReports, withdrawStrangers } from "./code-reports.ts";

// Staff are told once, in time, and of nothing that isn't so: who used a code that was not theirs, and which order got a discount twice.

/** Orders earn next to nothing here, so that balances show codes alone. */
const NO_EARNING = { earning: { points: 1, per: "1000000.00" } };

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

async function place(world: World, customerId: string | null, code: string): Promise<string> {
  const lines = [{ product: "tea", price: "80.00" }];
  const order = world.store.shop.placeOrder({ ...(customerId === null ? {} : { customerId }), lines, codes: [code] });
  await world.quiet();
  return order.id;
}

const told = async (world: World) => {
  const { reports } = await listCodeReports(worlds.db, { programId: world.shop.programId, limit: 50 });
  return reports.map(({ kind, order, details }) => ({ kind, order: order?.orderId ?? null, details }));
};

async function balances(world: World, memberId: string): Promise<[bigint, bigint]> {
  const summary = await readMemberSummary(worlds.db, { programId: world.shop.programId, memberId, now: world.now() });
  return [summary!.available, summary!.reserved];
}

describe("an order with a code", () => {
  it("of its own customer leaves nothing to tell", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const ada = await newMember(world, "ada", 100);
    await place(world, ada.customerId, (await openCode(world, ada.memberId)).code);
    expect(await told(world)).toEqual([]);
  });

  it("of somebody else spends the points of whose code it is, and is told once", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const ada = await newMember(world, "ada", 100);
    const eve = await newMember(world, "eve");
    const order = await place(world, eve.customerId, (await openCode(world, ada.memberId)).code);
    expect(await balances(world, ada.memberId)).toEqual([0n, 0n]);
    const report = { kind: "stranger", order, details: { customer: eve.customerId } };
    expect(await told(world)).toEqual([report]);
    for (const event of world.store.sent.filter(({ topic }) => topic.startsWith("orders/"))) {
      await world.redeliver(event, randomUUID());
    }
    await world.quiet();
    expect(await told(world)).toEqual([report]);
    const { rows } = await worlds.db.pool.query(
      "SELECT FROM audit_log WHERE program_id = $1 AND action = 'code.stranger'",
      [world.shop.programId],
    );
    expect(rows.length).toBe(1);
  });

  it("of a guest is told until Shopify says that the guest was the customer themself", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const ada = await newMember(world, "ada", 100);
    const order = await place(world, null, (await openCode(world, ada.memberId)).code);
    expect(await told(world)).toEqual([{ kind: "stranger", order, details: { customer: null } }]);
    world.pass(60);
    world.store.shop.attachCustomer(order, ada.customerId);
    await world.quiet();
    expect(await told(world)).toEqual([]);
  });

  it("that another order has used already spends nothing more, and is told as the second", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const ada = await newMember(world, "ada", 250);
    const { id, code } = await openCode(world, ada.memberId);
    const first = await place(world, ada.customerId, code);
    world.pass(60);
    // Staff have lifted the limit of one use in Shopify.
    const discount = world.store.shop.findDiscountByCode(code)!;
    discount.usageLimit = null;
    const second = await place(world, ada.customerId, code);
    expect(await told(world)).toEqual([{ kind: "secondOrder", order: second, details: { first } }]);
    expect(await balances(world, ada.memberId)).toEqual([150n, 0n]);
    // A refund of the second returns nothing: it had spent nothing. The first returns what it spent.
    world.store.shop.cancelOrder(second, { reason: "customer" });
    await world.quiet();
    expect(await balances(world, ada.memberId)).toEqual([150n, 0n]);
    world.store.shop.cancelOrder(first, { reason: "customer" });
    await world.quiet();
    expect(await balances(world, ada.memberId)).toEqual([250n, 0n]);
    const { rows } = await worlds.db.pool.query<{ status: string }>("SELECT status FROM codes WHERE id = $1", [id]);
    expect(rows[0]?.status).toBe("used");
    expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
  });

  it("of another shop of the program leaves the code open in its own shop", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const { programId } = world.shop;
    const ada = await newMember(world, "ada", 100);
    const { id, code } = await openCode(world, ada.memberId);
    const otherShop = String(Number(world.shop.id) + 500_000);
    await worlds.db.pool.query(
      `INSERT INTO shops (id, domain, program_id, currency, installed_at) VALUES ($1, $2, $3, 'NOK', $4)`,
      [otherShop, `other-${otherShop}.myshopify.com`, programId, world.now()],
    );
    const orderId = await place(world, null, code);
    const { rows } = await worlds.db.pool.query<{ state: unknown }>(
      "SELECT state FROM orders WHERE program_id = $1 AND id = $2",
      [programId, orderId],
    );
    await worlds.db.pool.query("DELETE FROM code_reports WHERE program_id = $1", [programId]);
    const second = await codeOfRest(world, ada.memberId);
    expect(second).toBe("used");
    const order = { ...orderFromJson(rows[0]!.state), id: "77000001" };
    await applyOrders(worlds.db, { orders: [{ shopId: otherShop, order }], now: world.now() });
    expect(await told(world)).toEqual([{ kind: "otherShop", order: "77000001", details: {} }]);
    const after = await worlds.db.pool.query<{ order_id: string }>("SELECT order_id::text FROM codes WHERE id = $1", [
      id,
    ]);
    expect(after.rows[0]?.order_id).toBe(orderId);
  });

  it("is told also where the process died after the points were written", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const ada = await newMember(world, "ada", 100);
    const eve = await newMember(world, "eve");
    const { code } = await openCode(world, ada.memberId);
    const order = world.store.shop.placeOrder({
      customerId: eve.customerId,
      lines: [{ product: "tea", price: "80.00" }],
      codes: [code],
    });
    await world.quiet();
    const { rows } = await worlds.db.pool.query<{ state: unknown }>(
      "SELECT state FROM orders WHERE program_id = $1 AND id = $2",
      [world.shop.programId, order.id],
    );
    await worlds.db.pool.query("DELETE FROM code_reports WHERE program_id = $1", [world.shop.programId]);
    const again = { orders: [{ shopId: world.shop.id, order: orderFromJson(rows[0]!.state) }], now: world.now() };
    const STATEMENTS_MAX = 20;
    let killed = 0;
    for (let statement = 1; statement <= STATEMENTS_MAX; statement += 1) {
      const died = await applyOrders(dying(worlds.db, statement, "before"), again).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      if (!died) break;
      killed += 1;
    }
    expect(killed).toBeGreaterThan(0);
    expect(await told(world)).toEqual([{ kind: "stranger", order: order.id, details: { customer: eve.customerId } }]);
  });
});

describe("what staff are told", () => {
  it("is once what was brought twice, and each thing where code, kind, shop or order differ", async () => {
    const world = await worlds.open({ program: NO_EARNING });
    const { programId } = world.shop;
    const ada = await newMember(world, "ada", 200);
    const codes = [await openCode(world, ada.memberId), await openCode(world, ada.memberId)];
    const order = { shopId: "1", orderId: "1" };
    const report: CodeReport = { codeId: codes[0]!.id, kind: "secondOrder", order, details: { first: "7" } };
    const reports: CodeReport[] = [
      ...[report, { ...report }, { ...report, codeId: codes[1]!.id }, { ...report, kind: "stranger" as const }],
      ...[
        { ...report, order: { ...order, shopId: "2" } },
        { ...report, order: { ...order, orderId: "2" } },
      ],
      ...[
        { ...report, order: null },
        { ...report, order: { shopId: "11", orderId: "1" } },
      ],
    ];
    await tellCodeReports(worlds.db.pool, { programId, reports, now: world.now() });
    expect(await told(world)).toHaveLength(7);
    const orders = [
      { codeId: codes[0]!.id, order: { shopId: "2", orderId: "2" } },
      { codeId: codes[0]!.id, order },
    ];
    await withdrawStrangers(worlds.db.pool, { programId, orders });
    const left = await told(world);
    expect([left.length, left.filter(({ kind }) => kind === "stranger")]).toEqual([6, []]);
  });

  it("costs no statement where there is nothing to tell", async () => {
    const { db, statements } = recording(worlds.db);
    await tellCodeReports(db.pool, { programId: "1", reports: [], now: new Date(0) });
    await withdrawStrangers(db.pool, { programId: "1", orders: [] });
    expect(statements).toEqual([]);
  });
});

async function codeOfRest(world: World, memberId: string): Promise<string | undefined> {
  const { rows } = await worlds.db.pool.query<{ status: string }>(
    "SELECT status FROM codes WHERE program_id = $1 AND member_id = $2",
    [world.shop.programId, memberId],
  );
  return rows[0]?.status;
}
