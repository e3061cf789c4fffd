import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { applyWaitingOrders } from "../../app/jobs/waiting-orders.ts";
import { readOrderPoints } from "../../app/queries/order-points.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { bring, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const at = (time: string): Date => new Date(`2026-01-${time}Z`);

function paidOrder(id: string, customerId: string, moment: Date, currency = "NOK") {
  const times = { createdAt: moment, processedAt: moment, updatedAt: moment, paidAt: moment };
  return orderOf({ id, name: `#${id}`, customerId, currency, ...times });
}

const pointsOf = (orderId: string) =>
  readOrderPoints(shop.db, { programId: shop.programId, shopId: shop.shopId, orderId });

describe("an order and the version that it is pinned to", () => {
  it("is the new one where the order was paid in the very second of a publication", async () => {
    await see(shop, "1", at("02T09:00:00"));
    await publish(shop, { earning: { points: 1, per: "1.00" } }, at("03T09:00:00"));
    const version = await publish(shop, { earning: { points: 2 } }, at("05T10:00:00.400"));
    // Shopify says 10:00:00 of whatever happened before 10:00:01.
    await bring(shop, [paidOrder("100", "1", at("05T10:00:00"))], at("05T10:00:02"));
    await bring(shop, [paidOrder("101", "1", at("05T09:59:59"))], at("05T10:00:02"));
    expect((await pointsOf("100"))?.version).toBe(version);
    expect((await pointsOf("101"))?.version).toBe(version - 1);
    expect((await summaryOf(shop, "1", at("05T11:00:00"))).available).toBe(300n);
  });
});

describe("a program that is too long for the storefront", () => {
  it("is refused by what is wrong, and the one in force stays", async () => {
    const terms = "å".repeat(10_000);
    const texts = Object.fromEntries(
      ["en", "nb", "da", "sv", "de", "fr", "es", "nl"].map((language) => [language, { terms }]),
    );
    const input = { programId: shop.programId, author: "test", now: at("05T12:00:00") };
    const before = await readProgram(shop.db, input);
    expect(await publishProgram(shop.db, { ...input, patch: { texts } })).toEqual({
      ok: false,
      errors: [
        expect.objectContaining({
          path: "",
          code: "tooMuchToShow",
          params: { size: expect.stringMatching(/^15[0-9]$/) as string, most: "128" },
        }),
      ],
    });
    expect(await readProgram(shop.db, input)).toEqual(before);
    expect((await publishProgram(shop.db, { ...input, patch: { texts: { en: { terms } } } })).ok).toBe(true);
  });
});

describe("an order in a currency without a rate", () => {
  const setRate = (rate: string | null) =>
    shop.db.pool.query("UPDATE shops SET rate = $2 WHERE id = $1", [shop.shopId, rate]);
  const waiting = (now: Date) => {
    const context = { db: shop.db, now: () => now } as Parameters<typeof applyWaitingOrders>[0];
    return applyWaitingOrders(context, { id: shop.shopId, domain: "", programId: shop.programId });
  };

  it("waits, is told of, and is counted when staff have set one", async () => {
    await see(shop, "2", at("02T09:00:00"));
    const order = paidOrder("200", "2", at("06T10:00:00"), "EUR");
    expect(await bring(shop, [order])).toMatchObject([{ outcome: "applied" }]);
    expect(await bring(shop, [order])).toMatchObject([{ outcome: "unchanged" }]);
    expect((await summaryOf(shop, "2", at("06T11:00:00"))).available).toBe(0n);
    expect((await pointsOf("200"))?.explanation?.nothing).toBe("rateMissing");
    expect(await verifyLedger(shop.db, { programId: shop.programId })).toEqual([]);
    expect(await waiting(at("07T01:00:00"))).toBe(1);
    await setRate("11.5");
    expect(await waiting(at("08T01:00:00"))).toBe(0);
    const { available, lots } = await summaryOf(shop, "2", at("08T02:00:00"));
    expect(available).toBe(2_300n);
    expect(lots).toHaveLength(1);
    expect((await pointsOf("200"))?.explanation?.nothing).toBeNull();
    expect(await waiting(at("09T01:00:00"))).toBe(0);
  });

  it("keeps what it earned under a rate that is gone", async () => {
    await setRate(null);
    const later = { ...paidOrder("200", "2", at("06T10:00:00"), "EUR"), updatedAt: at("10T10:00:00") };
    await bring(shop, [later]);
    expect((await summaryOf(shop, "2", at("10T11:00:00"))).available).toBe(2_300n);
    expect(await verifyLedger(shop.db, { programId: shop.programId })).toEqual([]);
  });
});
