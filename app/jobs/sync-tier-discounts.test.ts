import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishProgram } from "../commands/publish-program.ts";
import { listTierDiscounts } from "../queries/tier-discounts.ts";
import type { Transport } from "../shopify/transport.ts";
import { newMember, testWorlds, type TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { syncTierDiscounts } from "./sync-tier-discounts.ts";

// Broken if members paid full price in a tier that promises a discount, if a discount outlived its tier, or if a lost answer of Shopify
// left two of them.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const TEN = { type: "percentage", value: "10" };
const FRIEND = { id: "friend", name: "Friend", threshold: "0", tag: "friend's", discount: TEN };
const GOLD = { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold", discount: { type: "freeShipping" } };

async function publish(world: World, levels: object[]): Promise<void> {
  const published = await publishProgram(world.db, {
    ...{ programId: world.shop.programId, patch: { tiers: { levels } }, author: "test", now: world.now() },
  });
  if (!published.ok) throw new Error(JSON.stringify(published.errors));
}

const discountsOf = (world: World) =>
  Object.values(world.store.shop.state.discounts).map(({ title, kind, method, value }) => ({
    title,
    kind,
    method,
    value,
  }));
const segmentsOf = (world: World) => Object.values(world.store.shop.state.segments).map(({ query }) => query);
const problemsOf = async (world: World) =>
  (await listTierDiscounts(world.db, { shopId: world.shop.id })).map(({ problem }) => problem);

/** What is taken off goods of 100 for a customer without a code. */
function takenOff(world: World, customerId: string): number {
  return Number(world.store.shop.quote({ customerId, lines: [{ product: "Tea", price: "100.00" }] }).discounts);
}

describe("the discount of a tier", () => {
  it("is there with its segment once the program is published, and members get it without a code", async () => {
    const world = await worlds.open({ program: { tiers: { levels: [FRIEND, GOLD] } } });
    const { customerId } = await newMember(world, "Ada");
    await syncTierDiscounts(world.context);
    expect(discountsOf(world)).toEqual([
      { title: "Friend", kind: "basic", method: "automatic", value: { kind: "percentage", percentage: "0.1" } },
      { title: "Gold", kind: "freeShipping", method: "automatic", value: null },
    ]);
    expect(segmentsOf(world)).toEqual(["customer_tags CONTAINS 'friend\\'s'", "customer_tags CONTAINS 'gold'"]);
    expect(takenOff(world, customerId)).toBe(10);
    const stranger = world.store.shop.createCustomer({ firstName: "Stranger" });
    expect(takenOff(world, stranger.id)).toBe(0);
    expect(await syncTierDiscounts(world.context)).toBe(0);
  });

  it("follows its tier: another percentage, another tag, another kind, none any more", async () => {
    const world = await worlds.open({ program: { tiers: { levels: [FRIEND] } } });
    await syncTierDiscounts(world.context);
    const [before] = Object.keys(world.store.shop.state.discounts);
    await publish(world, [{ ...FRIEND, name: "Pal", tag: "pal", discount: { ...TEN, value: "12.5" } }]);
    await syncTierDiscounts(world.context);
    expect(Object.keys(world.store.shop.state.discounts)).toEqual([before]);
    expect(discountsOf(world)).toMatchObject([{ title: "Pal", value: { percentage: "0.125" } }]);
    expect(segmentsOf(world)).toEqual(["customer_tags CONTAINS 'pal'"]);
    await publish(world, [{ ...FRIEND, discount: { type: "freeShipping" } }]);
    await syncTierDiscounts(world.context);
    expect(discountsOf(world)).toMatchObject([{ kind: "freeShipping" }]);
    await publish(world, [{ ...FRIEND, discount: null }]);
    await syncTierDiscounts(world.context);
    expect(discountsOf(world)).toEqual([]);
    expect(segmentsOf(world)).toEqual([]);
    expect(await listTierDiscounts(world.db, { shopId: world.shop.id })).toEqual([]);
  });

  it("that somebody deleted in Shopify comes back when its tier is next changed", async () => {
    const world = await worlds.open({ program: { tiers: { levels: [FRIEND] } } });
    await syncTierDiscounts(world.context);
    const { shop } = world.store;
    shop.state.discounts = {};
    await publish(world, [{ ...FRIEND, discount: { ...TEN, value: "20" } }]);
    await syncTierDiscounts(world.context);
    expect(discountsOf(world)).toMatchObject([{ title: "Friend", value: { percentage: "0.2" } }]);
    expect(segmentsOf(world)).toHaveLength(1);
  });

  it("waits where the shop has 25 already, and says so", async () => {
    const world = await worlds.open();
    const { shop } = world.store;
    const own = Array.from({ length: 25 }, (_, number) =>
      shop.createDiscount({
        ...{ method: "automatic", kind: "basic", title: `Own ${number}` },
        value: { kind: "percentage", percentage: "0.05" },
      }),
    );
    await publish(world, [FRIEND]);
    expect(await world.context.gatewayOf(world.shop.domain).countAutomaticDiscounts()).toBe(25);
    await syncTierDiscounts(world.context);
    expect(await problemsOf(world)).toEqual(["full"]);
    expect(await syncTierDiscounts(world.context)).toBe(0);
    const { [own[0]!.id]: _gone, ...left } = shop.state.discounts;
    shop.state.discounts = left;
    world.pass(16 * 60);
    await syncTierDiscounts(world.context);
    expect(await problemsOf(world)).toEqual([null]);
    expect(discountsOf(world).some(({ title }) => title === "Friend")).toBe(true);
  });
});

describe("when Shopify's answers get lost", () => {
  /** Of the calls that change something the n-th is lost: before it arrives, or its answer on the way back. */
  function losing(nth: number, when: "before" | "after") {
    let count = 0;
    return (transport: Transport): Transport =>
      async (query, variables) => {
        const isOurs = /^\s*(?:#graphql\s+)?mutation (?:Segment|DiscountAutomatic)/.test(query);
        if (isOurs) count += 1;
        if (!isOurs || count !== nth) return transport(query, variables);
        if (when === "after") await transport(query, variables);
        throw new Error("the connection was cut");
      };
  }

  it.each([
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((nth) => [nth, "after"] as const),
    ...[1, 2, 7].map((nth) => [nth, "before"] as const),
  ])("call %i, %s it was done: in the end there is one of each", async (nth, when) => {
    const through = losing(nth, when);
    const world = await worlds.open({ program: { tiers: { levels: [FRIEND] } }, through });
    const settleDown = async (): Promise<void> => {
      for (let round = 0; round < 4; round += 1) {
        await syncTierDiscounts(world.context);
        world.pass(61);
      }
    };
    await settleDown();
    expect(discountsOf(world)).toHaveLength(1);
    await publish(world, [{ ...FRIEND, tag: "pal", discount: { type: "freeShipping" } }]);
    await settleDown();
    expect(discountsOf(world)).toMatchObject([{ kind: "freeShipping" }]);
    expect(segmentsOf(world)).toEqual(["customer_tags CONTAINS 'pal'"]);
    await publish(world, []);
    await settleDown();
    expect([discountsOf(world), segmentsOf(world)]).toEqual([[], []]);
  });
});
