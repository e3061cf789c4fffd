import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  ceil,
  compare,
  divide,
  floor,
  formatRational,
  isDecimal,
  multiply,
  parseDecimal,
  parseRational,
  rational,
  round,
  roundHalfUp,
  subtract,
  sum,
  toDecimalText,
} from "./rational.ts";

const anyRational = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([n, d]) => rational(n, d));

describe("fractions", () => {
  it("are in lowest terms with a positive denominator", () => {
    expect(rational(6n, -4n)).toEqual({ n: -3n, d: 2n });
    expect(rational(0n, -7n)).toEqual({ n: 0n, d: 1n });
    expect(() => rational(1n, 0n)).toThrow("1 cannot be divided by 0");
  });

  it("round down, up and to the nearest, halves up, on both sides of zero", () => {
    const halves = [rational(3n, 2n), rational(-3n, 2n), rational(7n, 3n), rational(-7n, 3n), rational(4n)];
    expect(halves.map(floor)).toEqual([1n, -2n, 2n, -3n, 4n]);
    expect(halves.map(ceil)).toEqual([2n, -1n, 3n, -2n, 4n]);
    expect(halves.map(roundHalfUp)).toEqual([2n, -1n, 2n, -2n, 4n]);
    expect(round(rational(5n, 2n), "down")).toBe(2n);
    expect(round(rational(5n, 2n), "nearest")).toBe(3n);
    expect(round(rational(9n, 4n), "nearest")).toBe(2n);
    expect(round(rational(9n, 4n), "up")).toBe(3n);
  });

  it("are read from decimals exactly and refuse everything else by name", () => {
    expect(parseDecimal("0.1")).toEqual({ n: 1n, d: 10n });
    expect(parseDecimal("-2.50")).toEqual({ n: -5n, d: 2n });
    expect(isDecimal("1.5")).toBe(true);
    for (const text of ["1,5", "1.", ".5", "1/2", "two", "", " 1", "1e2", "NaN"]) {
      expect(isDecimal(text)).toBe(false);
      expect(() => parseDecimal(text)).toThrow(`"${text}" is not a decimal number`);
    }
  });

  it("obey arithmetic", () => {
    fc.assert(
      fc.property(anyRational, anyRational, anyRational, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.n !== 0n) expect(multiply(divide(a, b), b)).toEqual(a);
        expect(sum([a, b, c])).toEqual(add(a, add(b, c)));
        expect(compare(a, b)).toBe(-compare(b, a) + 0);
        expect(floor(a) <= ceil(a) && ceil(a) - floor(a) <= 1n).toBe(true);
        expect(compare(rational(floor(a)), a) <= 0 && compare(a, rational(floor(a) + 1n)) < 0).toBe(true);
        expect(parseRational(formatRational(a))).toEqual(a);
      }),
    );
  });

  it("are cut, not rounded, when they are shown", () => {
    expect(toDecimalText(rational(2n, 3n), 4)).toBe("0.6666");
    expect(toDecimalText(rational(-5n, 2n), 2)).toBe("-2.5");
    expect(toDecimalText(rational(7n), 2)).toBe("7");
    expect(toDecimalText(rational(199n, 100n), 0)).toBe("1");
  });
});
