import { toAmount, toUnits } from "./money.ts";
import { changed, DEFAULT_GATEWAY, requireOrder } from "./order-changes.ts";
import { normalAmount } from "./products.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import { paymentFigures } from "./totals.ts";
import type { Id, Order, PaymentInput, Transaction } from "./types.ts";

type NewTransaction = PaymentInput &
  Pick<Transaction, "kind" | "status"> & { parentId?: Id | null; refundId?: Id | null };

/** Writes a transaction on an order. */
export function addTransaction(shop: Shop, order: Order, input: NewTransaction): Transaction {
  const transaction: Transaction = {
    id: nextId(shop.state),
    kind: input.kind,
    status: input.status,
    gateway: input.gateway,
    amount: normalAmount(shop, input.amount, ["payments", "amount"]),
    parentId: input.parentId ?? null,
    refundId: input.refundId ?? null,
    accountId: input.accountId ?? null,
    at: order.transactions.length === 0 ? order.processedAt : shop.moment(),
  };
  order.transactions.push(transaction);
  return transaction;
}

/** Takes a payment off the gift card or the store credit account that it names. */
export function debitAccount(shop: Shop, payment: PaymentInput): void {
  if (payment.accountId === undefined) return;
  if (payment.gateway === "gift_card") shop.debitGiftCard(payment.accountId, payment.amount);
  else shop.debitStoreCredit(payment.accountId, payment.amount);
}

/** Authorizations that can still be captured, with what is left of them. */
function openAuthorizations(order: Order): { transaction: Transaction; left: bigint }[] {
  return order.transactions
    .filter((one) => one.kind === "authorization" && one.status === "success")
    .map((transaction) => {
      const closed = order.transactions.filter((one) => one.parentId === transaction.id && one.status === "success");
      const taken = closed.reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
      const gone = closed.some((one) => one.kind === "void");
      return { transaction, left: gone ? 0n : toUnits(transaction.amount, order.currency) - taken };
    })
    .filter((one) => one.left > 0n);
}

function capture(shop: Shop, order: Order, most: bigint): void {
  let left = most;
  for (const open of openAuthorizations(order)) {
    const amount = open.left < left ? open.left : left;
    if (amount <= 0n) return;
    const { id, gateway } = open.transaction;
    addTransaction(shop, order, {
      kind: "capture",
      status: "success",
      gateway,
      amount: toAmount(amount, order.currency),
      parentId: id,
    });
    left -= amount;
  }
}

function outstandingOf(shop: Shop, order: Order): bigint {
  return toUnits(shop.totals(order).outstanding, order.currency);
}

function requirePayable(order: Order): void {
  if (order.cancelledAt) throw new Refusal("INVALID", ["id"], "Order is cancelled and cannot be paid");
  if (order.voided) throw new Refusal("INVALID", ["id"], "Order is voided and cannot be paid");
}

/** The order after money came in: "paid" is told only when nothing is left to pay. */
function afterPayment(shop: Shop, order: Order): Order {
  const paid = outstandingOf(shop, order) <= 0n && paymentFigures(order).received > 0n;
  return changed(shop, order, paid ? ["order_transactions/create", "orders/paid"] : ["order_transactions/create"]);
}

/** Takes what is outstanding: by the payments given, else from open authorizations, else by shopify_payments. */
export function payOrder(shop: Shop, id: Id, payments?: PaymentInput[]): Order {
  const order = requireOrder(shop, id);
  const outstanding = outstandingOf(shop, order);
  if (outstanding <= 0n) return order;
  requirePayable(order);
  if (payments) {
    const tendered = payments.reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
    if (tendered > outstanding)
      throw new Refusal("INVALID", ["payments"], "Payments are more than what is outstanding");
    const parentId = order.transactions.find((one) => one.status === "pending")?.id ?? null;
    for (const payment of payments) {
      debitAccount(shop, payment);
      addTransaction(shop, order, { ...payment, kind: "sale", status: "success", parentId });
    }
    return afterPayment(shop, order);
  }
  capture(shop, order, outstanding);
  const left = outstandingOf(shop, order);
  if (left > 0n) {
    const amount = toAmount(left, order.currency);
    addTransaction(shop, order, { gateway: DEFAULT_GATEWAY, amount, kind: "sale", status: "success" });
  }
  return afterPayment(shop, order);
}

/** Takes the money of open authorizations, or a part of it. */
export function captureOrder(shop: Shop, id: Id, amount?: string): Order {
  const order = requireOrder(shop, id);
  requirePayable(order);
  const open = openAuthorizations(order).reduce((sum, one) => sum + one.left, 0n);
  if (open === 0n) throw new Refusal("INVALID", ["id"], "Order has no authorization to capture");
  const wanted = amount === undefined ? open : toUnits(normalAmount(shop, amount, ["amount"]), order.currency);
  if (wanted > open || wanted === 0n)
    throw new Refusal("INVALID", ["amount"], "Amount must be between 0 and the authorized amount");
  capture(shop, order, wanted);
  return afterPayment(shop, order);
}

/** Writes the void of each open authorization; what was only promised falls away. Returns the transactions made. */
export function voidTransactions(shop: Shop, order: Order): Transaction[] {
  const made = openAuthorizations(order).map(({ transaction, left }) =>
    addTransaction(shop, order, {
      kind: "void",
      status: "success",
      gateway: transaction.gateway,
      amount: toAmount(left, order.currency),
      parentId: transaction.id,
    }),
  );
  for (const transaction of order.transactions) if (transaction.status === "pending") transaction.status = "failure";
  order.voided = true;
  return made;
}

/** The authorization or the pending payment falls away. */
export function voidOrder(shop: Shop, id: Id): Order {
  const order = requireOrder(shop, id);
  const waiting = openAuthorizations(order).length > 0 || order.transactions.some((one) => one.status === "pending");
  if (!waiting && paymentFigures(order).received > 0n) {
    throw new Refusal("INVALID", ["id"], "Order is paid and cannot be voided");
  }
  voidTransactions(shop, order);
  return changed(shop, order, []);
}
