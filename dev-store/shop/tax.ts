import { roundHalfUp, toFraction } from "./money.ts";
import { Refusal } from "./refusal.ts";

/** Tax of a whole line: half up, contained in the value or on top of it. Gift cards are not taxed. */
export function taxOf(value: bigint, rate: string, included: boolean): bigint {
  const { top, bottom } = toFraction(rate);
  if (top < 0n) throw new Refusal("INVALID", ["taxRate"], "Tax rate must not be negative");
  return roundHalfUp(value * top, included ? bottom + top : bottom);
}
