import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import type { Quote } from "../../dev-store/shop/types.ts";
import { exchangePoints } from "./exchange-points.ts";

// A code is worth what its reward says, at a real checkout, or the customer was sold something else.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const REWARDS = [
  { id: "nok-50", type: "amount", points: 100, value: "50.00", multiples: true },
  { id: "own", type: "amount", points: 100, value: "50.00", customerOnly: true },
  { id: "from-200", type: "amount", points: 100, value: "50.00", minimumSubtotal: "200.00" },
  { id: "tenth", type: "percentage", points: 100, value: "12.5" },
  { id: "shipping", type: "freeShipping", points: 100 },
  { id: "tote", type: "product", points: 100, variant: "tote-bag" },
  { id: "ghost", type: "product", points: 100, variant: "no-such-product" },
];

async function open(): Promise<{
  world: World;
  customerId: string;
  memberId: string;
  take: (reward: string, times?: number) => Promise<string>;
}> {
  const world = await worlds.open({ program: { exchange: { rewards: REWARDS } } });
  const member = await newMember(world, "ada", 1_000);
  const take = async (reward: string, times = 1): Promise<string> => {
    const { shop, store } = world;
    const input = {
      programId: shop.programId,
      memberId: member.memberId,
      shopId: shop.id,
      reward,
      times,
      key: randomUUID(),
    };
    const result = await exchangePoints(worlds.db, { ...input, gateway: store.gateway, now: world.now() });
    if (!result.ok) throw new Error(result.reason);
    return result.code.code;
  };
  return { world, ...member, take };
}

function quote(world: World, codes: string[], price = "400.00", customerId: string | null = null): Quote {
  return world.store.shop.quote({
    customerId,
    lines: [{ product: "tea", price }],
    codes,
    shipping: "49.00",
    automatic: false,
  });
}

describe("a code", () => {
  it("of an amount takes it off, by whoever has the code, once", async () => {
    const { world, take } = await open();
    const code = await take("nok-50", 3);
    expect(quote(world, [code])).toMatchObject({ discounts: "150.00", total: "299.00" });
    world.store.shop.placeOrder({ customerId: null, lines: [{ product: "tea", price: "400.00" }], codes: [code] });
    expect(quote(world, [code]).codes).toMatchObject([{ applied: false, reason: "usedUp" }]);
  });

  it("that is for the customer alone isn't taken from anybody else", async () => {
    const { world, take, customerId } = await open();
    const code = await take("own");
    const { id: other } = world.store.shop.createCustomer({ firstName: "Bob" });
    expect(quote(world, [code], "400.00", other).codes).toMatchObject([{ applied: false, reason: "notForCustomer" }]);
    expect(quote(world, [code], "400.00", customerId)).toMatchObject({ discounts: "50.00" });
  });

  it("with a minimum isn't taken below it", async () => {
    const { world, take } = await open();
    const code = await take("from-200");
    expect(quote(world, [code], "199.99").codes).toMatchObject([{ applied: false, reason: "belowMinimum" }]);
    expect(quote(world, [code], "200.00")).toMatchObject({ discounts: "50.00" });
  });

  it("of a percentage, of free shipping and of a product gives just that", async () => {
    const { world, take } = await open();
    world.store.shop.createProduct({ title: "Tote bag", handle: "tote-bag", variants: [{ price: "120.00" }] });
    expect(quote(world, [await take("tenth")])).toMatchObject({ discounts: "50.00" });
    expect(quote(world, [await take("shipping")])).toMatchObject({ discounts: "0.00", shippingDiscounts: "49.00" });
    const tote = world.store.shop.findProductByHandle("tote-bag")!.variants[0]!;
    const cart = {
      lines: [{ variantId: tote.id }, { product: "tea", price: "400.00" }],
      codes: [await take("tote")],
      automatic: false,
    };
    expect(world.store.shop.quote(cart)).toMatchObject({ discounts: "120.00", total: "400.00" });
  });

  it("of a product that the shop doesn't have is refused, and the points are back", async () => {
    const { world, take, memberId } = await open();
    await expect(take("ghost")).rejects.toThrow("unavailable");
    const { rows } = await worlds.db.pool.query<object>(
      "SELECT available::int, reserved::int FROM members WHERE program_id = $1 AND id = $2",
      [world.shop.programId, memberId],
    );
    expect(rows).toEqual([{ available: 1_000, reserved: 0 }]);
  });

  it("is dearer or cheaper in a shop of another currency by the merchant's rate, rounded down to the coin", async () => {
    const { world, take } = await open();
    // One krone of this shop is worth 1.50 of the program's money.
    await worlds.db.pool.query("UPDATE shops SET rate = 1.5 WHERE id = $1", [world.shop.id]);
    expect(quote(world, [await take("nok-50")])).toMatchObject({ discounts: "33.33" });
  });

  it("works through the whole of its last day and not a moment longer", async () => {
    const { world, take } = await open();
    const code = await take("nok-50");
    const end = Date.parse("2026-04-05T22:00:00Z");
    world.pass((end - world.now().getTime()) / 1000 - 1);
    expect(quote(world, [code]).codes).toMatchObject([{ applied: true }]);
    world.pass(2);
    expect(quote(world, [code]).codes).toMatchObject([{ applied: false, reason: "expired" }]);
  });
});
