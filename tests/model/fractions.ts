/** Exact fractions for the model: numerator and denominator, the latter above 0. Kept apart from the app's own on purpose. */
export type Fraction = readonly [bigint, bigint];

export const whole = (n: bigint): Fraction => [n, 1n];
export const times = (a: Fraction, b: Fraction): Fraction => [a[0] * b[0], a[1] * b[1]];
export const plus = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
export const over = (a: Fraction, b: Fraction): Fraction =>
  b[0] < 0n ? [-a[0] * b[1], a[1] * -b[0]] : [a[0] * b[1], a[1] * b[0]];
export const total = (list: readonly Fraction[]): Fraction => list.reduce(plus, whole(0n));
export const atLeast = (a: Fraction, b: Fraction): boolean => a[0] * b[1] >= b[0] * a[1];

/** The whole number at or below it; nothing here is ever negative. */
export const down = (a: Fraction): bigint => a[0] / a[1];

/** "12.50" as a fraction. */
export function decimal(text: string): Fraction {
  const [units = "0", part = ""] = text.split(".");
  return [BigInt(units + part), 10n ** BigInt(part.length)];
}

/** "12.50" in hundredths. */
export const cents = (text: string): bigint => down(times(decimal(text), whole(100n)));

export function rounded(a: Fraction, how: "down" | "nearest" | "up"): bigint {
  if (how === "down") return down(a);
  if (how === "up") return (a[0] + a[1] - 1n) / a[1];
  return (2n * a[0] + a[1]) / (2n * a[1]);
}
