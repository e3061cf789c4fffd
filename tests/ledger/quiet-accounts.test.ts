import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { loadWork } from "../../app/ledger/load-work.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { bring, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Broken if an order were worked on with an account of which something is missing that decides: lots that it takes from, orders that a tier counts.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const at = (time: string): Date => new Date(`2026-01-${time}Z`);
const TIERS = { tiers: { levels: [{ id: "gold", name: "Gold", threshold: "350.00", tag: "gold" }] } };

function paidOrder(id: string, customerId: string, moment: Date) {
  const times = { createdAt: moment, processedAt: moment, updatedAt: moment, paidAt: moment };
  return orderOf({ id, name: `#${id}`, customerId, ...times });
}

async function loadedFor(orderId: string, customerId: string, codes: string[] = []) {
  const { shopId } = shop;
  const member = await findMember(shop.db, { shopId, customerId });
  const work = await loadWork(shop.db.pool, {
    orders: [{ shopId, orderId }],
    customers: [{ shopId, customerId }],
    codes: codes.map((code) => ({ shopId, code })),
  });
  const account = work.accounts.get(member?.memberId ?? "")?.account;
  return { lots: account?.lots.size, counted: account?.contributions.size };
}

describe("an account for which nothing lies ahead, in a program without tiers", () => {
  it("is read without lots and orders for a new order, and with them for one that is known", async () => {
    await see(shop, "1", at("02T09:00:00"));
    // The program's versions are read with the first order.
    await bring(shop, [paidOrder("100", "1", at("03T09:00:00"))]);
    await bring(shop, [paidOrder("101", "1", at("03T10:00:00"))]);
    expect(await loadedFor("199", "1")).toEqual({ lots: 0, counted: 0 });
    expect(await loadedFor("100", "1")).toEqual({ lots: 2, counted: 2 });
    expect((await summaryOf(shop, "1", at("03T11:00:00"))).available).toBe(200n);
  });

  it("gives back what a known order earned, from its own lot", async () => {
    const refunded = paidOrder("100", "1", at("03T09:00:00"));
    const cancelled = { ...refunded, cancelledAt: at("04T09:00:00"), updatedAt: at("04T09:00:00") };
    await bring(shop, [cancelled, paidOrder("102", "1", at("04T09:00:00"))]);
    expect((await summaryOf(shop, "1", at("04T10:00:00"))).available).toBe(200n);
    expect(await verifyLedger(shop.db, { programId: shop.programId })).toEqual([]);
  });

  it("is read whole where something lies ahead of the member", async () => {
    const member = await findMember(shop.db, { shopId: shop.shopId, customerId: "1" });
    const ahead = (moment: Date | null) =>
      shop.db.pool.query("UPDATE members SET next_at = $2 WHERE id = $1", [member?.memberId, moment]);
    await ahead(at("20T02:00:00"));
    expect(await loadedFor("199", "1")).toEqual({ lots: 2, counted: 2 });
    await ahead(null);
    expect(await loadedFor("199", "1")).toEqual({ lots: 0, counted: 0 });
  });

  it("counts all that was bought as soon as the program has tiers, whichever version was read last", async () => {
    await publish(shop, TIERS, at("05T09:00:00"));
    expect(await loadedFor("199", "1")).toEqual({ lots: 2, counted: 2 });
    await bring(shop, [paidOrder("103", "1", at("05T10:00:00")), paidOrder("104", "1", at("05T10:00:01"))]);
    expect((await summaryOf(shop, "1", at("05T11:00:00"))).tier).toMatchObject({ id: "gold" });
  });
});
