import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../../app/database.ts";
import type { OrderState } from "../../app/domain/order.ts";
import type { OrderWork } from "../../app/ledger/order-work.ts";
import { transaction } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { gatherWork } from "../../app/ledger/gather-work.ts";
import { computeWork } from "../../app/ledger/order-work.ts";
import { postBatch } from "../../app/ledger/post.ts";
import { awardOf } from "../../app/ledger/post-awards.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { addShop, bring, openShop, publish, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: the narrow way on which most awards are written leaves what the wide one leaves, and refuses what the wide one refuses.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const at = (time: string): Date => new Date(`2026-02-${time}Z`);

function paid(id: string, customerId: string, moment: Date, price = "100.00"): OrderState {
  const times = { createdAt: moment, processedAt: moment, updatedAt: moment, paidAt: moment };
  return orderOf({ id, name: `#${id} "quoted", \\`, customerId, lines: [{ price }], ...times });
}

/** What orders come to, before it is written. */
async function workOn(where: TestShop, orders: readonly OrderState[]): Promise<OrderWork[]> {
  const { shopId, programId, db } = where;
  const arrived = orders.map((state) => ({ ref: { shopId, orderId: state.id }, state, now: at("20T10:00:00") }));
  const timelines = new Map([[programId, await loadTimeline(db.pool, programId)]]);
  return computeWork(await gatherWork(db.pool, arrived), timelines);
}

async function write(connection: Connection, works: readonly OrderWork[]): Promise<string[]> {
  const items = works.map(({ item }) => ({ ...item, methods: [] }));
  return postBatch(connection, items, at("20T10:00:00"));
}

function areAwards(works: readonly OrderWork[]): boolean[] {
  return works.map(({ item, now }) => awardOf({ ...item, methods: [] }, now) !== null);
}

/** Every row that an award writes, without the ids that differ from shop to shop, and without the hashes that are over them. */
async function rowsOf({ programId, db }: TestShop): Promise<unknown> {
  const own = ["program_id", "member_id", "shop_id", "merged_into", "head", "hash"];
  const tables = { members: "id", orders: "id", entries: "no", lots: "no", sync_queue: "wanted" };
  const found: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(tables)) {
    const { rows } = await db.pool.query<{ row: unknown }>(
      `SELECT to_jsonb(t) - $2::text[] - CASE WHEN $3 = 'members' THEN 'id' ELSE '' END AS row FROM ${table} t
       WHERE program_id = $1 ORDER BY ${table === "members" ? "created_at" : order}, to_jsonb(t) - $2::text[] ->> 'points'`,
      [programId, own, table],
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

const PROGRAMS = {
  "the one a shop begins with": {},
  "a hold and an age at which points end": {
    earning: { holdDays: 40 },
    expiry: { kind: "age", months: 12 },
  },
  tiers: { tiers: { levels: [{ id: "gold", name: "Gold", threshold: "100000.00", tag: "gold" }] } },
};

describe.each(Object.entries(PROGRAMS))("awards under %s", (_, patch) => {
  it("leave the same rows whether they are written alone or with all else", async () => {
    const shops: TestShop[] = [];
    for (let count = 0; count < 2; count += 1) {
      const each = { ...shop, ...(await addShop(shop.db)) };
      await publish(each, patch, at("01T09:00:00"));
      for (const [index, customer] of ["1", "2", "3"].entries()) await see(each, customer, at(`02T09:0${index}:00`));
      await bring(
        each,
        [paid("10", "1", at("03T09:00:00")), paid("11", "2", at("03T09:00:00")), paid("12", "3", at("03T09:00:00"))],
        at("04T09:00:00"),
      );
      shops.push(each);
    }
    const [narrow, wide] = shops;
    if (!narrow || !wide) throw new Error("there are two shops");
    const orders = ["1", "2", "3"].map((customer) =>
      paid(`2${customer}`, customer, at(`0${customer}T11:00:00`), `${customer}33.30`),
    );
    const works = await workOn(narrow, orders);
    expect(areAwards(works)).toEqual([true, true, true]);
    expect(await write(shop.db.pool, works)).toEqual(["new", "new", "new"]);
    const others = await workOn(wide, orders);
    expect(await transaction(shop.db, (connection) => write(connection, others))).toEqual(["new", "new", "new"]);
    expect(await rowsOf(narrow)).toEqual(await rowsOf(wide));
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

describe("an award", () => {
  it("whose member was written since is in conflict, its neighbours are not, and nothing of it is left", async () => {
    await Promise.all(["21", "22"].map((customer) => see(shop, customer, at("05T09:00:00"))));
    await bring(shop, [paid("100", "21", at("06T09:00:00")), paid("101", "22", at("06T09:00:00"))]);
    const works = await workOn(shop, [paid("102", "21", at("07T09:00:00")), paid("103", "22", at("07T09:00:00"))]);
    expect(areAwards(works)).toEqual([true, true]);
    await bring(shop, [paid("104", "21", at("07T10:00:00"))]);
    expect(await write(shop.db.pool, works)).toEqual(["conflict", "new"]);
    expect(await knownOf(["102", "103"])).toEqual(["103"]);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it("whose order was written since, though the member was not, is in conflict", async () => {
    await see(shop, "31", at("05T09:00:00"));
    await bring(shop, [paid("110", "31", at("06T09:00:00"))]);
    const order = paid("111", "31", at("07T09:00:00"));
    const works = await workOn(shop, [order]);
    expect(areAwards(works)).toEqual([true]);
    await bring(shop, [{ ...order, customerId: null }]);
    expect(await write(shop.db.pool, works)).toEqual(["conflict"]);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it("that was computed with versions before the last is in conflict", async () => {
    const works = await workOn(shop, [paid("120", "31", at("08T09:00:00"))]);
    expect(areAwards(works)).toEqual([true]);
    await publish(shop, { earning: { points: 9 } }, at("08T10:00:00"));
    expect(await write(shop.db.pool, works)).toEqual(["conflict"]);
    expect(await knownOf(["120"])).toEqual([]);
  });

  it("is more than one where a debt is paid, a bonus comes with it, or the order is known", async () => {
    await see(shop, "41", at("05T09:00:00"));
    const first = paid("130", "41", at("09T09:00:00"));
    // A member's first order is written down among the bonuses, whether it brings one or not.
    expect(areAwards(await workOn(shop, [first]))).toEqual([false]);
    await bring(shop, [first]);
    expect(areAwards(await workOn(shop, [{ ...first, tip: 100n, updatedAt: at("10T09:00:00") }]))).toEqual([false]);
    expect(
      areAwards(await workOn(shop, [paid("131", "41", at("10T09:00:00")), paid("132", "41", at("10T09:00:01"))])),
    ).toEqual([false]);
  });

  it("comes with others that are more, and all are written", async () => {
    const customers = ["51", "52", "53", "54", "55"];
    for (const customer of customers) await see(shop, customer, at("05T09:00:00"));
    await bring(
      shop,
      customers.map((customer, index) => paid(`14${index}`, customer, at("09T09:00:00"))),
    );
    const orders = [...customers, "56", "57"].map((customer, index) => paid(`15${index}`, customer, at("10T09:00:00")));
    const works = await workOn(shop, orders);
    expect(areAwards(works).filter(Boolean)).toHaveLength(5);
    expect(await write(shop.db.pool, works)).toEqual(works.map(() => "new"));
    expect(await knownOf(orders.map(({ id }) => id))).toHaveLength(7);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

async function knownOf(ids: string[]): Promise<string[]> {
  const { rows } = await shop.db.pool.query<{ id: string }>(
    "SELECT id::text FROM orders WHERE shop_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id",
    [shop.shopId, ids],
  );
  return rows.map(({ id }) => id);
}
