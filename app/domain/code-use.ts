import type { OrderLine, OrderState } from "./order.ts";
import type { ReturnPolicy } from "./program.ts";
import type { Rational } from "./rational.ts";
import { sumMoney } from "./money.ts";
import { carriesCode, hasFallenAway, sameCode } from "./order.ts";
import { divide, floor, multiply, ONE, rational, sum, ZERO } from "./rational.ts";

/** What an order does to a code that it carries, and to the points that were spent on it (rules 12 and 13). */

/**
 * Rule 12: an order that carries the code uses it, be it paid, pending, authorized or partly paid (a refund leaves it used); one
 * that is cancelled or voided gives all of its points back. Null: the order does not carry it.
 */
export function codeUse(order: OrderState, code: string): "used" | "fallenAway" | null {
  if (!carriesCode(order, code)) return null;
  return hasFallenAway(order) ? "fallenAway" : "used";
}

/**
 * Which share of the points spent on the code has to have come back by now, all refunds together.
 * Rule 12: all of it once the order is cancelled or voided, whatever the policy. Rule 13: `proportional`, the discount on refunded
 * lines ÷ the whole discount; `fullRefundOnly` and codes without a discount on lines (free shipping), all once every line is
 * refunded; `never`, nothing. Hand-typed refunds and edits return none.
 */
export function returnedShare(order: OrderState, code: string, policy: ReturnPolicy): Rational {
  const use = codeUse(order, code);
  if (use === null) return ZERO;
  if (use === "fallenAway") return ONE;
  if (policy === "never") return ZERO;
  const wholeDiscount = sumMoney(order.lines.map((line) => discountByCode(line, code)));
  if (policy === "proportional" && wholeDiscount > 0n)
    return divide(refundedDiscount(order, code), rational(wholeDiscount));
  return everyLineRefunded(order) ? ONE : ZERO;
}

/** Rule 13: how many of the points spent on the code have to have come back by now, rounded down on the running total. */
export function returnedPoints(order: OrderState, code: string, policy: ReturnPolicy, spent: bigint): bigint {
  return floor(multiply(returnedShare(order, code, policy), rational(spent)));
}

/** Lines that an edit took out are no longer part of the order; of those that are left, every one has to have come back. */
function everyLineRefunded(order: OrderState): boolean {
  const left = order.lines.filter((line) => line.refundedQuantity > 0 || line.currentQuantity > 0);
  return left.length > 0 && left.every((line) => line.refundedQuantity > 0 && line.currentQuantity === 0);
}

function discountByCode(line: OrderLine, code: string): bigint {
  const byCode = line.discounts.filter((discount) => discount.code !== null && sameCode(discount.code, code));
  return sumMoney(byCode.map((discount) => discount.amount));
}

function refundedDiscount(order: OrderState, code: string): Rational {
  const lines = order.lines.filter((line) => line.quantity > 0);
  return sum(
    lines.map((line) => rational(discountByCode(line, code) * BigInt(line.refundedQuantity), BigInt(line.quantity))),
  );
}
