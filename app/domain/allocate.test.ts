import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "./allocate.ts";
import { sumMoney } from "./money.ts";

describe("spreading a discount over lines (rule 2)", () => {
  it.each([
    ["evenly", 30n, [100n, 100n, 100n], [10n, 10n, 10n]],
    ["the odd coin to the earlier of equal lines", 100n, [100n, 100n, 100n], [34n, 33n, 33n]],
    ["the odd coin to the largest remainder", 10n, [1n, 2n, 3n], [2n, 3n, 5n]],
    ["the odd coin to the largest remainder, wherever it stands", 10n, [3n, 2n, 1n], [5n, 3n, 2n]],
    ["two odd coins to the two largest remainders", 5n, [1n, 1n, 1n], [2n, 2n, 1n]],
    ["nothing to a line that costs nothing", 7n, [0n, 5n], [0n, 7n]],
    ["nothing over lines that all cost nothing", 7n, [0n, 0n], [0n, 0n]],
    ["over no lines", 7n, [], []],
  ])("%s", (_, total, weights, expected) => {
    expect(allocate(total, weights)).toEqual(expected);
  });

  it("refuses negative amounts by name", () => {
    expect(() => allocate(-1n, [1n])).toThrow("-1 cannot be spread");
    expect(() => allocate(1n, [1n, -2n])).toThrow("-2 is a negative weight");
  });

  it("spreads every coin, and no line gets a coin more or less than its share", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), weights, (total, each) => {
        const whole = sumMoney(each);
        fc.pre(whole > 0n);
        const shares = allocate(total, each);
        expect(sumMoney(shares)).toBe(total);
        const parts = shares.map((share, index) => {
          const exact = total * (each[index] ?? 0n);
          return { odd: share - exact / whole, remainder: exact % whole };
        });
        expect(parts.every(({ odd }) => odd === 0n || odd === 1n)).toBe(true);
        for (const [index, lucky] of parts.entries()) {
          if (lucky.odd === 0n) continue;
          // Nobody without a coin had a larger claim, and nobody before had the same.
          const passedOver = parts.filter(
            ({ odd, remainder }, other) =>
              odd === 0n && (other < index ? remainder >= lucky.remainder : remainder > lucky.remainder),
          );
          expect(passedOver).toEqual([]);
        }
      }),
    );
  });
});
