/** Exact money for the pretend shop: decimal strings at the edges, whole units of the smallest coin (bigint) inside. */
import type { Amount } from "./types.ts";

/** Currencies whose smallest coin is not a hundredth. */
const DECIMALS: Record<string, number> = {
  JPY: 0,
  KRW: 0,
  ISK: 0,
  CLP: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  JOD: 3,
  KWD: 3,
  OMR: 3,
  TND: 3,
  IQD: 3,
  LYD: 3,
};

/** How many decimals the currency has. */
export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/** A decimal string as a whole number of the smallest coin; refuses what is not money of that currency. */
export function toUnits(amount: Amount, currency: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount.trim());
  if (!match) throw new RangeError(`"${amount}" is not an amount of money`);
  const decimals = decimalsOf(currency);
  const [, sign, whole = "0", part = ""] = match;
  const kept = part.slice(0, decimals).padEnd(decimals, "0");
  if (/[1-9]/.test(part.slice(decimals))) throw new RangeError(`"${amount}" has more decimals than ${currency} has`);
  const units = BigInt(whole + kept);
  return sign ? -units : units;
}

/** A whole number of the smallest coin as a decimal string, for example 4990n → "49.90". */
export function toAmount(units: bigint, currency: string): Amount {
  const decimals = decimalsOf(currency);
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return units < 0n ? `-${text}` : text;
}

/** A decimal string such as "0.25" as a fraction of two integers. */
export function toFraction(decimal: string): { top: bigint; bottom: bigint } {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim());
  if (!match) throw new RangeError(`"${decimal}" is not a decimal number`);
  const [, sign, whole = "0", part = ""] = match;
  const top = BigInt(whole + part);
  return { top: sign ? -top : top, bottom: 10n ** BigInt(part.length) };
}

/** top ÷ bottom rounded to the nearest whole number, halves up, as Shopify rounds tax. */
export function roundHalfUp(top: bigint, bottom: bigint): bigint {
  const doubled = 2n * top + bottom;
  const whole = doubled / (2n * bottom);
  return doubled < 0n && doubled % (2n * bottom) !== 0n ? whole - 1n : whole;
}

/**
 * Splits an amount in proportion to weights, in whole units: everybody gets their share rounded down, and the units that are left
 * go to the largest remainders, earlier ones first. Nothing is given to a weight of 0.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (amount * weight) / total);
  const remainders = weights.map((weight, index) => ({ index, rest: (amount * weight) % total }));
  let left = amount - shares.reduce((sum, share) => sum + share, 0n);
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of remainders) {
    if (left <= 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}
