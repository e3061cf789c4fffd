import { describe, expect, it } from "vitest";
import { orderFromJson, orderToJson, orderToText } from "./order-json.ts";
import { orderOf } from "./order.fixture.ts";

const rich = orderOf({
  lines: [
    {
      price: "90071992547409.93",
      quantity: 3,
      refunded: 1,
      codeDiscount: "0.01",
      facts: { tags: ["😀", "עברית"], compareAt: "5.00" },
    },
  ],
  payments: [["vipps", "10.00"]],
  handTyped: ["5.00"],
  codes: ["LRL7"],
  cancelledAt: new Date("2026-01-06T09:00:00Z"),
});
const order = { ...rich, paidPart: { asOf: rich.updatedAt, lines: rich.lines, shipping: rich.shipping } };

describe("an order's state as JSON", () => {
  it("comes back from the database as it went in, to the last coin", () => {
    const stored: unknown = JSON.parse(JSON.stringify(orderToJson(order)));
    expect(orderFromJson(stored)).toEqual(order);
  });

  it("is the same in the text that the ledger writes, where what is null or empty is left out", () => {
    for (const each of [
      order,
      orderOf({}),
      orderOf({ lines: [] }),
      { ...order, transactions: null, customerId: null },
    ]) {
      expect(orderFromJson(JSON.parse(orderToText(each)))).toEqual(each);
      expect(orderToText(each)).not.toMatch(/\n|null/);
    }
  });

  it.each([
    ["a number where an amount belongs", { total: 5 }, "total"],
    ["a fraction of a coin", { tip: "1.5" }, "tip"],
    ["an unknown status", { financialStatus: "paidish" }, "financialStatus"],
    ["a moment without offset", { createdAt: "2026-01-05T09:00:00" }, "createdAt"],
    ["an unknown key", { email: "ada@example.com" }, "email"],
    ["a negative quantity", { lines: [{ ...orderToJson(order).lines[0], quantity: -1 }] }, "lines.0.quantity"],
  ])("refuses %s and names the place", (_, wrong, place) => {
    expect(() => orderFromJson({ ...orderToJson(order), ...wrong })).toThrow(place);
  });

  it("names the first five places, and the order itself where there is none", () => {
    expect(() => orderFromJson({})).toThrow(
      /^this is not the state of an order: id: [^;]+; name: [^;]+(; \w+: [^;]+){3}$/,
    );
    expect(() => orderFromJson(null)).toThrow(/^this is not the state of an order: order: [^;]+$/);
  });

  it("refuses what is no order at all", () => {
    for (const wrong of [null, 5, "x", [], {}])
      expect(() => orderFromJson(wrong)).toThrow("this is not the state of an order");
  });
});
