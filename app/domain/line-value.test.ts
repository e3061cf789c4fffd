import { describe, expect, it } from "vitest";
import type { OrderGiven } from "./order.fixture.ts";
import { orderOf } from "./order.fixture.ts";
import {
  countingLines,
  countingShipping,
  handTypedFactor,
  lineValue,
  lineValueWithTax,
  remainingShare,
  shippingValue,
} from "./line-value.ts";
import type { OrderState } from "./order.ts";
import type { Rational } from "./rational.ts";
import { formatRational } from "./rational.ts";

// Broken if a line or the shipping of an order were worth other money than the customer paid for it (rules 2, 5 and 6).

const RULE = { includeTax: false, includeShipping: true };
const shown = (value: Rational): string => formatRational(value);
const firstLine = (order: OrderState) => {
  const [line] = order.lines;
  if (!line) throw new Error("an order without a line");
  return line;
};

describe("a line's value", () => {
  it.each([
    [{ price: "100.00", quantity: 4, refunded: 1 }, "3/4", "30000"],
    [{ price: "100.00", quantity: 3, discount: "30.00", codeDiscount: "20.00", current: 1 }, "1/3", "25000/3"],
    [{ price: "100.00", quantity: 0 }, "0", "0"],
  ])("%o is what is left of it after its discounts", (line, share, value) => {
    const order = orderOf({ lines: [line] });
    expect(shown(remainingShare(firstLine(order)))).toBe(share);
    expect(shown(lineValue(firstLine(order), order, RULE))).toBe(value);
  });

  it("has tax or not, as is asked for, whatever its price has", () => {
    const line = { price: "125.00", tax: "25.00" };
    const [within, upon] = [orderOf({ lines: [line], taxesIncluded: true }), orderOf({ lines: [line] })];
    const values = (order: OrderState): string[] => [
      shown(lineValue(firstLine(order), order, RULE)),
      shown(lineValue(firstLine(order), order, { ...RULE, includeTax: true })),
      shown(lineValueWithTax(firstLine(order), order)),
    ];
    expect(values(within)).toEqual(["10000", "12500", "12500"]);
    expect(values(upon)).toEqual(["12500", "15000", "15000"]);
  });
});

describe("shipping", () => {
  const ship = (given: OrderGiven, discount = 0n, rule = RULE): string => {
    const order = orderOf({ lines: [], ...given });
    const shipping = { ...order.shipping, discounts: discount === 0n ? [] : [{ amount: discount, code: null }] };
    return shown(shippingValue(shipping, { ...order, shipping }, rule));
  };

  it("counts only where the shop says so, after its discounts", () => {
    expect(ship({ shipping: "80.00" }, 3000n)).toBe("5000");
    expect(ship({ shipping: "80.00" }, 8000n)).toBe("0");
    expect(ship({ shipping: "80.00" }, 3000n, { ...RULE, includeShipping: false })).toBe("0");
  });

  it("is less by the share of it that was refunded, measured with tax, and never below nothing", () => {
    // 50.00 and 10.00 of tax upon it were paid; 30.00 came back: half is left.
    expect(ship({ shipping: "50.00", shippingTax: "10.00", shippingRefunded: "30.00" })).toBe("2500");
    // 50.00 with 10.00 of tax in it were paid; 25.00 came back: half of 40.00 is left.
    expect(ship({ shipping: "50.00", shippingTax: "10.00", shippingRefunded: "25.00", taxesIncluded: true })).toBe(
      "2000",
    );
    expect(ship({ shipping: "50.00", shippingRefunded: "50.00" })).toBe("0");
    expect(ship({ shipping: "50.00", shippingRefunded: "60.00" })).toBe("0");
    expect(ship({ shipping: "50.00", shippingTax: "10.00" }, 0n, { ...RULE, includeTax: true })).toBe("6000");
  });
});

describe("amounts typed by hand (rule 6)", () => {
  const factor = (given: OrderGiven) => {
    const order = orderOf(given);
    const { amount, of, factor: left } = handTypedFactor(order.lines, order);
    return [String(amount), shown(of), shown(left)];
  };

  it("leave of every line what they are not of the value that remains", () => {
    expect(factor({ handTyped: ["25.00"] })).toEqual(["2500", "10000", "3/4"]);
    expect(factor({ handTyped: ["25.00", "50.00"] })).toEqual(["7500", "10000", "1/4"]);
    expect(factor({ handTyped: ["100.00"] })).toEqual(["10000", "10000", "0"]);
    expect(factor({ handTyped: ["130.00"] })).toEqual(["13000", "10000", "0"]);
    // A third of a line is left: the value is no whole coin.
    expect(
      factor({ lines: [{ price: "0.50", quantity: 2, discount: "0.01", current: 1 }], handTyped: ["0.33"] }),
    ).toEqual(["33", "99/2", "1/3"]);
  });

  it("change nothing where there are none, and leave nothing where nothing remains", () => {
    expect(factor({})).toEqual(["0", "10000", "1"]);
    expect(factor({ lines: [] })).toEqual(["0", "0", "1"]);
    expect(factor({ lines: [], handTyped: ["5.00"] })).toEqual(["500", "0", "0"]);
    expect(factor({ lines: [{ price: "10.00", refunded: 1 }], handTyped: ["5.00"] })).toEqual(["500", "0", "0"]);
  });
});

describe("what counts while a later edit is not paid (rule 5)", () => {
  const paid = orderOf({ lines: [{ price: "10.00", quantity: 5, refunded: 1 }, { price: "3.00" }], shipping: "9.00" });
  const edited = (lines: OrderGiven["lines"], shippingRefunded = "0"): OrderState => ({
    ...orderOf({ lines: lines ?? [], shipping: "20.00", shippingRefunded }),
    paidPart: { asOf: paid.updatedAt, lines: paid.lines, shipping: { ...paid.shipping, refunded: 0n } },
  });

  it("are the lines as they were paid, less what came back since", () => {
    const counted = countingLines(
      edited([{ price: "10.00", quantity: 9, refunded: 3 }, { price: "3.00" }, { price: "70.00" }]),
    );
    expect(counted.map((line) => [line.id, line.currentQuantity, line.refundedQuantity])).toEqual([
      ["100", 2, 3],
      ["101", 1, 0],
    ]);
  });

  it("is nothing less where fewer came back, or a line is gone, and never less than nothing", () => {
    const quantities = (lines: OrderGiven["lines"]) =>
      countingLines(edited(lines)).map((line) => [line.currentQuantity, line.refundedQuantity]);
    expect(quantities([{ price: "10.00", quantity: 9 }])).toEqual([
      [4, 1],
      [1, 0],
    ]);
    expect(quantities([{ price: "10.00", quantity: 9, refunded: 8 }])).toEqual([
      [0, 8],
      [1, 0],
    ]);
  });

  it("is the shipping as it was paid, less what has been refunded by now", () => {
    expect(countingShipping(edited([], "4.00"))).toMatchObject({ price: 900n, refunded: 400n });
    expect(countingShipping(paid)).toBe(paid.shipping);
    expect(countingLines(paid)).toBe(paid.lines);
  });
});
