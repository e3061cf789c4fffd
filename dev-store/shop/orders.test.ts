import { describe, expect, test } from "vitest";
import { lineId, openTestShop } from "./testing/shop.ts";
import { totalsOf } from "./totals.ts";
import type { OrderInput } from "./types.ts";

const refusal = (code: string, field?: string[]): Error =>
  expect.objectContaining(field ? { code, field } : { code }) as Error;

describe("the money of a new order", () => {
  test("an order discount of 10.00 goes to three equal lines as 3.34, 3.33 and 3.33", () => {
    const { shop } = openTestShop();
    const lines = ["pin", "cap", "nut"].map((product) => ({ product, price: "20.00" }));
    const order = shop.placeOrder({ lines, orderDiscount: "10.00" });
    expect(order.lines.map((line) => line.discountAllocations.map((part) => part.amount))).toEqual([
      ["3.34"],
      ["3.33"],
      ["3.33"],
    ]);
    expect(totalsOf(order)).toMatchObject({ subtotal: "50.00", discounts: "10.00", total: "50.00" });
  });

  test("a gift card takes no part in an order discount and is not taxed", () => {
    const { shop } = openTestShop();
    const lines = [
      { product: "gift-card", price: "500.00", giftCard: true },
      { product: "tea", price: "100.00" },
    ];
    const order = shop.placeOrder({ lines, orderDiscount: "20.00", taxRate: "0.25", taxesIncluded: false });
    expect(order.lines[0]?.discountAllocations).toEqual([]);
    expect(totalsOf(order)).toMatchObject({ subtotal: "580.00", tax: "20.00", total: "600.00" });
  });

  test.each([
    {
      name: "added, half up for each whole line",
      included: false,
      price: "0.99",
      quantity: 3,
      tax: "0.74",
      total: "3.71",
    },
    { name: "contained in the price", included: true, price: "125.00", quantity: 1, tax: "25.00", total: "125.00" },
    { name: "contained, rounded half up", included: true, price: "99.90", quantity: 1, tax: "19.98", total: "99.90" },
  ])("tax of 25 % $name", ({ included, price, quantity, tax, total }) => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({
      lines: [{ product: "tea", price, quantity }],
      taxRate: "0.25",
      taxesIncluded: included,
    });
    expect(totalsOf(order)).toMatchObject({ tax, total });
  });

  test("shipping and tip are added, and shipping carries no tax", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({
      lines: [{ product: "tea", price: "100.00" }],
      shipping: "49.00",
      tip: "10.00",
      taxRate: "0.25",
      taxesIncluded: false,
    });
    expect(totalsOf(order)).toMatchObject({ tax: "25.00", shipping: "49.00", total: "184.00" });
  });

  test("an amount of 10^12 keeps every øre", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({
      lines: [{ product: "rock", price: "1000000000000.01", quantity: 3 }],
      orderDiscount: "0.02",
    });
    expect(totalsOf(order).total).toBe("3000000000000.01");
  });
});

describe("refused orders change nothing", () => {
  const line = { product: "tea", price: "100.00" };
  test.each<{ name: string; input: OrderInput; code: string; field?: string[] }>([
    { name: "no lines", input: { lines: [] }, code: "BLANK" },
    {
      name: "an unknown variant",
      input: { lines: [{ variantId: "1" }] },
      code: "NOT_FOUND",
      field: ["lines", "0", "variantId"],
    },
    { name: "no price", input: { lines: [{ product: "new" }] }, code: "BLANK" },
    {
      name: "quantity 0",
      input: { lines: [{ ...line, quantity: 0 }] },
      code: "INVALID",
      field: ["lines", "0", "quantity"],
    },
    { name: "a bad amount", input: { lines: [{ ...line, price: "1.005" }] }, code: "INVALID" },
    { name: "a negative price", input: { lines: [{ ...line, price: "-1" }] }, code: "INVALID" },
    { name: "too much line discount", input: { lines: [{ ...line, discount: "100.01" }] }, code: "INVALID" },
    { name: "an unknown customer", input: { lines: [line], customerId: "9" }, code: "NOT_FOUND" },
    {
      name: "too little money",
      input: { lines: [line], payments: [{ gateway: "vipps", amount: "99.00" }] },
      code: "INVALID",
    },
    {
      name: "too much money",
      input: { lines: [line], payments: [{ gateway: "vipps", amount: "101.00" }] },
      code: "INVALID",
    },
    { name: "an unknown code", input: { lines: [line], codes: ["NOPE"] }, code: "INVALID", field: ["codes"] },
  ])("$name", ({ input, code, field }) => {
    const { shop, events } = openTestShop();
    expect(() => shop.placeOrder(input)).toThrow(refusal(code, field));
    expect(shop.listOrders()).toEqual([]);
    expect(events.filter((event) => event.topic.startsWith("orders/"))).toEqual([]);
  });
});

describe("payment", () => {
  const lines = [{ product: "tea", price: "100.00" }];

  test("pending, then paid by hand", () => {
    const { shop, topics } = openTestShop();
    const { id } = shop.placeOrder({ lines, status: "pending" });
    expect(totalsOf(shop.requireOrder(id)).financialStatus).toBe("PENDING");
    expect(topics()).toEqual(["orders/create", "orders/updated"]);
    shop.payOrder(id, [{ gateway: "manual", amount: "100.00" }]);
    expect(totalsOf(shop.requireOrder(id))).toMatchObject({
      financialStatus: "PAID",
      received: "100.00",
      outstanding: "0.00",
    });
    expect(topics()).toEqual(["order_transactions/create", "orders/paid", "orders/updated"]);
    shop.payOrder(id);
    expect(topics()).toEqual([]);
  });

  test("authorized, captured in two parts", () => {
    const { shop, topics } = openTestShop();
    const { id } = shop.placeOrder({ lines, status: "authorized" });
    const status = (): string => totalsOf(shop.requireOrder(id)).financialStatus;
    expect(status()).toBe("AUTHORIZED");
    shop.captureOrder(id, "40.00");
    expect(status()).toBe("PARTIALLY_PAID");
    topics();
    shop.captureOrder(id);
    expect(status()).toBe("PAID");
    expect(topics()).toContain("orders/paid");
    expect(() => shop.captureOrder(id)).toThrow(refusal("INVALID"));
  });

  test("an authorization that is void, and a paid order that cannot be", () => {
    const { shop } = openTestShop();
    const open = shop.placeOrder({ lines, status: "authorized" });
    shop.voidOrder(open.id);
    expect(totalsOf(open)).toMatchObject({ financialStatus: "VOIDED", outstanding: "0.00" });
    expect(() => shop.payOrder(open.id)).not.toThrow();
    const paid = shop.placeOrder({ lines });
    expect(() => shop.voidOrder(paid.id)).toThrow(refusal("INVALID"));
  });

  test("a deposit, then the rest by another gateway", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({
      lines,
      status: "partiallyPaid",
      payments: [{ gateway: "vipps", amount: "30.00" }],
    });
    expect(totalsOf(order)).toMatchObject({ financialStatus: "PARTIALLY_PAID", outstanding: "70.00" });
    shop.payOrder(order.id);
    expect(order.transactions.map(({ gateway, amount }) => [gateway, amount])).toEqual([
      ["vipps", "30.00"],
      ["shopify_payments", "70.00"],
    ]);
  });

  test("a gift card and store credit pay, cannot be overdrawn, and get their money back", () => {
    const { shop } = openTestShop();
    const customer = shop.createCustomer({ email: "ada@example.com" });
    const card = shop.createGiftCard({ amount: "60.00" });
    const account = shop.creditStoreCredit(customer.id, "40.00");
    const payments = [
      { gateway: "gift_card", amount: "60.00", accountId: card.id },
      { gateway: "shopify_store_credit", amount: "40.00", accountId: account.id },
    ];
    const order = shop.placeOrder({ customerId: customer.id, lines, payments });
    expect([card.balance, account.balance]).toEqual(["0.00", "0.00"]);
    expect(() => shop.placeOrder({ customerId: customer.id, lines, payments })).toThrow(refusal("INSUFFICIENT_FUNDS"));
    shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }] });
    expect([card.balance, account.balance]).toEqual(["60.00", "40.00"]);
  });
});

describe("what is told, and when", () => {
  test("a paid order, its fulfilment, its edit, its refund and its cancellation", () => {
    const { shop, topics } = openTestShop();
    const customer = shop.createCustomer({ email: "ada@example.com" });
    expect(topics()).toEqual(["customers/create"]);
    const { id } = shop.placeOrder({
      customerId: customer.id,
      lines: [{ product: "tea", price: "100.00", quantity: 3 }],
    });
    expect(topics()).toEqual(["orders/create", "orders/paid", "orders/updated", "customers/update"]);
    shop.fulfilOrder(id, [{ lineId: lineId(shop, id), quantity: 1 }]);
    expect(topics()).toEqual(["orders/partially_fulfilled", "orders/updated"]);
    shop.fulfilOrder(id);
    expect(topics()).toEqual(["orders/fulfilled", "orders/updated"]);
    shop.editOrder(id, { set: [{ lineId: lineId(shop, id), quantity: 2 }] });
    expect(topics()).toEqual(["orders/edited", "orders/updated"]);
    shop.refundOrder(id, { lines: [{ lineId: lineId(shop, id), quantity: 1 }] });
    expect(topics()).toEqual(["refunds/create", "orders/updated"]);
    shop.cancelOrder(id, { refund: true });
    expect(topics()).toEqual(["refunds/create", "orders/cancelled", "orders/updated"]);
  });

  test("updated_at is later with every change, even within one second", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "tea", price: "100.00" }], status: "pending" });
    const moments = [order.updatedAt];
    for (const act of [
      () => shop.payOrder(order.id),
      () => shop.fulfilOrder(order.id),
      () => shop.refundOrder(order.id, { amount: "1.00" }),
    ]) {
      act();
      moments.push(order.updatedAt);
    }
    expect([...new Set(moments)].sort()).toEqual(moments);
  });

  test("a guest's order gets its customer, who is told to have changed", () => {
    const { shop, topics } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "tea", price: "100.00" }] });
    expect(topics()).not.toContain("customers/update");
    const customer = shop.createCustomer({ email: "ada@example.com" });
    topics();
    shop.attachCustomer(order.id, customer.id);
    expect(topics()).toEqual(["orders/updated", "customers/update"]);
    expect(order).toMatchObject({ customerId: customer.id, email: "ada@example.com" });
  });

  test("what the payload says is fixed when it happens", () => {
    const { shop, events } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "tea", price: "100.00" }], status: "pending" });
    const created = events.find((event) => event.topic === "orders/create");
    shop.payOrder(order.id);
    expect(created?.payload).toMatchObject({ financial_status: "pending", updated_at: "2026-01-05T10:00:00+01:00" });
    expect(events.at(-1)?.payload).toMatchObject({ financial_status: "paid", updated_at: "2026-01-05T10:00:01+01:00" });
  });
});
