import { describe, expect, test } from "vitest";
import { allocate, roundHalfUp, toAmount, toUnits } from "./money.ts";

describe("amounts", () => {
  test.each([
    { text: "49.90", currency: "NOK", units: 4990n, back: "49.90" },
    { text: "49.9", currency: "NOK", units: 4990n, back: "49.90" },
    { text: "0", currency: "NOK", units: 0n, back: "0.00" },
    { text: "-0.05", currency: "NOK", units: -5n, back: "-0.05" },
    { text: "1000000000000", currency: "NOK", units: 100_000_000_000_000n, back: "1000000000000.00" },
    { text: "120", currency: "JPY", units: 120n, back: "120" },
    { text: "1.234", currency: "KWD", units: 1234n, back: "1.234" },
    { text: "49.900", currency: "NOK", units: 4990n, back: "49.90" },
  ])("$text $currency is $units of the smallest coin", ({ text, currency, units, back }) => {
    expect(toUnits(text, currency)).toBe(units);
    expect(toAmount(units, currency)).toBe(back);
  });

  test.each(["", "abc", "1,50", "1.005", "1e3", "--1", "1."])("%j is refused, not rounded", (text) => {
    expect(() => toUnits(text, "NOK")).toThrow(RangeError);
  });
});

describe("rounding half up", () => {
  test.each([
    { top: 5n, bottom: 2n, result: 3n },
    { top: 4n, bottom: 3n, result: 1n },
    { top: -5n, bottom: 2n, result: -2n },
    { top: -7n, bottom: 4n, result: -2n },
    { top: -4n, bottom: 2n, result: -2n },
    { top: 0n, bottom: 7n, result: 0n },
  ])("$top ÷ $bottom is $result", ({ top, bottom, result }) => {
    expect(roundHalfUp(top, bottom)).toBe(result);
  });
});

describe("allocation by the largest remainder", () => {
  test.each([
    { amount: 1000n, weights: [1n, 1n, 1n], shares: [334n, 333n, 333n] },
    { amount: 1001n, weights: [1n, 1n, 1n], shares: [334n, 334n, 333n] },
    { amount: 10n, weights: [999n, 1n], shares: [10n, 0n] },
    { amount: 5n, weights: [0n, 3n, 0n], shares: [0n, 5n, 0n] },
    { amount: 5n, weights: [0n, 0n], shares: [0n, 0n] },
    { amount: 100n, weights: [333n, 333n, 334n], shares: [33n, 33n, 34n] },
  ])("$amount over $weights", ({ amount, weights, shares }) => {
    expect(allocate(amount, weights)).toEqual(shares);
  });
});
