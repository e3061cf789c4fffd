/**
 * Exact fractions of whole numbers. Every rate, share and multiplier of the program is one, and is rounded once, at the very
 * end (rule 4). A fraction is always kept in lowest terms with a positive denominator, so that equal numbers look equal.
 */
export type Rational = { readonly n: bigint; readonly d: bigint };

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The fraction n ÷ d in lowest terms; a denominator of zero is a mistake of the caller and throws. */
export function rational(n: bigint, d: bigint = 1n): Rational {
  if (d === 1n) return { n, d };
  if (d === 0n) throw new RangeError(`${n} cannot be divided by 0`);
  const divisor = greatestCommonDivisor(n, d);
  const sign = d < 0n ? -1n : 1n;
  return { n: (sign * n) / divisor, d: (sign * d) / divisor };
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/** Whether the text is a plain decimal number such as "1.5", that `parseDecimal` can read. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Reads a plain decimal number ("1.5") exactly; anything else is refused by name. */
export function parseDecimal(text: string): Rational {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a decimal number: write it like "1.5"`);
  const [, sign = "", whole = "", fraction = ""] = match;
  const value = rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
  return sign ? negate(value) : value;
}

export function negate(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

export function add(a: Rational, b: Rational): Rational {
  return a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b));
}

export function multiply(a: Rational, b: Rational): Rational {
  if (a.d === 1n && b.d === 1n) return { n: a.n * b.n, d: 1n };
  return rational(a.n * b.n, a.d * b.d);
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

/** Below zero, zero or above zero as a is smaller than, equal to or larger than b. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

export function smaller(a: Rational, b: Rational): Rational {
  return compare(a, b) <= 0 ? a : b;
}

export function larger(a: Rational, b: Rational): Rational {
  return compare(a, b) >= 0 ? a : b;
}

/**
 * The sum of many fractions. They are added in pairs and brought to lowest terms once: hundreds of lines with as many different
 * quantities have a common denominator of thousands of digits, and reducing it at every step would take seconds.
 */
export function sum(values: Iterable<Rational>): Rational {
  let row = [...values];
  if (row.every(isWhole)) return { n: row.reduce((total, value) => total + value.n, 0n), d: 1n };
  while (row.length > 1) {
    const halved: Rational[] = [];
    for (let index = 0; index < row.length; index += 2) {
      const [a, b = ZERO] = row.slice(index, index + 2);
      if (a !== undefined) halved.push(addUnreduced(a, b));
    }
    row = halved;
  }
  const total = row[0] ?? ZERO;
  return rational(total.n, total.d);
}

function isWhole({ d }: Rational): boolean {
  return d === 1n;
}

function addUnreduced(a: Rational, b: Rational): Rational {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

/** The largest whole number that is not above the value (also below zero, where bigint division would cut towards zero). */
export function floor(a: Rational): bigint {
  const quotient = a.n / a.d;
  return a.n % a.d < 0n ? quotient - 1n : quotient;
}

/** The smallest whole number that is not below the value. */
export function ceil(a: Rational): bigint {
  return -floor(negate(a));
}

/** The nearest whole number; exactly halfway goes up (rule 4). */
export function roundHalfUp(a: Rational): bigint {
  return floor(add(a, { n: 1n, d: 2n }));
}

export type Rounding = "down" | "nearest" | "up";

/** Rounds as the program says: down, to the nearest (halves up), or up. */
export function round(a: Rational, rounding: Rounding): bigint {
  if (rounding === "down") return floor(a);
  return rounding === "up" ? ceil(a) : roundHalfUp(a);
}

/** Writes the fraction as "n/d", or "n" when it is whole, so that it survives storage as text exactly. */
export function formatRational(a: Rational): string {
  return a.d === 1n ? String(a.n) : `${a.n}/${a.d}`;
}

/** Reads what `formatRational` wrote. */
export function parseRational(text: string): Rational {
  const match = /^(-?\d+)(?:\/(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a fraction: write it like "2/3"`);
  return rational(BigInt(match[1] ?? "0"), BigInt(match[2] ?? "1"));
}

/** A decimal text for people, cut (not rounded) after so many digits; trailing zeros are dropped. For display only. */
export function toDecimalText(a: Rational, digits: number): string {
  const scaled = floor(multiply(a.n < 0n ? negate(a) : a, rational(10n ** BigInt(digits))));
  const text = scaled.toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? "" : text.slice(-digits).replace(/0+$/, "");
  return `${a.n < 0n ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}
