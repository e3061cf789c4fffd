import { describe, expect, it } from "vitest";
import { orderTarget } from "./earning.ts";
import type { Explanation } from "./explanation.ts";
import type { LineGiven, OrderGiven } from "./order.fixture.ts";
import { orderOf, programOf } from "./order.fixture.ts";

// Broken if staff or a customer read another reason for an order's points than the one that they came about by.

function explained(given: OrderGiven, earning: object = {}, exchangeRate?: string): Explanation {
  const asked = { order: orderOf(given), program: programOf({ earning }), version: 3, tier: null };
  return orderTarget(exchangeRate === undefined ? asked : { ...asked, exchangeRate }).explanation;
}
const lineOf = (line: LineGiven, order: OrderGiven = {}, earning: object = {}) =>
  explained({ lines: [line], ...order }, earning).lines[0];

describe("an explanation", () => {
  it("shows a line as it was ordered: price of all, discount, tax", () => {
    const line = { price: "40.00", quantity: 3, discount: "5.00", codeDiscount: "1.00", tax: "2.50" };
    expect(lineOf(line)).toMatchObject({ quantity: 3, price: "120.00", discount: "6.00", tax: "2.50" });
  });

  it.each([
    ["none", "25.00", true, true],
    ["takenOut", "25.00", true, false],
    ["putOn", "25.00", false, true],
    ["none", "25.00", false, false],
    ["none", "0", true, false],
    ["none", "0", false, true],
  ])("says %s of a tax of %s where prices have it: %s, and it counts: %s", (said, tax, taxesIncluded, includeTax) => {
    expect(lineOf({ price: "125.00", tax }, { taxesIncluded }, { includeTax })?.taxTreatment).toBe(said);
  });

  it("tells what came back from what was taken out, and an excluded line by its exclusion", () => {
    expect(lineOf({ price: "10.00", refunded: 1 })?.leftOut).toBe("refunded");
    expect(lineOf({ price: "10.00", current: 0 })?.leftOut).toBe("removed");
    expect(lineOf({ price: "10.00", refunded: 1, giftCard: true })?.leftOut).toBe("giftCard");
    expect(lineOf({ price: "10.00" })?.leftOut).toBeNull();
  });

  it("names a campaign where it has a name", () => {
    const campaign = { id: "c", multiplier: "2", from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" };
    const told = (more: object) => lineOf({ price: "10.00" }, {}, { campaigns: [{ ...campaign, ...more }] })?.campaign;
    expect(told({})).toEqual({ id: "c", multiplier: "2" });
    expect(told({ name: "Winter" })).toEqual({ id: "c", name: "Winter", multiplier: "2" });
    const shipped = { lines: [], shipping: "9.00" };
    expect(explained(shipped, { includeShipping: true, campaigns: [campaign] }).shipping.campaign?.id).toBe("c");
    expect(explained(shipped, { includeShipping: true }).shipping.campaign).toBeNull();
  });

  it("says of shipping what it is worth, or what was paid for it in vain", () => {
    const shipped: OrderGiven = { shipping: "49.00", shippingRefunded: "9.00" };
    expect(explained(shipped).shipping).toEqual({ earns: false, value: "0", paid: "40.00", campaign: null });
    expect(explained(shipped, { includeShipping: true }).shipping).toEqual({
      earns: true,
      value: "4000",
      campaign: null,
    });
    expect(explained({}).shipping).toEqual({ earns: false, value: "0", campaign: null });
  });

  it("names a rate only for an order in other money", () => {
    expect(explained({ currency: "EUR" }, {}, "11.5").exchangeRate).toBe("11.5");
    expect(explained({ currency: "NOK" }, {}, "11.5").exchangeRate).toBeNull();
  });

  it("names the one rounding: down where only whole steps count, else as the program says", () => {
    expect(explained({}, { wholeStepsOnly: true, rounding: "up" }).rounding).toBe("down");
    expect(explained({}, { wholeStepsOnly: false, rounding: "up" }).rounding).toBe("up");
  });
});
