import { roundHalfUp, toAmount, toUnits } from "./money.ts";
import { taxOf } from "./tax.ts";
import type { FinancialStatus, FulfillmentStatus, Order, OrderLine, OrderTotals, ShippingLine } from "./types.ts";

const sum = (values: bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/** Figures of one line in the smallest coin, for all units ever ordered. */
export function lineFigures(
  order: Order,
  line: OrderLine,
): { original: bigint; discount: bigint; net: bigint; tax: bigint } {
  const original = toUnits(line.price, order.currency) * BigInt(line.quantity);
  const discount = sum(line.discountAllocations.map((part) => toUnits(part.amount, order.currency)));
  const net = original - discount;
  const tax = line.taxable ? taxOf(net, line.taxRate, order.taxesIncluded) : 0n;
  return { original, discount, net, tax };
}

/**
 * The part of a line's figure that belongs to `quantity` of its units. Refunding unit by unit subtracts one such share from the
 * next, so that the parts always add up to the whole.
 */
export function shareOf(figure: bigint, quantity: number, line: OrderLine): bigint {
  return line.quantity === 0 ? 0n : roundHalfUp(figure * BigInt(quantity), BigInt(line.quantity));
}

/** What shipping costs after its discounts. */
export function shippingNet(order: Order, line: ShippingLine): bigint {
  const discounts = sum(line.discountAllocations.map((part) => toUnits(part.amount, order.currency)));
  return toUnits(line.price, order.currency) - discounts;
}

/** What was paid in, given back, and is only promised. */
export function paymentFigures(order: Order): { received: bigint; refunded: bigint; authorized: bigint } {
  const units = (amount: string): bigint => toUnits(amount, order.currency);
  const good = order.transactions.filter((transaction) => transaction.status === "success");
  const received = sum(
    good.filter((one) => one.kind === "sale" || one.kind === "capture").map((one) => units(one.amount)),
  );
  const refunded = sum(good.filter((one) => one.kind === "refund").map((one) => units(one.amount)));
  const authorized = sum(
    good
      .filter((one) => one.kind === "authorization")
      .map((one) => {
        const closed = good.filter(
          (other) => other.parentId === one.id && (other.kind === "capture" || other.kind === "void"),
        );
        return closed.some((other) => other.kind === "void")
          ? 0n
          : units(one.amount) - sum(closed.map((other) => units(other.amount)));
      }),
  );
  return { received, refunded, authorized };
}

function financialStatus(
  order: Order,
  figures: ReturnType<typeof paymentFigures>,
  outstanding: bigint,
  total: bigint,
): FinancialStatus {
  const { received, refunded, authorized } = figures;
  if (order.voided && received === 0n) return "VOIDED";
  if (received === 0n) {
    if (total === 0n && outstanding <= 0n) return "PAID";
    return authorized > 0n ? "AUTHORIZED" : "PENDING";
  }
  if (refunded >= received) return "REFUNDED";
  if (outstanding > 0n) return "PARTIALLY_PAID";
  return refunded > 0n ? "PARTIALLY_REFUNDED" : "PAID";
}

function fulfillmentStatus(order: Order): FulfillmentStatus {
  const fulfilled = order.lines.some((line) => line.fulfilledQuantity > 0);
  const waiting = order.lines.some((line) => unfulfilledQuantity(line) > 0);
  if (!fulfilled) return "UNFULFILLED";
  return waiting ? "PARTIALLY_FULFILLED" : "FULFILLED";
}

/** Units of a line that are still to be sent: those left after edits and refunds, without those sent already. */
export function unfulfilledQuantity(line: OrderLine): number {
  return Math.max(0, line.currentQuantity - line.fulfilledQuantity);
}

/** All figures of an order, as they follow from its lines, refunds and transactions. */
export function totalsOf(order: Order): OrderTotals {
  const money = (units: bigint): string => toAmount(units, order.currency);
  const units = (amount: string): bigint => toUnits(amount, order.currency);
  const lines = order.lines.map((line) => ({ line, ...lineFigures(order, line) }));
  const subtotal = sum(lines.map((one) => one.net));
  const tax = sum(lines.map((one) => one.tax));
  const shipping = sum(order.shippingLines.map((line) => shippingNet(order, line)));
  const shippingGross = sum(order.shippingLines.map((line) => units(line.price)));
  const tip = units(order.tip);
  const current = (figure: "net" | "tax" | "discount"): bigint =>
    sum(lines.map((one) => shareOf(one[figure], one.line.currentQuantity, one.line)));
  const shippingBack = sum(order.refunds.flatMap((refund) => refund.shipping.map((part) => units(part.amount))));
  const discrepancy = sum(order.refunds.flatMap((refund) => refund.adjustments.map((one) => units(one.amount))));
  const added = (value: bigint): bigint => (order.taxesIncluded ? 0n : value);
  const total = subtotal + shipping + tip + added(tax);
  const currentTotal = current("net") + shipping - shippingBack + tip + added(current("tax")) + discrepancy;
  const payments = paymentFigures(order);
  const net = payments.received - payments.refunded;
  const outstanding = order.voided && payments.received === 0n ? 0n : currentTotal - net;
  return {
    subtotal: money(subtotal),
    discounts: money(sum(lines.map((one) => one.discount)) + shippingGross - shipping),
    shipping: money(shippingGross),
    tax: money(tax),
    total: money(total),
    currentSubtotal: money(current("net")),
    currentDiscounts: money(current("discount") + shippingGross - shipping),
    currentShipping: money(shipping - shippingBack),
    currentTax: money(current("tax")),
    currentTotal: money(currentTotal),
    received: money(payments.received),
    refunded: money(payments.refunded),
    net: money(net),
    authorized: money(payments.authorized),
    outstanding: money(outstanding),
    financialStatus: financialStatus(order, payments, outstanding, total),
    fulfillmentStatus: fulfillmentStatus(order),
  };
}
