import type { Money } from "./money.ts";
import { sumMoney } from "./money.ts";

/**
 * Spreads an amount over parts by their weights in whole coins, as Shopify spreads a discount over lines (rule 2): every part gets
 * its share rounded down, and the coins that are left go one by one to the parts with the largest remainder, earlier ones first.
 * Weights must not be negative; where all are 0 there is nothing to spread over, and every part gets 0.
 */
export function allocate(total: Money, weights: readonly Money[]): Money[] {
  if (total < 0n) throw new RangeError(`${total} cannot be spread: it is negative`);
  const negative = weights.find((weight) => weight < 0n);
  if (negative !== undefined) throw new RangeError(`${negative} is a negative weight`);
  const whole = sumMoney(weights);
  if (whole === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (total * weight) / whole);
  const left = Number(total - sumMoney(shares));
  // Sorting leaves equals in their order: of these the earlier part comes first.
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % whole }))
    .sort((a, b) => Number(b.remainder - a.remainder));
  const lucky = new Set(byRemainder.slice(0, left).map((part) => part.index));
  return shares.map((share, index) => (lucky.has(index) ? share + 1n : share));
}
