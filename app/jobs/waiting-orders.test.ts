import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestWorlds, testWorlds } from "../../tests/setup/world.ts";
import { setShopRate } from "../commands/link-shop.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { drainInbox } from "./inbox.ts";

// Broken if the customers of a shop in another currency had to wait for the next night after staff have set its rate.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

/** A shop that sells in kroner under a program in euro, with two paid orders that nobody could count. */
async function openWaiting(): Promise<World> {
  const world = await worlds.open({ program: { currency: "EUR", earning: { points: 1, per: "1.00" } } });
  for (const order of Object.values(world.store.shop.state.orders)) throw new Error(`an order too many: ${order.id}`);
  world.store.shop.state.info.currency = "NOK";
  const { id } = world.store.shop.createCustomer({ firstName: "Ada" });
  for (const price of ["100.00", "50.00"])
    world.store.shop.placeOrder({ customerId: id, lines: [{ product: "tea", price, quantity: 1 }], automatic: false });
  await world.quiet();
  return world;
}

const pointsOf = async ({ db, shop }: World): Promise<unknown> =>
  (
    await db.pool.query<{ points: string }>(
      "SELECT sum(available)::text AS points FROM members WHERE program_id = $1",
      [shop.programId],
    )
  ).rows[0]?.points;

describe("orders that wait for a rate", () => {
  it("are counted as soon as staff have set it, once, though the worker is told twice", async () => {
    const world = await openWaiting();
    const { db, shop } = world;
    expect(await pointsOf(world)).toBe("0");
    const given = { programId: shop.programId, shopId: shop.id, rate: "0.1", author: "staff", now: world.now() };
    expect(await setShopRate(db, given)).toBe(true);
    expect(await setShopRate(db, given)).toBe(true);
    expect((await drainInbox(world.context)).failures).toEqual([]);
    expect(await pointsOf(world)).toBe("15");
    expect((await drainInbox(world.context)).done).toBe(0);
    expect(await verifyLedger(db, shop)).toEqual([]);
  });

  it("are left alone where the rate was refused: nothing is told to the worker", async () => {
    const world = await openWaiting();
    const { db, shop } = world;
    const given = { programId: shop.programId, shopId: shop.id, rate: "none", author: "staff", now: world.now() };
    expect(await setShopRate(db, given)).toBe(false);
    expect((await drainInbox(world.context)).done).toBe(0);
    expect(await pointsOf(world)).toBe("0");
  });
});
