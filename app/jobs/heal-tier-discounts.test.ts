import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteDiscount, switchDiscount, updateDiscount } from "../../dev-store/shop/discounts.ts";
import { newMember, testWorlds, type TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { publishProgram } from "../commands/publish-program.ts";
import { listAuditLines } from "../queries/audit-log.ts";
import { compareShop } from "./compare.ts";
import { syncTierDiscounts } from "./sync-tier-discounts.ts";

// Broken if members paid full price in a tier that promises a discount because somebody had clicked it away in Shopify, or if setting it
// right never came to rest.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const LEVELS = [
  { id: "friend", name: "Friend", threshold: "0", tag: "friend", discount: { type: "percentage", value: "10" } },
];

async function open(): Promise<{ world: World; customerId: string; discountId: () => string }> {
  const world = await worlds.open({ program: { tiers: { levels: LEVELS } } });
  const { customerId } = await newMember(world, "Ada");
  await syncTierDiscounts(world.context);
  await world.quiet();
  await compareShop(world.context, world.shop);
  const discountId = (): string => Object.keys(world.store.shop.state.discounts)[0] ?? "";
  return { world, customerId, discountId };
}

/** What is taken off goods of 100 without a code. */
function takenOff(world: World, customerId: string): number {
  return Number(world.store.shop.quote({ customerId, lines: [{ product: "Tea", price: "100.00" }] }).discounts);
}

async function told(world: World): Promise<unknown[]> {
  const { programId } = world.shop;
  const filter = { action: "tierDiscountSetRight" };
  const { lines } = await listAuditLines(world.db, { programId, filter, before: null, limit: 10 });
  return lines.map(({ subject, after }) => [subject, after]);
}

describe("a tier's discount that somebody clicked away in Shopify", () => {
  it.each(["deleted", "ended"] as const)(
    "works again when Shopify has told that it was %s, and staff are told",
    async (how) => {
      const { world, customerId, discountId } = await open();
      if (how === "deleted") deleteDiscount(world.store.shop, discountId());
      else switchDiscount(world.store.shop, discountId(), false);
      expect(takenOff(world, customerId)).toBe(0);
      await world.quiet();
      await syncTierDiscounts(world.context);
      expect(takenOff(world, customerId)).toBe(10);
      expect(await told(world)).toEqual([["tier:friend", { how }]]);
      // What Laurel itself has written comes back as a webhook, and asks for nothing more.
      await world.quiet();
      expect(await syncTierDiscounts(world.context)).toBe(0);
      expect(await told(world)).toHaveLength(1);
      expect(Object.keys(world.store.shop.state.discounts)).toHaveLength(1);
    },
  );

  it("works again after the night when the webhook was lost", async () => {
    const { world, customerId, discountId } = await open();
    deleteDiscount(world.store.shop, discountId());
    world.store.outbox.length = 0;
    await syncTierDiscounts(world.context);
    expect(takenOff(world, customerId)).toBe(0);
    await compareShop(world.context, world.shop);
    await syncTierDiscounts(world.context);
    expect(takenOff(world, customerId)).toBe(10);
    expect(await told(world)).toEqual([["tier:friend", { how: "deleted" }]]);
  });

  it("is told once, however often it is noticed before it is written", async () => {
    const { world, customerId, discountId } = await open();
    const id = discountId();
    switchDiscount(world.store.shop, id, false);
    await world.quiet();
    await Promise.all([compareShop(world.context, world.shop), compareShop(world.context, world.shop)]);
    expect(await told(world)).toHaveLength(1);
    await syncTierDiscounts(world.context);
    expect([takenOff(world, customerId), discountId()]).toEqual([10, id]);
  });

  it("is left alone while it works, though staff gave it another title", async () => {
    const { world, discountId } = await open();
    updateDiscount(world.store.shop, discountId(), { title: "Friends pay less" });
    await world.quiet();
    await compareShop(world.context, world.shop);
    expect(await syncTierDiscounts(world.context)).toBe(0);
    expect(await told(world)).toEqual([]);
    expect(world.store.shop.state.discounts[discountId()]?.title).toBe("Friends pay less");
  });

  it("doesn't come back with a tier that has no discount any more", async () => {
    const { world, discountId } = await open();
    const id = discountId();
    await world.db.pool.query("UPDATE shops SET discounts_written = NULL WHERE id = $1", [world.shop.id]);
    const patch = { tiers: { levels: [{ ...LEVELS[0], discount: null }] } };
    await publishProgram(world.db, { programId: world.shop.programId, patch, author: "test", now: world.now() });
    deleteDiscount(world.store.shop, id);
    await world.quiet();
    await syncTierDiscounts(world.context);
    await compareShop(world.context, world.shop);
    expect(await syncTierDiscounts(world.context)).toBe(0);
    expect(Object.keys(world.store.shop.state.discounts)).toEqual([]);
  });
});
