import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMember } from "../queries/find-member.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import type { MemberSummary } from "../queries/member-summary.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { compareShop } from "./compare.ts";

// An order that was edited before Laurel heard of it: what it earns must be what it would have earned, had every webhook come.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const HOUR = 3_600;

async function summary(world: World, customerId: string): Promise<MemberSummary> {
  const member = await findMember(worlds.db, { shopId: world.shop.id, customerId });
  return (await readMemberSummary(worlds.db, { ...member!, now: world.now() }))!;
}

/** Everything that was told so far is lost; the night's comparison finds out. */
async function compare(world: World): Promise<void> {
  world.store.outbox.length = 0;
  await compareShop(world.context, world.shop);
  await world.quiet();
}

describe("an order of which nothing was heard before it was edited", () => {
  it("earns what was paid while the added part is owed, and the rest with its payment", async () => {
    const world = await worlds.open({
      program: { earning: { points: 1, per: "1.00" }, expiry: { kind: "age", months: 1 } },
    });
    const { customerId } = await newMember(world, "ada");
    const order = { customerId, lines: [{ product: "tea", price: "100.00", quantity: 2 }], automatic: false };
    const { id } = world.store.shop.placeOrder(order);
    world.pass(HOUR);
    world.store.shop.editOrder(id, { add: [{ product: "cup", price: "50.00" }] });
    world.pass(HOUR);
    await compare(world);
    expect((await summary(world, customerId)).available).toBe(200n);
    world.pass(10 * 24 * HOUR);
    world.store.shop.payOrder(id);
    await compare(world);
    const { available, lots } = await summary(world, customerId);
    expect(available).toBe(250n);
    expect(lots.map((lot) => lot.points)).toEqual([200n, 50n]);
  });

  it("was paid when it was paid first, though all that tells so is its payments", async () => {
    const world = await worlds.open({ program: { earning: { points: 1, per: "1.00" } } });
    const { customerId } = await newMember(world, "ada");
    const paidAt = world.now();
    const order = { customerId, lines: [{ product: "tea", price: "100.00" }], automatic: false };
    const { id } = world.store.shop.placeOrder(order);
    world.pass(HOUR);
    world.store.shop.editOrder(id, { add: [{ product: "cup", price: "50.00" }] });
    world.pass(HOUR);
    world.store.shop.payOrder(id);
    world.pass(HOUR);
    await compare(world);
    expect((await summary(world, customerId)).available).toBe(150n);
    const { rows } = await worlds.db.pool.query<{ paid: Date }>(
      "SELECT (state ->> 'paidAt')::timestamptz AS paid FROM orders WHERE program_id = $1",
      [world.shop.programId],
    );
    expect(rows[0]?.paid.getTime()).toBe(Math.floor(paidAt.getTime() / 1000) * 1000);
  });

  it("earns nothing while only a deposit is paid, even one that would have paid it before the edit", async () => {
    const world = await worlds.open({ program: { earning: { points: 1, per: "1.00" } } });
    const { customerId } = await newMember(world, "ada");
    const lines = [{ product: "tea", price: "100.00" }];
    const { id } = world.store.shop.placeOrder({ customerId, lines, status: "pending", automatic: false });
    world.pass(HOUR);
    world.store.shop.editOrder(id, { add: [{ product: "cup", price: "50.00" }] });
    world.store.shop.payOrder(id, [{ gateway: "manual", amount: "100.00" }]);
    await compare(world);
    expect((await summary(world, customerId)).available).toBe(0n);
    world.pass(HOUR);
    world.store.shop.payOrder(id);
    await compare(world);
    expect((await summary(world, customerId)).available).toBe(150n);
  });
});
