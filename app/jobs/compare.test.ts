import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import { listComparisons as readComparisons } from "../queries/comparisons.ts";
import { findMember } from "../queries/find-member.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import { compareShop, listDueComparisons } from "./compare.ts";

// Shopify says itself that webhooks get lost: a shop that relies on them alone has customers with missing points.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const LEVELS = [
  { id: "bronze", name: "Bronze", threshold: "0", tag: "loyalty-bronze" },
  { id: "gold", name: "Gold", threshold: "1000.00", tag: "loyalty-gold" },
];

async function available(world: World, customerId: string): Promise<bigint | null> {
  const member = await findMember(worlds.db, { shopId: world.shop.id, customerId });
  if (!member) return null;
  return (await readMemberSummary(worlds.db, { ...member, now: world.now() }))!.available;
}

function loseAllWebhooks(world: World): void {
  world.store.outbox.length = 0;
}

async function listComparisons(world: World): Promise<object[]> {
  const { rows } = await worlds.db.pool.query<object>(
    `SELECT orders_seen, orders_healed, customers_seen, tags_healed, metafields_healed, error
     FROM comparisons WHERE shop_id = $1 ORDER BY started_at`,
    [world.shop.id],
  );
  return rows;
}

describe("the comparison with Shopify", () => {
  it("heals a day on which every webhook was lost, once, and says how much it was", async () => {
    const world = await worlds.open();
    const ada = await newMember(world, "ada");
    world.pass(3_600);
    const bob = world.store.shop.createCustomer({ firstName: "Bob" });
    const { id } = world.store.shop.placeOrder({
      customerId: ada.customerId,
      lines: [{ product: "tea", price: "10.00", quantity: 3 }],
    });
    world.store.shop.placeOrder({ customerId: bob.id, lines: [{ product: "tea", price: "50.00" }] });
    world.pass(3_600);
    const line = world.store.shop.requireOrder(id).lines[0]!;
    world.store.shop.refundOrder(id, { lines: [{ lineId: line.id, quantity: 1 }] });
    loseAllWebhooks(world);
    expect([await available(world, ada.customerId), await available(world, bob.id)]).toEqual([0n, null]);
    const healed = await compareShop(world.context, world.shop);
    expect(healed).toMatchObject({ ordersSeen: 2, ordersHealed: 2 });
    expect([await available(world, ada.customerId), await available(world, bob.id)]).toEqual([20n, 50n]);
    world.pass(1);
    await world.quiet();
    const again = await compareShop(world.context, world.shop);
    expect(again).toMatchObject({ ordersHealed: 0, tagsHealed: 0, metafieldsHealed: 0 });
    expect(await listComparisons(world)).toHaveLength(2);
    expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
  });

  it("sets tier tags that were changed by hand right, reports them once, and leaves other tags alone", async () => {
    const world = await worlds.open({ program: { tiers: { levels: LEVELS } } });
    const { customerId } = await newMember(world, "ada");
    world.pass(60);
    world.store.shop.addTags(gid("Customer", customerId), ["loyalty-gold", "press"]);
    world.store.shop.removeTags(gid("Customer", customerId), ["loyalty-bronze"]);
    await world.quiet();
    expect(world.store.shop.requireCustomer(customerId).tags.toSorted()).toEqual(["loyalty-gold", "press"]);
    expect(await compareShop(world.context, world.shop)).toMatchObject({ tagsHealed: 1 });
    await world.quiet();
    expect(world.store.shop.requireCustomer(customerId).tags.toSorted()).toEqual(["loyalty-bronze", "press"]);
    world.pass(60);
    expect(await compareShop(world.context, world.shop)).toMatchObject({ tagsHealed: 0 });
    const { rows } = await worlds.db.pool.query(
      "SELECT subject, before, after FROM audit_log WHERE program_id = $1 AND action = 'tierTagsSetRight'",
      [world.shop.programId],
    );
    expect(rows).toEqual([{ subject: `customer:${customerId}`, before: ["loyalty-gold"], after: ["loyalty-bronze"] }]);
  });

  it("writes a metafield again that somebody has changed or deleted", async () => {
    const world = await worlds.open();
    const { customerId } = await newMember(world, "ada", 30);
    world.pass(60);
    const owner = gid("Customer", customerId);
    const metafield = world.store.shop.listMetafields(owner).find((each) => each.key === "loyalty")!;
    metafield.value = '{"v":1,"balance":1000000}';
    world.store.shop.updateCustomer(customerId, { note: "seen in the shop" });
    loseAllWebhooks(world);
    expect(await compareShop(world.context, world.shop)).toMatchObject({ metafieldsHealed: 1 });
    await world.quiet();
    const healed = world.store.shop.listMetafields(owner).find((each) => each.key === "loyalty")!;
    expect(JSON.parse(healed.value)).toMatchObject({ balance: 30 });
  });

  it("finds a metafield and a tag that were changed without Shopify saying so, and goes on where it was interrupted", async () => {
    const world = await worlds.open({ program: { tiers: { levels: LEVELS } } });
    const ids: string[] = [];
    for (const name of ["ada", "bob", "cleo"]) ids.push((await newMember(world, name, 30)).customerId);
    world.pass(2 * 86_400);
    await compareShop(world.context, world.shop);
    await world.quiet();
    world.pass(2 * 86_400);
    const metafield = world.store.shop.listMetafields(gid("Customer", ids[0]!)).find((each) => each.key === "loyalty")!;
    metafield.value = '{"v":1,"balance":1000000}';
    world.store.shop.requireCustomer(ids[2]!).tags = ["loyalty-gold"];
    expect(await compareShop(world.context, world.shop)).toMatchObject({
      ...{ customersSeen: 0, customersChecked: 3, metafieldsHealed: 1, tagsHealed: 1 },
    });
    await world.quiet();
    const healed = world.store.shop.listMetafields(gid("Customer", ids[0]!)).find((each) => each.key === "loyalty")!;
    expect(JSON.parse(healed.value)).toMatchObject({ balance: 30 });
    expect(world.store.shop.requireCustomer(ids[2]!).tags).toEqual(["loyalty-bronze"]);
    // The part of the next night begins after the customer at which this one ended.
    await worlds.db.pool.query("UPDATE shops SET checked_customer = $2 WHERE id = $1", [world.shop.id, ids[0]]);
    const asked: string[] = [];
    const gatewayOf = () => ({
      ...world.store.gateway,
      listCustomersById: (wanted: readonly string[]) => {
        asked.push(...wanted);
        return world.store.gateway.listCustomersById(wanted);
      },
    });
    world.pass(86_400);
    await compareShop({ ...world.context, gatewayOf }, world.shop);
    expect(asked).toEqual([ids[1], ids[2], ids[0]]);
  });

  it("never stores a customer again who is gone from Shopify when an order of theirs arrives late", async () => {
    const world = await worlds.open();
    const gone = world.store.shop.createCustomer({ firstName: "Gone" });
    world.pass(60);
    const { id } = world.store.shop.placeOrder({ customerId: gone.id, lines: [{ product: "tea", price: "50.00" }] });
    const late = world.store.outbox.filter((event) => event.topic.startsWith("orders/"));
    loseAllWebhooks(world);
    Reflect.deleteProperty(world.store.shop.state.customers, gone.id);
    for (const event of late) await world.redeliver(event, event.id);
    await world.quiet();
    const { rows } = await worlds.db.pool.query(
      `SELECT customer_id, member_id, state ->> 'customerId' AS named,
         (SELECT count(*)::int FROM member_customers c WHERE c.shop_id = o.shop_id AND c.customer_id = $3) AS customers
       FROM orders o WHERE o.program_id = $1 AND o.id = $2`,
      [world.shop.programId, id, gone.id],
    );
    expect(rows).toEqual([{ customer_id: null, member_id: null, named: null, customers: 0 }]);
  });

  it("brings a shop's whole history the first time, before any webhook", async () => {
    const world = await worlds.open({ program: { tiers: { levels: LEVELS } } });
    const customers = Array.from({ length: 70 }, (_, n) =>
      world.store.shop.createCustomer({ firstName: `Customer ${n}` }),
    );
    for (const { id } of customers.slice(0, 5)) {
      world.pass(60);
      world.store.shop.placeOrder({ customerId: id, lines: [{ product: "rug", price: "1200.00" }] });
    }
    loseAllWebhooks(world);
    await worlds.db.pool.query("UPDATE shops SET compared_until = NULL WHERE id = $1", [world.shop.id]);
    expect(await listDueComparisons(world.context)).toMatchObject([{ id: world.shop.id }]);
    expect(await compareShop(world.context, world.shop)).toMatchObject({
      customersSeen: 70,
      ordersSeen: 5,
      ordersHealed: 5,
      tagsHealed: 0,
    });
    await world.quiet();
    expect(world.store.shop.requireCustomer(customers[0]!.id).tags).toEqual(["loyalty-gold"]);
    expect(world.store.shop.requireCustomer(customers[69]!.id).tags).toEqual(["loyalty-bronze"]);
    expect(await listDueComparisons(world.context)).toEqual([]);
  });

  it("is due once after each night's hour, in the shop's time zone, and stays due when it failed", async () => {
    const world = await worlds.open({ at: "2026-01-05T20:00:00Z" });
    const isDue = async (): Promise<boolean> =>
      (await listDueComparisons(world.context)).some(({ id }) => id === world.shop.id);
    world.pass(4 * 3_600 + 59 * 60);
    expect(await isDue()).toBe(false);
    // 02:00 in Oslo is 01:00 in Greenwich.
    world.pass(60);
    expect(await isDue()).toBe(true);
    const broken = {
      ...world.context,
      gatewayOf: () => ({ ...world.store.gateway, listCustomers: () => Promise.reject(new Error("no")) }),
    };
    await expect(compareShop(broken, world.shop)).rejects.toThrow("no");
    expect(await isDue()).toBe(true);
    world.pass(1);
    await compareShop(world.context, world.shop);
    expect(await isDue()).toBe(false);
    expect(await listComparisons(world)).toMatchObject([{ error: "no" }, { error: null }]);
  });

  it("notes why Shopify stopped it, so that the admin can tell the merchant", async () => {
    const world = await worlds.open();
    const failures = [
      new ShopifyFailure("busy", "customers", "the budget is used up"),
      new ShopifyFailure("unauthorized", "customers", "the token is gone"),
      new ShopifyFailure("refused", "customers", "no access"),
      new Error("busy in another way"),
    ];
    for (const failure of failures) {
      const gatewayOf = () => ({ ...world.store.gateway, listCustomers: () => Promise.reject(failure) });
      await expect(compareShop({ ...world.context, gatewayOf }, world.shop)).rejects.toThrow(failure.message);
      world.pass(1);
    }
    const told = await readComparisons(worlds.db, { shopId: world.shop.id, limit: 10 });
    expect(told.map(({ error }) => error)).toEqual(["other", "other", "unauthorized", "busy"]);
  });
});
