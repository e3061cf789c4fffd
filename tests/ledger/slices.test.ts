import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settle } from "../../app/commands/settle.ts";
import type { Database } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { SLICE_MS, SliceSize } from "../../app/ledger/slice-size.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { bring, openShop, OPENED, publish, see, type TestShop } from "./shop.ts";

// Broken if work that locks many members' rows went on in large slices on a machine that is too slow for them.

describe("the size of a slice", () => {
  it("halves as long as slices take too long, down to the least", () => {
    const slice = new SliceSize({ least: 4, most: 100 });
    for (let each = 0; each < 12; each += 1) slice.took(1, slice.size);
    const sizes = [slice.size];
    for (let each = 0; each < 6; each += 1) {
      slice.took(SLICE_MS + 1, slice.size);
      sizes.push(slice.size);
    }
    expect(sizes).toEqual([100, 50, 25, 12, 6, 4, 4]);
  });

  it("begins with a quarter of the most: what a member costs is not known yet", () => {
    expect(new SliceSize({ least: 4, most: 100 }).size).toBe(25);
    expect(new SliceSize({ least: 4, most: 10 }).size).toBe(4);
  });

  it("grows again with quick ones, never beyond the most, and not by slices that were nearly empty", () => {
    const slice = new SliceSize({ least: 4, most: 20 });
    for (let each = 0; each < 4; each += 1) slice.took(SLICE_MS + 1, 20);
    expect(slice.size).toBe(4);
    slice.took(1, 1);
    expect(slice.size).toBe(4);
    for (let each = 0; each < 12; each += 1) slice.took(1, slice.size);
    expect(slice.size).toBe(20);
    slice.took(SLICE_MS / 2 + 1, 20);
    expect(slice.size).toBe(20);
  });

  it.each([
    [SLICE_MS, 25, 25],
    [SLICE_MS + 1, 25, 12],
    [SLICE_MS / 2, 25, 25],
    [SLICE_MS / 2 + 1, 25, 25],
    [SLICE_MS / 2 - 1, 25, 32],
    [1, 12, 25],
    [1, 13, 32],
  ])("a slice that took %d ms for %d members lets the next one have %d", (ms, members, next) => {
    const slice = new SliceSize({ least: 4, most: 100 });
    slice.took(ms, members);
    expect(slice.size).toBe(next);
  });

  /** Whatever a member costs, once it is found out no slice takes longer than allowed, but for one that a sudden change meets. */
  it("keeps slices short whatever a member costs, and when that changes", () => {
    for (const costs of [[0.2], [0.9], [3], [0.2, 4], [4, 0.2, 4]]) {
      const slice = new SliceSize({ least: 4, most: 100 });
      for (const cost of costs) {
        const times = Array.from({ length: 40 }, () => {
          const ms = cost * slice.size;
          slice.took(ms, slice.size);
          return ms;
        });
        // After as many halvings as there can be, none is at 100 ms, and hardly any above what halves it.
        expect(Math.max(...times.slice(6))).toBeLessThan(2 * SLICE_MS);
      }
    }
  });
});

describe("settling on a machine that is too slow", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  /** The same database, in which every batch takes longer than a slice may; notes how many members were asked for. */
  function slow(db: Database, asked: number[]): Database {
    const query = async (...given: unknown[]): Promise<unknown> => {
      const [wish] = given as [{ name?: string; values?: unknown[] }];
      if (wish.name === "list-due-members") asked.push(Number(wish.values?.[2]));
      if (wish.name === "post-batch") await new Promise((done) => setTimeout(done, SLICE_MS * 1.2));
      return (db.pool.query.bind(db.pool) as (...all: unknown[]) => Promise<unknown>)(...given);
    };
    const pool = new Proxy(db.pool, {
      get: (target, key): unknown => (key === "query" ? query : Reflect.get(target, key, target)),
    });
    return { ...db, pool };
  }

  it("takes fewer members at a time, and comes to the same end", async () => {
    await publish(shop, { expiry: { kind: "age", months: 1 } }, OPENED);
    const customers = Array.from({ length: 160 }, (_, index) => String(7_000 + index));
    for (const id of customers) await see(shop, id, OPENED);
    const paidAt = new Date(OPENED.getTime() + 3_600_000);
    const moments = { createdAt: paidAt, processedAt: paidAt, updatedAt: paidAt, paidAt };
    await bring(
      shop,
      customers.map((id) => orderOf({ id: `5${id}`, customerId: id, ...moments, lines: [{ price: "20.00" }] })),
    );
    const asked: number[] = [];
    const now = new Date("2026-02-20T08:00:00Z");
    expect(await settle(slow(shop.db, asked), { programId: shop.programId, now })).toEqual({
      members: 160,
      done: true,
    });
    expect(asked.length).toBeGreaterThan(3);
    for (const [index, size] of asked.slice(1).entries())
      expect(size).toBe(Math.max(4, Math.floor(asked[0]! / 2 ** (index + 1))));
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});
