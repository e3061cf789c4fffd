import type { Earning } from "./program.ts";
import type { OrderLine, OrderState, ShippingState } from "./order.ts";
import type { Rational } from "./rational.ts";
import { sumMoney } from "./money.ts";
import { multiply, ONE, rational, smaller, subtract, sum, ZERO } from "./rational.ts";

/** What lines and shipping are worth, exactly, in the smallest coin of the order's currency (rules 2 and 6). */

type TaxRule = Pick<Earning, "includeTax" | "includeShipping">;

/** The share of a line that is left: an exact fraction (rule 2); nothing of a line that was ordered zero times. */
export function remainingShare(line: OrderLine): Rational {
  if (line.quantity === 0) return ZERO;
  return rational(BigInt(line.currentQuantity), BigInt(line.quantity));
}

/** The whole line after every discount allocated to it, taxed as its price is. */
function discountedPrice(line: OrderLine): bigint {
  const price = line.unitPrice * BigInt(line.quantity);
  return price - sumMoney(line.discounts.map((discount) => discount.amount));
}

/** A price with or without its tax: `priceHasTax` says what the price is, `wanted` what is asked for. */
function withTax(price: bigint, tax: bigint, priceHasTax: boolean, wanted: boolean): bigint {
  if (priceHasTax === wanted) return price;
  return wanted ? price + tax : price - tax;
}

/** Rule 2: price × quantity − every discount, without tax unless `includeTax`, for the quantity that is left. */
export function lineValue(line: OrderLine, order: OrderState, rule: TaxRule): Rational {
  const whole = withTax(discountedPrice(line), line.tax, order.taxesIncluded, rule.includeTax);
  return multiply(rational(whole), remainingShare(line));
}

/** The value with tax of what is left of a line; amounts typed by hand are measured against it (rule 6). */
export function lineValueWithTax(line: OrderLine, order: OrderState): Rational {
  const whole = withTax(discountedPrice(line), line.tax, order.taxesIncluded, true);
  return multiply(rational(whole), remainingShare(line));
}

/**
 * Rule 2 and rule 6: shipping counts only with `includeShipping`; what was refunded of it is gone. A refund is given with its
 * tax, so the part that is left is measured with tax and applied to the value.
 */
export function shippingValue(shipping: ShippingState, order: OrderState, rule: TaxRule): Rational {
  if (!rule.includeShipping) return ZERO;
  const price = shipping.price - sumMoney(shipping.discounts.map((discount) => discount.amount));
  const paid = withTax(price, shipping.tax, order.taxesIncluded, true);
  if (paid <= 0n) return ZERO;
  const left = rational(paid > shipping.refunded ? paid - shipping.refunded : 0n, paid);
  return multiply(rational(withTax(price, shipping.tax, order.taxesIncluded, rule.includeTax)), left);
}

export type HandTyped = { amount: bigint; of: Rational; factor: Rational };

/**
 * Rule 6: what amounts typed by hand leave of every line, earning or not: 1 − all of them together ÷ the value with tax of all
 * lines that remain now, at least 0.
 */
export function handTypedFactor(lines: readonly OrderLine[], order: OrderState): HandTyped {
  const amount = sumMoney(order.refunds.map((refund) => refund.handTyped));
  const of = sum(lines.map((line) => lineValueWithTax(line, order)));
  if (amount === 0n || of.n <= 0n) return { amount, of, factor: amount === 0n ? ONE : ZERO };
  const share = smaller(ONE, rational(amount * of.d, of.n));
  return { amount, of, factor: subtract(ONE, share) };
}

/**
 * The lines that count now. While a later edit leaves a paid order partly paid, those are the lines as they were paid, less what
 * has been refunded of them since (rule 5); otherwise the lines of the order.
 */
export function countingLines(order: OrderState): OrderLine[] {
  if (order.paidPart === null) return order.lines;
  const refundedNow = new Map(order.lines.map((line) => [line.id, line.refundedQuantity]));
  return order.paidPart.lines.map((line) => {
    const since = Math.max(0, (refundedNow.get(line.id) ?? line.refundedQuantity) - line.refundedQuantity);
    return {
      ...line,
      currentQuantity: Math.max(0, line.currentQuantity - since),
      refundedQuantity: line.refundedQuantity + since,
    };
  });
}

/** The shipping that counts now, likewise: as it was paid, less what has been refunded by now. */
export function countingShipping(order: OrderState): ShippingState {
  return order.paidPart === null ? order.shipping : { ...order.paidPart.shipping, refunded: order.shipping.refunded };
}
