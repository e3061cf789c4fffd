import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { endCode, openCode, reserveCode } from "../../app/commands/codes.ts";
import { transaction } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import type { LoadOptions } from "../../app/ledger/load-accounts.ts";
import { loadAccounts, loadEach } from "../../app/ledger/load-accounts.ts";
import { drawMemberIds, loadOrders } from "../../app/ledger/load-orders.ts";
import { noteToldLots } from "../../app/ledger/told-lots.ts";
import { recording } from "../setup/recording.ts";
import { addShop, bring, openShop, publish, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: what is asked for is read, no more of it than work needs, and nothing of another program's.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const hour = (count: number): Date => new Date(MONDAY.getTime() + count * 3_600_000);
const paid = (id: string, customerId: string, refunded = 0) =>
  orderOf({
    ...{ id, customerId, createdAt: MONDAY, processedAt: MONDAY, paidAt: MONDAY, updatedAt: hour(1 + refunded) },
    lines: [{ price: "100.00", refunded }],
  });

async function otherShop(): Promise<TestShop> {
  return { ...shop, ...(await addShop(shop.db)) };
}

/** A member with a lot in which nothing is left, an open one, and codes that were undone, used and are open. */
async function richMember(of: TestShop, customerId: string) {
  const rewards = [{ id: "discount", type: "amount", points: 10, value: "5.00", codeDays: 30 }];
  await publish(of, { exchange: { rewards } }, MONDAY);
  const memberId = await see(of, customerId, MONDAY);
  await bring(of, [paid("1", customerId)]);
  await bring(of, [paid("1", customerId, 1)]);
  const ids = { programId: of.programId, memberId, now: hour(3) };
  await adjustPoints(of.db, { ...ids, points: 100n, reason: "r", author: "staff:1", key: "k" });
  const codeIds: string[] = [];
  for (const code of ["UNDONE", "USED", "OPEN"]) {
    const made = await reserveCode(of.db, {
      ...{ ...ids, shopId: of.shopId, reward: "discount", times: 1, key: `click ${code}`, code },
    });
    if (!made.ok) throw new Error(made.reason);
    await openCode(of.db, { ...ids, codeId: made.code.id, discountId: "1" });
    codeIds.push(made.code.id);
  }
  await endCode(of.db, { ...ids, codeId: codeIds[0]! });
  await bring(of, [{ ...paid("2", customerId), codes: [{ code: "USED", amount: 500n, kind: "amount" }] }], hour(4));
  return { memberId, codeIds };
}

describe("accounts", () => {
  it("come with open lots and codes, and with what has ended where it is asked for", async () => {
    const of = await otherShop();
    const { memberId, codeIds } = await richMember(of, "11");
    const found = async (options: LoadOptions) => {
      const account = (await loadAccounts(of.db.pool, of.programId, [memberId], options)).get(memberId)?.account;
      return [
        [...(account?.lots.keys() ?? [])].sort(),
        [...(account?.codes.values() ?? [])].map(({ code }) => code).sort(),
      ];
    };
    const [done, open] = [1, [3, 9]];
    const OPEN = ["OPEN"];
    expect(await found({})).toEqual([open, OPEN]);
    expect(await found({ orders: [{ shopId: of.shopId, orderId: "1" }] })).toEqual([[done, ...open], OPEN]);
    expect(await found({ orders: [{ shopId: shop.shopId, orderId: "1" }] })).toEqual([open, OPEN]);
    expect(await found({ codes: ["UNDONE"] })).toEqual([open, ["OPEN", "UNDONE"]]);
    expect(await found({ codeIds: [codeIds[1]!] })).toEqual([open, ["OPEN", "USED"]]);
    expect(await found({ rewards: ["discount"] })).toEqual([open, ["OPEN", "USED"]]);
    expect(await found({ everything: true })).toEqual([
      [done, ...open],
      ["OPEN", "UNDONE", "USED"],
    ]);
  });

  it("are not asked for where nobody is named, and are nobody's of another program", async () => {
    const of = await otherShop();
    const memberId = await see(shop, "21", MONDAY);
    const { db, statements } = recording(shop.db);
    expect(await loadAccounts(db.pool, of.programId, [])).toEqual(new Map());
    expect(statements).toEqual([]);
    expect(await loadAccounts(db.pool, of.programId, [memberId])).toEqual(new Map());
  });

  it("of several programs come in the order in which they are named, each to be worked on by itself", async () => {
    const of = await otherShop();
    const [here, there] = [await see(shop, "31", MONDAY), await see(of, "31", MONDAY)];
    const mine = { programId: shop.programId, memberId: here };
    const theirs = { programId: of.programId, memberId: there };
    const strange = { programId: of.programId, memberId: here };
    const found = await loadEach(shop.db.pool, [theirs, mine, strange, mine, { ...mine, memberId: "999999999" }]);
    expect(found.map((loaded) => loaded?.account.memberId)).toEqual([there, here, undefined, here, undefined]);
    expect(found[1]?.account).toEqual(found[3]?.account);
    expect(found[1]?.account).not.toBe(found[3]?.account);
  });
});

describe("orders", () => {
  it("are found by shop and id in their own program", async () => {
    const of = await otherShop();
    await bring(of, [paid("41", "41"), paid("42", "41")]);
    await bring(shop, [paid("41", "41")]);
    const refs = [
      { shopId: of.shopId, orderId: "41" },
      { shopId: of.shopId, orderId: "43" },
      { shopId: shop.shopId, orderId: "41" },
    ];
    const found = await loadOrders(shop.db.pool, of.programId, refs);
    expect([...found.keys()]).toEqual([`${of.shopId}/41`]);
    expect(found.get(`${of.shopId}/41`)).toMatchObject({
      ref: refs[0],
      posted: 100n,
      postings: 1,
      memberId: expect.any(String) as string,
    });
    const { db, statements } = recording(shop.db);
    expect(await loadOrders(db.pool, of.programId, [])).toEqual(new Map());
    expect(await drawMemberIds(db.pool, 0)).toEqual([]);
    expect(statements).toEqual([]);
    expect(new Set(await drawMemberIds(db.pool, 3)).size).toBe(3);
  });
});

describe("lots whose end was told", () => {
  it("keep until when, wake their member then, and make others compute again", async () => {
    const of = await otherShop();
    const memberId = await see(of, "51", MONDAY);
    await bring(of, [paid("51", "51"), paid("52", "51"), paid("53", "51")], hour(1));
    const row = async () => {
      const { rows } = await of.db.pool.query<{ version: string; next_at: Date | null; wanted: string; due_at: Date }>(
        `SELECT m.version::text, m.next_at, q.wanted::text, q.due_at FROM members m JOIN sync_queue q ON q.member_id = m.id WHERE m.id = $1`,
        [memberId],
      );
      return rows[0]!;
    };
    const told = async () => {
      const { rows } = await of.db.pool.query("SELECT no, told_until FROM lots WHERE member_id = $1 ORDER BY no", [
        memberId,
      ]);
      return rows.map(({ no, told_until: until }: { no: number; told_until: Date | null }) => [no, until]);
    };
    const note = (lots: { no: number; until: Date }[], now: Date) =>
      transaction(of.db, (connection) => noteToldLots(connection, { programId: of.programId, memberId, lots, now }));
    const before = await row();
    await note([], hour(2));
    expect(await row()).toEqual(before);
    await note(
      [
        { no: 3, until: hour(90) },
        { no: 1, until: hour(80) },
      ],
      hour(2),
    );
    expect(await told()).toEqual([
      [1, hour(80)],
      [2, null],
      [3, hour(90)],
    ]);
    const after = await row();
    expect(after).toMatchObject({
      next_at: hour(80),
      version: String(Number(before.version) + 1),
      wanted: after.version,
    });
    await note([{ no: 2, until: hour(99) }], hour(3));
    expect(await told()).toEqual([
      [1, hour(80)],
      [2, hour(99)],
      [3, hour(90)],
    ]);
    expect(await row()).toMatchObject({ next_at: hour(80), due_at: after.due_at });
  });
});
