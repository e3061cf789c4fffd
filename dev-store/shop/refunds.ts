import { toAmount, toUnits } from "./money.ts";
import { changed, requireOrder } from "./order-changes.ts";
import { addTransaction, voidTransactions } from "./payments.ts";
import { normalAmount } from "./products.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import { lineFigures, paymentFigures, shareOf, shippingNet, totalsOf } from "./totals.ts";
import type { Amount, Id, Order, OrderLine, Refund, RefundInput, RefundLine } from "./types.ts";

export const STORE_CREDIT_GATEWAY = "shopify_store_credit";

type Worth = { lines: RefundLine[]; subtotal: bigint; tax: bigint };

/** Takes units off a line and says what they were worth: the difference between the shares before and after. */
function takeUnits(
  shop: Shop,
  order: Order,
  line: OrderLine,
  quantity: number,
  restock: RefundLine["restock"],
): RefundLine {
  const { net, tax } = lineFigures(order, line);
  const before = line.currentQuantity;
  const after = before - quantity;
  line.currentQuantity = after;
  line.refundedQuantity += quantity;
  const money = (units: bigint): Amount => toAmount(units, order.currency);
  return {
    id: nextId(shop.state),
    lineId: line.id,
    quantity,
    restock,
    subtotal: money(shareOf(net, before, line) - shareOf(net, after, line)),
    tax: money(shareOf(tax, before, line) - shareOf(tax, after, line)),
  };
}

function checkLines(order: Order, wanted: NonNullable<RefundInput["lines"]>): void {
  const counts = new Map<Id, number>();
  wanted.forEach((one, index) => {
    const field = ["refundLineItems", String(index)];
    const line = order.lines.find((candidate) => candidate.id === one.lineId);
    if (!line) throw new Refusal("NOT_FOUND", [...field, "lineItemId"], "Line item does not exist on the order");
    if (!Number.isInteger(one.quantity) || one.quantity < 1) {
      throw new Refusal("INVALID", [...field, "quantity"], "Quantity must be greater than 0");
    }
    counts.set(line.id, (counts.get(line.id) ?? 0) + one.quantity);
    if ((counts.get(line.id) ?? 0) > line.currentQuantity) {
      throw new Refusal("INVALID", [...field, "quantity"], "Quantity cannot refund more items than were purchased");
    }
  });
}

function refundLines(shop: Shop, order: Order, wanted: NonNullable<RefundInput["lines"]>): Worth {
  const lines = wanted.map((one) => {
    const line = order.lines.find((candidate) => candidate.id === one.lineId);
    if (!line) throw new Error(`line ${one.lineId} was checked and is gone`);
    return takeUnits(shop, order, line, one.quantity, one.restock ?? "return");
  });
  const total = (figure: "subtotal" | "tax"): bigint =>
    lines.reduce((sum, line) => sum + toUnits(line[figure], order.currency), 0n);
  return { lines, subtotal: total("subtotal"), tax: total("tax") };
}

/** What of the order's shipping has not been given back yet. */
export function shippingLeft(order: Order): bigint {
  const charged = order.shippingLines.reduce((sum, line) => sum + shippingNet(order, line), 0n);
  const back = order.refunds
    .flatMap((refund) => refund.shipping)
    .reduce((sum, part) => sum + toUnits(part.amount, order.currency), 0n);
  return charged - back;
}

/**
 * Refunds lines, shipping, an amount typed by hand, or all of them at once. Money goes back to the payments it came from, or to
 * the customer's store credit. What is given back beyond (or short of) the worth of lines and shipping is an order adjustment.
 */
export function refundOrder(shop: Shop, id: Id, input: RefundInput): Order {
  const order = requireOrder(shop, id);
  refund(shop, order, input);
  shop.announceRefund(order);
  return changed(shop, order, []);
}

/** The refund itself, without telling anybody. */
export function refund(shop: Shop, order: Order, input: RefundInput): Refund {
  const { currency } = order;
  const wanted = input.lines ?? [];
  checkLines(order, wanted);
  const shipping = toUnits(normalAmount(shop, input.shipping ?? "0", ["shipping", "amount"]), currency);
  if (shipping > shippingLeft(order))
    throw new Refusal("INVALID", ["shipping", "amount"], "Shipping refund is more than what was charged");
  const typed =
    input.amount === undefined ? null : toUnits(normalAmount(shop, input.amount, ["transactions", "amount"]), currency);
  if (wanted.length === 0 && shipping === 0n && !typed)
    throw new Refusal("BLANK", null, "Refund must have line items, shipping or an amount");
  const payments = paymentFigures(order);
  const refundable = payments.received - payments.refunded;
  if (typed !== null && typed > refundable)
    throw new Refusal("INVALID", ["transactions", "amount"], "Amount is more than what can be refunded");
  if (input.to === "storeCredit" && !order.customerId)
    throw new Refusal("INVALID", ["refundMethods"], "A guest has no store credit");
  const overpaid = overpaidOf(order);
  const worth = refundLines(shop, order, wanted);
  const calculated = worth.subtotal + shipping + (order.taxesIncluded ? 0n : worth.tax);
  // Without a typed amount no more goes back than was paid: an unpaid or partly paid order has less to give.
  const actual = typed ?? (calculated < refundable ? calculated : refundable);
  const made = makeRefund(shop, order, input, worth, {
    shipping,
    discrepancy: typed === null || typed === 0n ? 0n : discrepancyOf(calculated, actual, overpaid),
  });
  order.refunds.push(made);
  payBack(shop, order, made.id, actual, input.to ?? "original");
  return made;
}

/** What was paid beyond what the order costs now, after an edit that took articles out. */
function overpaidOf(order: Order): bigint {
  const outstanding = toUnits(totalsOf(order).outstanding, order.currency);
  return outstanding < 0n ? -outstanding : 0n;
}

/** The difference between what a refund should be and what it is; giving back what was overpaid is no difference. */
function discrepancyOf(calculated: bigint, actual: bigint, overpaid: bigint): bigint {
  const extra = actual - calculated;
  if (extra <= 0n) return -extra;
  return extra <= overpaid ? 0n : overpaid - extra;
}

function makeRefund(
  shop: Shop,
  order: Order,
  input: RefundInput,
  worth: Worth,
  parts: { shipping: bigint; discrepancy: bigint },
): Refund {
  const money = (units: bigint): Amount => toAmount(units, order.currency);
  const { shipping, discrepancy } = parts;
  const shippingLineId = order.shippingLines[0]?.id;
  return {
    id: nextId(shop.state),
    at: shop.moment(),
    note: input.note ?? null,
    restock: worth.lines.some((line) => line.restock !== "no_restock"),
    lines: worth.lines,
    shipping:
      shipping > 0n && shippingLineId !== undefined
        ? [{ id: nextId(shop.state), shippingLineId, amount: money(shipping), tax: money(0n) }]
        : [],
    adjustments:
      discrepancy === 0n
        ? []
        : [
            {
              id: nextId(shop.state),
              kind: "refund_discrepancy",
              amount: money(discrepancy),
              tax: money(0n),
              reason: "Refund discrepancy",
            },
          ],
  };
}

/** Gives money back, payment by payment in the order in which it came in. */
function payBack(shop: Shop, order: Order, refundId: Id, amount: bigint, to: "original" | "storeCredit"): void {
  if (amount <= 0n) return;
  const money = (units: bigint): Amount => toAmount(units, order.currency);
  if (to === "storeCredit" && order.customerId) {
    const account = shop.creditStoreCredit(order.customerId, money(amount));
    const gateway = STORE_CREDIT_GATEWAY;
    addTransaction(shop, order, {
      kind: "refund",
      status: "success",
      gateway,
      amount: money(amount),
      refundId,
      accountId: account.id,
    });
    return;
  }
  let left = amount;
  const paid = order.transactions.filter(
    (one) => one.status === "success" && (one.kind === "sale" || one.kind === "capture"),
  );
  for (const payment of paid) {
    const back = order.transactions
      .filter((one) => one.kind === "refund" && one.parentId === payment.id)
      .reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
    const open = toUnits(payment.amount, order.currency) - back;
    const part = open < left ? open : left;
    if (part <= 0n) continue;
    const { gateway, accountId, id } = payment;
    addTransaction(shop, order, {
      kind: "refund",
      status: "success",
      gateway,
      amount: money(part),
      parentId: id,
      refundId,
      ...(accountId === null ? {} : { accountId }),
    });
    if (accountId !== null) shop.creditAccount(gateway, accountId, money(part));
    left -= part;
  }
}

/** Cancels an order: its remaining articles fall away; what was paid goes back if asked; what was only promised is void. */
export function cancelOrder(
  shop: Shop,
  id: Id,
  input: { refund?: boolean; reason?: string; to?: "original" | "storeCredit" } = {},
): Order {
  const order = requireOrder(shop, id);
  if (order.cancelledAt) throw new Refusal("INVALID", ["orderId"], "Order has already been cancelled");
  if (
    order.fulfillments.some((one) => one.status === "success") &&
    !input.refund &&
    order.lines.every((line) => line.currentQuantity === 0)
  ) {
    throw new Refusal("INVALID", ["orderId"], "Cannot cancel a fulfilled order");
  }
  const { received, refunded } = paymentFigures(order);
  const lines = order.lines
    .filter((line) => line.currentQuantity > 0)
    .map((line) => ({ lineId: line.id, quantity: line.currentQuantity, restock: "cancel" as const }));
  const giveBack = input.refund === true ? received - refunded : 0n;
  if (received === 0n) voidTransactions(shop, order);
  const told = lines.length > 0 || giveBack > 0n;
  if (told) {
    const amount = toAmount(giveBack, order.currency);
    const shipping = input.refund === true ? { shipping: toAmount(shippingLeft(order), order.currency) } : {};
    cancelRefund(shop, order, { lines, amount, ...shipping, ...(input.to ? { to: input.to } : {}) });
  }
  order.cancelledAt = shop.moment();
  order.cancelReason = input.reason ?? "customer";
  order.closedAt = order.cancelledAt;
  if (told) shop.announceRefund(order);
  return changed(shop, order, ["orders/cancelled"]);
}

function cancelRefund(shop: Shop, order: Order, input: RefundInput): void {
  const overpaid = overpaidOf(order);
  const worth = refundLines(shop, order, input.lines ?? []);
  const shipping = toUnits(input.shipping ?? "0", order.currency);
  const actual = toUnits(input.amount ?? "0", order.currency);
  const calculated = worth.subtotal + shipping + (order.taxesIncluded ? 0n : worth.tax);
  // Everything ends here, so the adjustment closes the account: what earlier typed amounts changed, and tips, are in it too.
  const discrepancy = actual > 0n ? calculated + overpaid - actual : 0n;
  const made = makeRefund(shop, order, input, worth, { shipping, discrepancy });
  order.refunds.push(made);
  payBack(shop, order, made.id, actual, input.to ?? "original");
}
