import { describe, expect, test } from "vitest";
import { purchases } from "../shop/customers.ts";
import { openTestShop, type TestShop } from "../shop/testing/shop.ts";
import { totalsOf } from "../shop/totals.ts";
import { findPerson, PEOPLE, playYear, seedCatalogue, seedCustomers } from "./seed.ts";

function openTeaHouse(): TestShop {
  const store = openTestShop();
  store.clock.now = new Date("2026-11-21T22:00:00Z");
  seedCatalogue(store.shop);
  seedCustomers(store.shop);
  return store;
}

describe("the tea house", () => {
  test("has twelve goods of four makers in three collections, a gift card, and pictures that stand alone", () => {
    const { shop } = openTeaHouse();
    const goods = shop.listProducts().filter((product) => !product.giftCard);
    expect([
      goods.length,
      new Set(goods.map((product) => product.vendor)).size,
      Object.keys(shop.state.collections).length,
    ]).toEqual([12, 4, 3]);
    expect(shop.listProducts()).toHaveLength(13);
    for (const product of shop.listProducts()) {
      expect(product.image).toMatch(/^<svg .*<\/svg>$/s);
      expect(product.image).not.toMatch(/href=|<script|url\(http/);
    }
  });

  test("seeding again makes nothing twice", () => {
    const { shop } = openTeaHouse();
    expect([seedCatalogue(shop), seedCustomers(shop), shop.listCustomers().length]).toEqual([0, 0, 25]);
  });

  test("its people include staff, somebody without e-mail, an emoji and a name from right to left", () => {
    const { shop } = openTeaHouse();
    const customers = shop.listCustomers();
    expect(customers.some((one) => one.tags.includes("staff"))).toBe(true);
    expect(customers.some((one) => one.email === null)).toBe(true);
    expect(customers.some((one) => /\p{Extended_Pictographic}/u.test(one.firstName ?? ""))).toBe(true);
    expect(customers.some((one) => /\p{Script=Hebrew}/u.test(one.firstName ?? ""))).toBe(true);
  });
});

describe("its year", () => {
  test("is the same for the same seed, and another for another", () => {
    const year = (seed: number): unknown => {
      const { shop } = openTeaHouse();
      playYear(shop, seed);
      return shop.listOrders().map((order) => [order.processedAt, order.customerId, totalsOf(order).total]);
    };
    expect(year(7)).toEqual(year(7));
    expect(year(8)).not.toEqual(year(7));
  });

  test("lies in the past, has refunds, an edit, a cancellation, an open bank transfer, and figures that add up", () => {
    const { shop, clock } = openTeaHouse();
    const placed = playYear(shop);
    const orders = shop.listOrders();
    expect(placed).toBe(orders.length);
    expect(placed).toBeGreaterThan(80);
    const year = 366 * 86_400_000;
    for (const order of orders) {
      const age = clock.now.getTime() - Date.parse(order.createdAt);
      expect(age).toBeGreaterThan(0);
      expect(age).toBeLessThan(year);
      const totals = totalsOf(order);
      if (!["PENDING", "VOIDED"].includes(totals.financialStatus)) expect(totals.outstanding).toBe("0.00");
    }
    const statuses = new Set(orders.map((order) => totalsOf(order).financialStatus));
    expect([...statuses].sort()).toEqual(["PAID", "PARTIALLY_REFUNDED", "PENDING", "REFUNDED"]);
    expect(orders.some((order) => order.edits.length > 0)).toBe(true);
    expect(orders.some((order) => order.cancelledAt !== null)).toBe(true);
    expect(new Set(orders.flatMap((order) => order.transactions.map((one) => one.gateway))).size).toBeGreaterThan(4);
  });

  test("brings Nils just short of 10,000", () => {
    const { shop } = openTeaHouse();
    playYear(shop);
    const nils = PEOPLE.find((person) => person.key === "nearly");
    const customer = nils && findPerson(shop, nils);
    const spent = Number(purchases(shop, customer?.id ?? "").spent);
    expect(spent).toBeGreaterThan(9000);
    expect(spent).toBeLessThan(10_000);
  });
});
