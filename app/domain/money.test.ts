import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currencyExponent,
  formatMoney,
  isCurrency,
  listCurrencies,
  normaliseMoney,
  parseMoney,
  sumMoney,
} from "./money.ts";

describe("money", () => {
  it("reads amounts in the smallest unit of currencies with 0, 2 and 3 decimals", () => {
    expect(parseMoney("49.90", "NOK")).toBe(4990n);
    expect(parseMoney("49.9", "NOK")).toBe(4990n);
    expect(parseMoney("1500", "JPY")).toBe(1500n);
    expect(parseMoney("1.234", "KWD")).toBe(1234n);
    expect(parseMoney("-0.05", "EUR")).toBe(-5n);
  });

  it("accepts zeros beyond the decimals, as Shopify writes amounts of currencies without decimals", () => {
    expect(parseMoney("1500.00", "JPY")).toBe(1500n);
    expect(parseMoney("10.000", "NOK")).toBe(1000n);
  });

  it.each([
    ["10.005", "NOK", "more decimals than NOK, which has 2"],
    ["0.5", "JPY", "more decimals than JPY, which has 0"],
    ["1,50", "NOK", '"1,50" is not an amount'],
    ["", "NOK", '"" is not an amount'],
    ["1e3", "NOK", '"1e3" is not an amount'],
    [".5", "NOK", '".5" is not an amount'],
    ["5.", "NOK", '"5." is not an amount'],
    ["٤", "NOK", '"٤" is not an amount'],
    ["1", "XXX", '"XXX" is not a currency code'],
    ["1", "nok", '"nok" is not a currency code'],
  ])("refuses %o of %s by name", (text, currency, reason) => {
    expect(() => parseMoney(text, currency)).toThrow(reason);
  });

  it("writes equal amounts as equal texts", () => {
    expect(normaliseMoney("500", "NOK")).toBe("500.00");
    expect(normaliseMoney("500.00", "JPY")).toBe("500");
    expect(formatMoney(-5n, "NOK")).toBe("-0.05");
    expect(formatMoney(0n, "KWD")).toBe("0.000");
    expect(formatMoney(7n, "JPY")).toBe("7");
  });

  it("knows the decimals of every currency that it lists", () => {
    const decimals = listCurrencies().map((currency) => currencyExponent(currency));
    expect(new Set(decimals)).toEqual(new Set([0, 2, 3]));
    expect([currencyExponent("ISK"), currencyExponent("TND"), currencyExponent("HUF")]).toEqual([0, 3, 2]);
    expect(isCurrency("DEM")).toBe(false);
  });

  it("reads back what it writes, far beyond what a number holds", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.constantFrom("JPY", "NOK", "KWD"),
        (amount, currency) => {
          expect(parseMoney(formatMoney(amount, currency), currency)).toBe(amount);
        },
      ),
    );
    expect(sumMoney([2n ** 53n, 1n, 1n])).toBe(9007199254740994n);
  });
});
