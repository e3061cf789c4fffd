import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { reserveCode } from "../../app/commands/codes.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { codeKey, loadWork } from "../../app/ledger/load-work.ts";
import type { LoadedWork, WorkAsked } from "../../app/ledger/load-work.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { recording } from "../setup/recording.ts";
import { addShop, bring, openShop, publish, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: work on orders is read in as few statements as it needs, and is whole whichever these were.

let shop: TestShop;
let ids: Record<"ada" | "bob" | "eve", string>;
beforeAll(async () => {
  shop = await openShop();
  ids = {
    ada: await see(shop, "1", MONDAY),
    bob: await see(shop, "2", MONDAY),
    eve: await see(shop, "3", MONDAY),
  };
  await bring(shop, [paid("11", "1"), paid("12", "2")]);
  const giving = { programId: shop.programId, memberId: ids.eve, now: MONDAY };
  await adjustPoints(shop.db, { ...giving, points: 100n, reason: "r", author: "staff:1", key: "k" });
  const wish = { ...giving, shopId: shop.shopId, reward: "discount", times: 1, key: "click-01", code: "LENT1" };
  expect(await reserveCode(shop.db, wish)).toMatchObject({ ok: true });
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const paid = (id: string, customerId: string) =>
  orderOf({ id, customerId, createdAt: MONDAY, processedAt: MONDAY, updatedAt: MONDAY, paidAt: MONDAY });

type Asked = { orders: [id: string, buyer?: string][]; customers?: string[]; codes?: string[] };
const asking = ({ orders, customers = [], codes = [] }: Asked, shopId = shop.shopId): WorkAsked => ({
  orders: orders.map(([orderId, buyer]) => ({ shopId, orderId, ...(buyer === undefined ? {} : { buyer }) })),
  customers: customers.map((customerId) => ({ shopId, customerId })),
  codes: codes.map((code) => ({ shopId, code })),
});

/** A process that has worked for the shop before: it knows which programs are plain. */
async function experienced(of = shop) {
  const { db, statements } = recording(shop.db);
  await loadTimeline(db.pool, of.programId);
  await loadWork(db.pool, asking({ orders: [["999"]] }, of.shopId));
  const ask = async (asked: WorkAsked): Promise<[LoadedWork, string[]]> => {
    const from = statements.length;
    const work = await loadWork(db.pool, asked);
    return [work, statements.slice(from).map((text) => /(order_rows|quiet_rows)/.exec(text)?.[0] ?? text)];
  };
  return { ask };
}

const membersOf = (work: LoadedWork): [string, string][] =>
  [...work.memberIds].map(([key, id]): [string, string] => [key.split("/")[1] ?? "", id]).sort();
const lotsOf = (work: LoadedWork, id: string): number | undefined => work.accounts.get(id)?.account.lots.size;

describe("new orders of a plain program", () => {
  it("need nothing but their members, in one statement", async () => {
    const { ask } = await experienced();
    const asked = asking({
      orders: [
        ["21", "1"],
        ["22", "2"],
        ["23", "1"],
      ],
      customers: ["1", "2"],
    });
    const [work, statements] = await ask(asked);
    expect(statements).toEqual(["quiet_rows"]);
    expect(membersOf(work)).toEqual([
      ["1", ids.ada],
      ["2", ids.bob],
    ]);
    expect([...work.accounts.keys()].sort()).toEqual([ids.ada, ids.bob].sort());
    expect([lotsOf(work, ids.ada), work.orders.size, work.codeOwners.size]).toEqual([0, 0, 0]);
    const { rows } = await shop.db.pool.query("SELECT revision::text FROM programs WHERE id = $1", [shop.programId]);
    expect([...work.shops.values()]).toEqual([
      { id: shop.shopId, programId: shop.programId, rate: null, ...(rows[0] as object) },
    ]);
  });

  it("are read whole by a process that knows nothing yet, and of a program with tiers", async () => {
    const { db, statements } = recording(shop.db);
    const asked = { orders: [["21", "1"]], customers: ["1"] } satisfies Asked;
    const work = await loadWork(db.pool, asking(asked));
    expect([lotsOf(work, ids.ada), statements.length]).toEqual([1, 1]);
    const tiered = { ...shop, ...(await addShop(shop.db)) };
    await publish(tiered, { tiers: { levels: [{ id: "a", name: "A", threshold: "900.00", tag: "a" }] } }, MONDAY);
    const memberId = await see(tiered, "1", MONDAY);
    await bring(tiered, [paid("11", "1")]);
    const [other, ways] = await (await experienced(tiered)).ask(asking(asked, tiered.shopId));
    expect([lotsOf(other, memberId), ways]).toEqual([1, ["order_rows"]]);
  });

  it("without a buyer's name are asked for in full, their members bare", async () => {
    const { ask } = await experienced();
    const [work, statements] = await ask(asking({ orders: [["24"]], customers: ["1"] }));
    expect([membersOf(work), lotsOf(work, ids.ada), statements]).toEqual([[["1", ids.ada]], 0, ["order_rows"]]);
  });
});

describe("other orders beside them", () => {
  it("that are known come with their records and whole members, in a second statement", async () => {
    const { ask } = await experienced();
    const [work, statements] = await ask(
      asking({
        orders: [
          ["25", "1"],
          ["12", "2"],
        ],
        customers: ["1", "2"],
      }),
    );
    expect(statements).toEqual(["quiet_rows", "order_rows"]);
    expect([...work.orders.keys()]).toEqual([`${shop.shopId}/12`]);
    expect(membersOf(work)).toEqual([
      ["1", ids.ada],
      ["2", ids.bob],
    ]);
    expect([lotsOf(work, ids.ada), lotsOf(work, ids.bob)]).toEqual([0, 1]);
  });

  it("of the same member make the member come whole", async () => {
    const { ask } = await experienced();
    const [work] = await ask(
      asking({
        orders: [
          ["26", "1"],
          ["11", "1"],
        ],
        customers: ["1"],
      }),
    );
    expect([membersOf(work), lotsOf(work, ids.ada)]).toEqual([[["1", ids.ada]], 1]);
  });

  it("of somebody new are nobody's yet", async () => {
    const { ask } = await experienced();
    const [work, statements] = await ask(
      asking({
        orders: [
          ["27", "1"],
          ["28", "77"],
        ],
        customers: ["1", "77"],
      }),
    );
    expect([membersOf(work), statements]).toEqual([[["1", ids.ada]], ["quiet_rows", "order_rows"]]);
  });

  it("with a code, and customers without an order, come with all that they need", async () => {
    const { ask } = await experienced();
    const asked = { orders: [["29", "1"], ["30"]], customers: ["1", "2"], codes: ["LENT1", "NONE"] } satisfies Asked;
    const [work, statements] = await ask(asking(asked));
    expect(statements).toEqual(["quiet_rows", "order_rows"]);
    expect([...work.codeOwners]).toEqual([[codeKey({ shopId: shop.shopId, code: "LENT1" }), ids.eve]]);
    expect(membersOf(work)).toEqual([
      ["1", ids.ada],
      ["2", ids.bob],
    ]);
    expect(work.accounts.get(ids.eve)?.account.codes.size).toBe(1);
    const [alone, ways] = await ask(asking({ orders: [["31", "1"]], customers: ["1"], codes: ["LENT1"] }));
    expect([alone.codeOwners.size, ways]).toEqual([1, ["quiet_rows", "order_rows"]]);
    const [more, both] = await ask(asking({ orders: [["32", "1"]], customers: ["1", "2"] }));
    expect([membersOf(more).length, both]).toEqual([2, ["quiet_rows", "order_rows"]]);
  });

  it("of a shop that nobody knows are told by its absence", async () => {
    const { ask } = await experienced();
    const known = asking({ orders: [["33", "1"]], customers: ["1"] });
    const strange = asking({ orders: [["33", "1"]], customers: ["1"] }, "1");
    const [work] = await ask({
      orders: [...known.orders, ...strange.orders],
      customers: [...known.customers, ...strange.customers],
      codes: [],
    });
    expect([[...work.shops.keys()], membersOf(work)]).toEqual([[shop.shopId], [["1", ids.ada]]]);
  });
});

it("what was published meanwhile is found out, and everything is read whole", async () => {
  const { ask } = await experienced();
  const { ask: before } = await experienced();
  await shop.db.pool.query("UPDATE programs SET revision = nextval('program_revisions') WHERE id = $1", [
    shop.programId,
  ]);
  const asked = asking({ orders: [["34", "1"]], customers: ["1"] });
  const [work, statements] = await ask(asked);
  expect([lotsOf(work, ids.ada), membersOf(work), statements]).toEqual([
    1,
    [["1", ids.ada]],
    ["quiet_rows", "order_rows"],
  ]);
  // Of two programs it is enough that one has moved.
  const other = { ...shop, ...(await addShop(shop.db)) };
  const theirs = await see(other, "1", MONDAY);
  await bring(other, [paid("11", "1")]);
  const both = await before({
    ...asked,
    orders: [...asked.orders, { shopId: other.shopId, orderId: "35", buyer: "1" }],
  });
  expect(both[0].accounts.has(theirs)).toBe(false);
  expect(lotsOf(both[0], ids.ada)).toBe(1);
});
