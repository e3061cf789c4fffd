import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { applyOrders } from "../../app/commands/apply-orders.ts";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import type { Database } from "../../app/database.ts";
import { mergeMembers } from "../../app/commands/merge-customers.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { credit } from "../../app/domain/lots.ts";
import { changeMember, ConflictError } from "../../app/ledger/change-members.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { meddling } from "../setup/meddling.ts";
import { openShop, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: work that meets somebody else's change is computed anew from what is there then, a few times freely, then under locks, and says so
// when it never comes to an end. Method: somebody else writes after every read, as races do once in a while.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const NOW = new Date("2026-01-05T09:00:00Z");
const FREE_TRIES = 3;
const ALL_TRIES = 13;

const give = (db: Database, memberId: string, key: string, points = 1n) =>
  adjustPoints(db, { programId: shop.programId, memberId, points, reason: "r", author: "staff:1", key, now: NOW });

const reads = (statements: readonly string[]): number => statements.filter((name) => name === "load-accounts").length;

const available = async (customerId: string): Promise<bigint> => (await summaryOf(shop, customerId, NOW)).available;

/** Somebody else publishes something: what was computed with the versions before is of no use. */
const moveRevision = (): Promise<unknown> =>
  shop.db.pool.query("UPDATE programs SET revision = nextval('program_revisions') WHERE id = $1", [shop.programId]);

describe("work on a member", () => {
  it("is computed anew with what somebody else wrote meanwhile", async () => {
    const memberId = await see(shop, "11", NOW);
    const { db, statements } = meddling(shop.db, ["load-accounts"], async (time) => {
      if (time === 1) await give(shop.db, memberId, "other", 100n);
    });
    expect(await give(db, memberId, "own")).toEqual({ ok: true, available: 101n, debt: 0n, repeated: false });
    expect([reads(statements), await available("11")]).toEqual([2, 101n]);
  });

  it("waits for its turn after it has met others at every free try", async () => {
    const memberId = await see(shop, "12", NOW);
    const { db, statements } = meddling(shop.db, ["load-accounts"], async (time) => {
      if (time <= FREE_TRIES) await give(shop.db, memberId, `other ${time}`, 100n);
    });
    expect(await give(db, memberId, "own")).toMatchObject({ ok: true, available: 301n });
    expect([reads(statements), await available("12")]).toEqual([FREE_TRIES + 1, 301n]);
    const firstLock = statements.indexOf("lock-members");
    expect(reads(statements.slice(0, firstLock))).toBe(FREE_TRIES);
  });

  it("says who was changed when it never comes to an end, and leaves nothing", async () => {
    const memberId = await see(shop, "13", NOW);
    const { db, statements } = meddling(shop.db, ["load-accounts"], moveRevision);
    const failed = give(db, memberId, "own");
    await expect(failed).rejects.toThrow(`members ${memberId} were changed by others at every try`);
    await expect(failed).rejects.toMatchObject({ name: "ConflictError" });
    expect([reads(statements), await available("13")]).toEqual([ALL_TRIES, 0n]);
  });

  it("is done once for a key, and answers what it would have answered then", async () => {
    const memberId = await see(shop, "14", NOW);
    expect(await give(shop.db, memberId, "own", 5n)).toMatchObject({ available: 5n, repeated: false });
    expect(await give(shop.db, memberId, "own", 5n)).toMatchObject({ available: 5n, repeated: true });
    const input = { programId: shop.programId, memberId, now: NOW };
    const answer = await changeMember(shop.db, input, (account, timeline) => {
      const key = `adjust:${memberId}:own`;
      credit(account, timeline, { kind: "adjusted", points: 5n, earnedAt: NOW, availableAt: NOW, now: NOW, key });
      return { result: "what would have been" };
    });
    expect([answer, await available("14")]).toEqual(["what would have been", 5n]);
  });

  it("is done on what time has left, and what is refused writes nothing", async () => {
    const memberId = await see(shop, "16", NOW);
    await give(shop.db, memberId, "own", 100n);
    const end = new Date("2026-01-06T09:00:00Z");
    await shop.db.pool.query("UPDATE lots SET expires_at = $2 WHERE member_id = $1", [memberId, end]);
    const { db, statements } = meddling(shop.db, [], () => Promise.resolve());
    const input = { programId: shop.programId, memberId, now: end };
    expect(await changeMember(db, input, ({ available: left }) => ({ result: left, write: false }))).toBe(0n);
    expect(statements).not.toContain("post-batch");
    expect(await available("16")).toBe(100n);
  });

  it("on two members names both where it never comes to an end", async () => {
    const [kept, gone] = [await see(shop, "17", NOW), await see(shop, "18", NOW)];
    const { db } = meddling(shop.db, ["load-accounts"], moveRevision);
    const merging = mergeMembers(db, shop.programId, { kept, gone }, NOW);
    await expect(merging).rejects.toThrow(`members ${kept}, ${gone} were changed by others`);
  });

  it("is not done for somebody who was deleted, nor for somebody who never was", async () => {
    const memberId = await see(shop, "15", NOW);
    await deleteCustomer(shop.db, { shopId: shop.shopId, customerId: "15", now: NOW });
    const input = { programId: shop.programId, now: NOW };
    for (const id of [memberId, "999999999"]) {
      expect(
        await changeMember(shop.db, { ...input, memberId: id }, () => {
          throw new Error("nobody is there");
        }),
      ).toBeNull();
    }
  });
});

describe("orders", () => {
  const paid = (id: string, customerId: string) =>
    orderOf({ id, customerId, createdAt: NOW, processedAt: NOW, updatedAt: NOW, paidAt: NOW });
  const bringBy = (db: Database, id: string, customerId: string) =>
    applyOrders(db, { orders: [{ shopId: shop.shopId, order: paid(id, customerId) }], now: NOW });

  it("are computed anew, at last under locks, where their member is changed after every read", async () => {
    const memberId = await see(shop, "21", NOW);
    const { db } = meddling(shop.db, ["load-work", "load-quiet"], async (time) => {
      if (time <= FREE_TRIES) await give(shop.db, memberId, `other ${time}`, 100n);
    });
    expect(await bringBy(db, "1", "21")).toEqual([{ outcome: "applied", memberId }]);
    expect(await available("21")).toBe(400n);
  });

  it("say so when they never come to an end, and leave nothing", async () => {
    await see(shop, "22", NOW);
    const { db } = meddling(shop.db, ["load-timeline"], moveRevision);
    await expect(bringBy(db, "2", "22")).rejects.toThrow(ConflictError);
    expect(await available("22")).toBe(0n);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});
