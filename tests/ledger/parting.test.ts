import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "../../app/database.ts";
import type { Connection } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { gatherWork } from "../../app/ledger/gather-work.ts";
import { computeWork } from "../../app/ledger/order-work.ts";
import { postBatch } from "../../app/ledger/post.ts";
import type { PostItem } from "../../app/ledger/post.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { recording } from "../setup/recording.ts";
import { addShop, bring, openShop, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: awards go the narrow way where that is worth a statement of its own, and every item is answered in its place whichever way it went.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const hour = (count: number): Date => new Date(Date.parse("2026-01-05T09:00:00Z") + count * 3_600_000);
const paid = (id: string, customerId: string, at: Date) =>
  orderOf({ id, customerId, createdAt: at, processedAt: at, updatedAt: at, paidAt: at });

/** Items of a shop of its own: so many awards, each followed by an order of somebody new as long as there are any. */
async function itemsOf(awards: number, others: number): Promise<{ of: TestShop; items: PostItem[] }> {
  const of = { ...shop, ...(await addShop(shop.db)) };
  const known = Array.from({ length: awards }, (_, index) => String(100 + index));
  const strange = Array.from({ length: others }, (_, index) => String(200 + index));
  for (const customerId of known) {
    await see(of, customerId, hour(0));
    await bring(of, [paid(`1${customerId}`, customerId, hour(1))]);
  }
  const customers = known.flatMap((customerId, index) => [customerId, strange[index] ?? []].flat());
  const all = [...customers, ...strange.slice(awards)];
  const arrived = all.map((customerId) => {
    const state = paid(`2${customerId}`, customerId, hour(2));
    return { ref: { shopId: of.shopId, orderId: state.id }, state, now: hour(2) };
  });
  const timelines = new Map([[of.programId, await loadTimeline(shop.db.pool, of.programId)]]);
  const works = computeWork(await gatherWork(shop.db.pool, arrived), timelines);
  return { of, items: works.map(({ item }) => ({ ...item, methods: [] })) };
}

/** What became of the items, and by which statements. */
async function write(items: PostItem[]) {
  const { db, statements } = recording(shop.db);
  const outcomes = await postBatch(db.pool, items, hour(9));
  return { outcomes, ways: statements.map((text) => /post_\w+/.exec(text)?.[0]).sort() };
}

async function ordersOf({ programId }: TestShop): Promise<number> {
  const { rows } = await shop.db.pool.query("SELECT FROM orders WHERE program_id = $1 AND id > 2000", [programId]);
  return rows.length;
}

const NEW = (count: number): string[] => Array.from({ length: count }, () => "new");

describe("a batch", () => {
  it.each([
    [1, 0, ["post_awards"]],
    [3, 0, ["post_awards"]],
    [0, 2, ["post_batch"]],
    [1, 1, ["post_batch"]],
    [3, 2, ["post_batch"]],
    [4, 1, ["post_awards", "post_batch"]],
    [5, 2, ["post_awards", "post_batch"]],
    [0, 0, []],
  ] as const)("of %d awards and %d that are more is written as it is worth", async (awards, others, ways) => {
    const { of, items } = await itemsOf(awards, others);
    expect(await write(items)).toEqual({ outcomes: NEW(awards + others), ways });
    expect(await ordersOf(of)).toBe(awards + others);
    expect(await verifyLedger(shop.db, of)).toEqual([]);
  });

  it("in a transaction goes one way, which doesn't end it where something has moved", async () => {
    const { items } = await itemsOf(2, 0);
    const statements: string[] = [];
    await transaction(shop.db, async (connection) => {
      const query = ((sent: { text: string }) => {
        statements.push(sent.text);
        return connection.query(sent);
      }) as Connection["query"];
      expect(await postBatch({ query }, items, hour(9))).toEqual(NEW(2));
    });
    expect(statements).toHaveLength(1);
    expect(statements[0]).toContain("post_batch");
  });

  it("of which an award has moved is written one by one, and each is answered in its place", async () => {
    const { of, items } = await itemsOf(5, 2);
    const second = items[2]!.orders![0]!.state.customerId!;
    await bring(of, [paid("1999", second, hour(3))]);
    const { outcomes, ways } = await write(items);
    expect(outcomes).toEqual(["new", "new", "conflict", "new", "new", "new", "new"]);
    expect(ways).toEqual(["post_awards", "post_batch", "post_batch"]);
    expect(await ordersOf(of)).toBe(6);
    expect(await verifyLedger(shop.db, of)).toEqual([]);
  });

  it("happens at each item's own moment, or at the batch's", async () => {
    const { of, items } = await itemsOf(1, 1);
    const { now: _own, ...timeless } = items[1]!;
    await write([items[0]!, timeless]);
    const { rows } = await shop.db.pool.query<{ at: Date }>(
      "SELECT recorded_at AS at FROM entries WHERE program_id = $1 AND order_id > 2000 ORDER BY order_id",
      [of.programId],
    );
    expect(rows.map(({ at }) => at)).toEqual([hour(2), hour(9)]);
    const alone = await itemsOf(1, 0);
    const { now: _now, ...award } = alone.items[0]!;
    expect((await write([award])).ways).toEqual(["post_awards"]);
    const found = await shop.db.pool.query<{ at: Date }>(
      "SELECT recorded_at AS at FROM entries WHERE program_id = $1 AND order_id > 2000",
      [alone.of.programId],
    );
    expect(found.rows).toEqual([{ at: hour(9) }]);
  });
});
