import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import { HttpRefusal } from "../shopify/transport.ts";
import type { Transport } from "../shopify/transport.ts";
import { ATTEMPTS_MAX, BATCH_ROWS_MAX, drainInbox } from "./inbox.ts";

// What is in the inbox and never worked off is an order without points; what is worked off twice must not give them twice.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds({ connections: 12 });
});
afterAll(() => worlds.close());

async function available(world: World, memberId: string): Promise<bigint> {
  const { programId } = world.shop;
  return (await readMemberSummary(worlds.db, { programId, memberId, now: world.now() }))!.available;
}

async function put(world: World, topic: string, payload: string): Promise<void> {
  await worlds.db.pool.query(
    `INSERT INTO inbox (shop, topic, event_id, payload, received_at, next_at) VALUES ($1, $2, $3, $4, $5, $5)`,
    [world.shop.domain, topic, randomUUID(), payload, world.now()],
  );
}

/** Puts what the shop has sent into the inbox without working it off. */
async function collect(world: World): Promise<number> {
  const events = world.store.outbox.splice(0);
  for (const event of events) await world.redeliver(event, event.id);
  return events.length;
}

type Waiting = { topic: string; attempts: number; next_at: Date; error: string | null };

async function listWaiting(world: World): Promise<Waiting[]> {
  const { rows } = await worlds.db.pool.query<Waiting>(
    "SELECT topic, attempts, next_at, error FROM inbox WHERE shop = $1 AND done_at IS NULL ORDER BY id",
    [world.shop.domain],
  );
  return rows;
}

function breakable(): { through: (transport: Transport) => Transport; set: (error: Error | null) => void } {
  let broken: Error | null = null;
  return {
    through: (transport) => (query, variables) => (broken ? Promise.reject(broken) : transport(query, variables)),
    set: (error) => (broken = error),
  };
}

describe("the inbox", () => {
  it("works off more than a batch, whatever number of workers drain it at once, each webhook once", async () => {
    const world = await worlds.open();
    const { customerId, memberId } = await newMember(world, "ada");
    for (let n = 0; n < BATCH_ROWS_MAX; n += 1) {
      world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "1.00" }] });
    }
    expect(await collect(world)).toBeGreaterThan(2 * BATCH_ROWS_MAX);
    const drained = await Promise.all(Array.from({ length: 4 }, () => drainInbox(world.context)));
    expect(drained.flatMap((each) => each.failures)).toEqual([]);
    expect(await listWaiting(world)).toEqual([]);
    expect(await available(world, memberId)).toBe(BigInt(BATCH_ROWS_MAX));
    expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
  });

  it("isn't held up by one bad webhook: its neighbours are worked off, it is parked after so many tries", async () => {
    const world = await worlds.open();
    const { customerId, memberId } = await newMember(world, "ada");
    world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "7.00" }] });
    await put(world, "orders/paid", '{"id": "not an order"}');
    await collect(world);
    await drainInbox(world.context);
    expect(await available(world, memberId)).toBe(7n);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [row] = await listWaiting(world);
      expect(row).toMatchObject({ topic: "orders/paid", attempts: attempt });
      expect(row!.error).toMatch(/ZodError/);
      waits.push((row!.next_at.getTime() - world.now().getTime()) / 1000);
      world.pass(waits.at(-1)!);
      await drainInbox(world.context);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640]);
    world.pass(1_000_000);
    expect(await drainInbox(world.context)).toEqual({ done: 0, failures: [] });
    expect(await listWaiting(world)).toMatchObject([{ attempts: ATTEMPTS_MAX }]);
  });

  it("waits while Shopify can't be asked, and goes on when it can", async () => {
    const shopify = breakable();
    const world = await worlds.open({ through: shopify.through });
    const { customerId, memberId } = await newMember(world, "ada");
    const { id } = world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "7.00", quantity: 2 }] });
    await world.quiet();
    const line = world.store.shop.requireOrder(id).lines[0]!;
    world.pass(60);
    world.store.shop.refundOrder(id, { lines: [{ lineId: line.id, quantity: 1 }] });
    const events = world.store.outbox.splice(0).filter((event) => event.topic === "refunds/create");
    for (const event of events) await world.redeliver(event, event.id);
    shopify.set(new HttpRefusal(503, 0));
    expect((await drainInbox(world.context)).failures).toMatchObject([{ topic: "refunds/create", attempts: 1 }]);
    expect(await available(world, memberId)).toBe(14n);
    shopify.set(null);
    world.pass(60);
    expect((await drainInbox(world.context)).failures).toEqual([]);
    expect(await available(world, memberId)).toBe(7n);
  });

  it("takes over what a worker had claimed that died, after its lease", async () => {
    const world = await worlds.open();
    const { customerId, memberId } = await newMember(world, "ada");
    world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "7.00" }] });
    await collect(world);
    // The dead worker: it has claimed everything and done nothing.
    const lease = new Date(world.now().getTime() + 120_000);
    await worlds.db.pool.query("UPDATE inbox SET attempts = 1, next_at = $2 WHERE shop = $1 AND done_at IS NULL", [
      world.shop.domain,
      lease,
    ]);
    expect((await drainInbox(world.context)).done).toBe(0);
    expect(await available(world, memberId)).toBe(0n);
    world.pass(121);
    expect((await drainInbox(world.context)).done).toBeGreaterThan(0);
    expect(await available(world, memberId)).toBe(7n);
  });

  it("lets webhooks of a shop that has not installed Laurel go", async () => {
    const world = await worlds.open();
    await worlds.db.pool.query("UPDATE shops SET uninstalled_at = $2 WHERE id = $1", [world.shop.id, world.now()]);
    world.store.shop.createCustomer({ firstName: "Ada" });
    await collect(world);
    expect((await drainInbox(world.context)).failures).toEqual([]);
    expect(await listWaiting(world)).toEqual([]);
  });

  it("forgets the sessions of a shop that uninstalls, but not when the news is older than a new installation", async () => {
    const world = await worlds.open();
    const session = async (): Promise<number> => {
      const { rows } = await worlds.db.pool.query(`SELECT FROM "Session" WHERE shop = $1`, [world.shop.domain]);
      return rows.length;
    };
    await worlds.db.pool.query(`INSERT INTO "Session" (id, shop, state, "accessToken") VALUES ($1, $2, '', 'x')`, [
      `offline_${world.shop.domain}`,
      world.shop.domain,
    ]);
    world.store.shop.announceApp("app/uninstalled");
    const [event] = world.store.outbox.splice(0);
    // Shopify sends it late: meanwhile the merchant has installed Laurel again.
    world.pass(3_600);
    await worlds.db.pool.query("UPDATE shops SET installed_at = $2 WHERE id = $1", [world.shop.id, world.now()]);
    await worlds.db.pool.query("UPDATE shops SET program_written = 1 WHERE id = $1", [world.shop.id]);
    await world.redeliver(event!, event!.id);
    await drainInbox(world.context);
    expect(await session()).toBe(1);
    // What it showed went with the uninstalling all the same, and is written again.
    const { rows: written } = await worlds.db.pool.query("SELECT program_written FROM shops WHERE id = $1", [
      world.shop.id,
    ]);
    expect(written).toEqual([{ program_written: null }]);
    world.pass(60);
    world.store.shop.announceApp("app/uninstalled");
    await world.quiet();
    expect(await session()).toBe(0);
    const { rows } = await worlds.db.pool.query("SELECT uninstalled_at FROM shops WHERE id = $1", [world.shop.id]);
    expect(rows).toEqual([{ uninstalled_at: world.now() }]);
  });
});
