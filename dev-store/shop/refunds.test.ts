import { describe, expect, test } from "vitest";
import { lineId, openTestShop } from "./testing/shop.ts";
import { totalsOf } from "./totals.ts";

const refused = (code: string): Error => expect.objectContaining({ code }) as Error;

describe("refunds of lines", () => {
  test("three single refunds of 100.00 for three pieces give back 33.33, 33.34 and 33.33", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "chair", price: "40.00", quantity: 3, discount: "20.00" }] });
    for (let round = 0; round < 3; round += 1)
      shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }] });
    expect(order.refunds.map((refund) => refund.lines[0]?.subtotal)).toEqual(["33.33", "33.34", "33.33"]);
    expect(totalsOf(order)).toMatchObject({ refunded: "100.00", currentSubtotal: "0.00", financialStatus: "REFUNDED" });
  });

  test("with its share of added tax", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({
      lines: [{ product: "tea", price: "9.99", quantity: 3 }],
      taxRate: "0.25",
      taxesIncluded: false,
    });
    // 29.97 and 7.49 tax: one of three is 9.99 and 2.50 (7.49 − 4.99).
    shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }] });
    expect(order.refunds[0]?.lines[0]).toMatchObject({ subtotal: "9.99", tax: "2.50" });
    expect(totalsOf(order)).toMatchObject({
      refunded: "12.49",
      currentTax: "4.99",
      net: "24.97",
      outstanding: "0.00",
      financialStatus: "PARTIALLY_REFUNDED",
    });
  });

  test("no more than there is, of no line that isn't there", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "tea", price: "10.00", quantity: 2 }] });
    const line = lineId(shop, order.id);
    expect(() => shop.refundOrder(order.id, { lines: [{ lineId: line, quantity: 3 }] })).toThrow(refused("INVALID"));
    expect(() =>
      shop.refundOrder(order.id, {
        lines: [
          { lineId: line, quantity: 1 },
          { lineId: line, quantity: 2 },
        ],
      }),
    ).toThrow(refused("INVALID"));
    expect(() => shop.refundOrder(order.id, { lines: [{ lineId: "1", quantity: 1 }] })).toThrow(refused("NOT_FOUND"));
    expect(() => shop.refundOrder(order.id, {})).toThrow(refused("BLANK"));
    expect(() => shop.refundOrder(order.id, { amount: "20.01" })).toThrow(refused("INVALID"));
    expect(() => shop.refundOrder(order.id, { amount: "5.00", to: "storeCredit" })).toThrow(refused("INVALID"));
    expect(order.refunds).toEqual([]);
    expect(order.lines[0]?.currentQuantity).toBe(2);
  });
});

describe("other refunds", () => {
  test("an amount typed by hand is an order adjustment and lowers the order's total", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "rug", price: "200.00" }] });
    shop.refundOrder(order.id, { amount: "50.00" });
    expect(order.refunds[0]).toMatchObject({
      lines: [],
      adjustments: [{ kind: "refund_discrepancy", amount: "-50.00" }],
    });
    expect(totalsOf(order)).toMatchObject({
      currentSubtotal: "200.00",
      currentTotal: "150.00",
      net: "150.00",
      outstanding: "0.00",
    });
  });

  test("a line with a fee kept back is an adjustment the other way", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "rug", price: "200.00" }] });
    shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }], amount: "180.00" });
    expect(order.refunds[0]?.adjustments[0]?.amount).toBe("20.00");
    expect(totalsOf(order)).toMatchObject({ currentTotal: "20.00", net: "20.00", outstanding: "0.00" });
  });

  test("a line without money leaves the shop owing", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "rug", price: "200.00" }] });
    shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }], amount: "0.00" });
    expect(totalsOf(order)).toMatchObject({
      currentTotal: "0.00",
      net: "200.00",
      outstanding: "-200.00",
      financialStatus: "PAID",
    });
  });

  test("shipping, once", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "tea", price: "100.00" }], shipping: "49.00" });
    shop.refundOrder(order.id, { shipping: "49.00" });
    expect(order.refunds[0]).toMatchObject({ shipping: [{ amount: "49.00" }], adjustments: [] });
    expect(totalsOf(order)).toMatchObject({ currentShipping: "0.00", currentTotal: "100.00", outstanding: "0.00" });
    expect(() => shop.refundOrder(order.id, { shipping: "0.01" })).toThrow(refused("INVALID"));
  });

  test("to store credit", () => {
    const { shop } = openTestShop();
    const customer = shop.createCustomer({ email: "ada@example.com" });
    const order = shop.placeOrder({
      customerId: customer.id,
      lines: [{ product: "tea", price: "100.00", quantity: 2 }],
    });
    shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }], to: "storeCredit" });
    expect(order.transactions.at(-1)).toMatchObject({
      kind: "refund",
      gateway: "shopify_store_credit",
      amount: "100.00",
    });
    expect(shop.storeCreditOf(customer.id)?.balance).toBe("100.00");
  });

  test("several payments are given back in the order in which they came", () => {
    const { shop } = openTestShop();
    const payments = [
      { gateway: "gift_card", amount: "60.00" },
      { gateway: "vipps", amount: "40.00" },
    ];
    const order = shop.placeOrder({ lines: [{ product: "tea", price: "50.00", quantity: 2 }], payments });
    for (let round = 0; round < 2; round += 1)
      shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }] });
    const back = order.transactions
      .filter((one) => one.kind === "refund")
      .map(({ gateway, amount }) => [gateway, amount]);
    expect(back).toEqual([
      ["gift_card", "50.00"],
      ["gift_card", "10.00"],
      ["vipps", "40.00"],
    ]);
  });
});

describe("cancelling", () => {
  test("with refund after a refund and an edit: nothing is left and nothing is owed", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({
      lines: [{ product: "chair", price: "100.00", quantity: 4 }],
      shipping: "49.00",
      tip: "10.00",
    });
    shop.refundOrder(order.id, { lines: [{ lineId: lineId(shop, order.id), quantity: 1 }] });
    shop.refundOrder(order.id, { amount: "20.00" });
    shop.editOrder(order.id, { set: [{ lineId: lineId(shop, order.id), quantity: 2 }] });
    shop.cancelOrder(order.id, { refund: true });
    expect(totalsOf(order)).toMatchObject({
      net: "0.00",
      currentTotal: "0.00",
      outstanding: "0.00",
      financialStatus: "REFUNDED",
    });
    expect(() => shop.cancelOrder(order.id)).toThrow(refused("INVALID"));
    expect(() => shop.editOrder(order.id, { set: [] })).toThrow(refused("INVALID"));
    expect(() => shop.fulfilOrder(order.id)).toThrow(refused("INVALID"));
  });

  test("an unpaid order is void and moves no money", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "chair", price: "100.00" }], status: "pending" });
    shop.cancelOrder(order.id);
    expect(totalsOf(order)).toMatchObject({ financialStatus: "VOIDED", received: "0.00", outstanding: "0.00" });
    expect(order.cancelledAt).not.toBeNull();
  });
});

describe("edits", () => {
  test("fewer units lower the current figures and leave the ordered ones", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "chair", price: "100.00", quantity: 3 }] });
    shop.editOrder(order.id, { set: [{ lineId: lineId(shop, order.id), quantity: 1 }] });
    expect(order.lines[0]).toMatchObject({ quantity: 3, currentQuantity: 1, refundedQuantity: 0 });
    expect(totalsOf(order)).toMatchObject({ currentTotal: "100.00", outstanding: "-200.00", financialStatus: "PAID" });
    // Giving back what was overpaid is no amount typed by hand.
    shop.refundOrder(order.id, { amount: "200.00" });
    expect(order.refunds[0]?.adjustments).toEqual([]);
    expect(totalsOf(order)).toMatchObject({
      currentTotal: "100.00",
      outstanding: "0.00",
      financialStatus: "PARTIALLY_REFUNDED",
    });
  });

  test("an added article makes a paid order partly paid", () => {
    const { shop, events } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "chair", price: "100.00" }] });
    shop.editOrder(order.id, { add: [{ product: "tea", price: "50.00" }] });
    expect(totalsOf(order)).toMatchObject({ outstanding: "50.00", financialStatus: "PARTIALLY_PAID" });
    const edited = events.find((event) => event.topic === "orders/edited");
    const added = Number(lineId(shop, order.id, 1));
    expect(edited?.payload).toMatchObject({
      order_edit: { order_id: Number(order.id), line_items: { additions: [{ id: added, delta: 1 }], removals: [] } },
    });
  });

  test("more of a discounted line is a new line at the full price", () => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "chair", price: "100.00", quantity: 2, discount: "50.00" }] });
    shop.editOrder(order.id, { set: [{ lineId: lineId(shop, order.id), quantity: 3 }] });
    expect(order.lines.map((line) => line.quantity)).toEqual([2, 1]);
    expect(totalsOf(order)).toMatchObject({ subtotal: "250.00", outstanding: "100.00" });
  });

  test.each([
    { name: "nothing changed", set: [] as { lineId: string; quantity: number }[], code: "INVALID" },
    { name: "an unknown line", set: [{ lineId: "1", quantity: 1 }], code: "NOT_FOUND" },
  ])("refused: $name", ({ set, code }) => {
    const { shop } = openTestShop();
    const order = shop.placeOrder({ lines: [{ product: "chair", price: "100.00" }] });
    expect(() => shop.editOrder(order.id, { set })).toThrow(refused(code));
  });
});
