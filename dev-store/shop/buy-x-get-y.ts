import { roundHalfUp, toFraction, toUnits } from "./money.ts";
import { isEntitled, take, type PricedLine, type Pricing } from "./cart.ts";
import type { Discount } from "./types.ts";

type Unit = { line: PricedLine; price: bigint };

/** The single units of the lines, cheapest first. */
function unitsOf(lines: PricedLine[]): Unit[] {
  const units = lines.flatMap((line) =>
    Array.from({ length: line.quantity }, () => ({ line, price: line.rest / BigInt(line.quantity) })),
  );
  return units.sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0));
}

/** Whether what is left of the cart, without the units that are given, still holds what must be bought so many times. */
function buysEnough(
  pricing: Pricing,
  discount: Discount,
  given: Map<PricedLine, number>,
  times: number,
  currency: string,
): boolean {
  const { buys } = discount;
  if (!buys) return true;
  let quantity = 0;
  let amount = 0n;
  for (const line of pricing.lines.filter((one) => isEntitled(buys.items, one))) {
    const left = line.quantity - (given.get(line) ?? 0);
    quantity += left;
    amount += (line.rest * BigInt(left)) / BigInt(line.quantity);
  }
  if (buys.quantity !== null) return quantity >= buys.quantity * times;
  return amount >= toUnits(buys.amount ?? "0", currency) * BigInt(times);
}

/**
 * Buy X, get Y: the cheapest units that may be given, as often as what is bought allows. Returns what it took off; null where the
 * cart holds too little.
 */
export function takeBuyXGetY(pricing: Pricing, discount: Discount, index: number, currency: string): bigint | null {
  const { value } = discount;
  if (value?.kind !== "onQuantity") return null;
  const units = unitsOf(pricing.lines.filter((line) => isEntitled(discount.gets, line)));
  const most = Math.min(discount.usesPerOrderLimit ?? Infinity, Math.floor(units.length / value.quantity));
  for (let times = most; times >= 1; times -= 1) {
    const given = new Map<PricedLine, number>();
    for (const unit of units.slice(0, times * value.quantity)) given.set(unit.line, (given.get(unit.line) ?? 0) + 1);
    if (buysEnough(pricing, discount, given, times, currency)) return give(given, value.percentage, index);
  }
  return null;
}

function give(given: Map<PricedLine, number>, percentage: string, index: number): bigint {
  const { top, bottom } = toFraction(percentage);
  let total = 0n;
  for (const [line, quantity] of given) {
    const amount = roundHalfUp(line.rest * BigInt(quantity) * top, BigInt(line.quantity) * bottom);
    take(line, index, amount);
    total += amount;
  }
  return total;
}
