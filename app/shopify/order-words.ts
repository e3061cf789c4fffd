import type { FinancialStatus, LineDiscount, OrderTransaction } from "../domain/order.ts";
import type { Money } from "../domain/money.ts";

/** Shopify's words for the state of an order, in either spelling (webhooks: partially_paid, GraphQL: PARTIALLY_PAID), in ours. */
const FINANCIAL_STATUSES: Readonly<Record<string, FinancialStatus>> = {
  pending: "pending",
  authorized: "authorized",
  partially_paid: "partiallyPaid",
  paid: "paid",
  partially_refunded: "partiallyRefunded",
  refunded: "refunded",
  voided: "voided",
  expired: "expired",
};

/** Reads a financial status. None at all means that nothing was tendered yet; one that we don't know is refused by name. */
export function readFinancialStatus(text: string | null): FinancialStatus {
  if (text === null) return "pending";
  const status = FINANCIAL_STATUSES[text.toLowerCase()];
  if (!status) throw new Error(`"${text}" is not a financial status that Laurel knows.`);
  return status;
}

const KINDS: Readonly<Record<string, OrderTransaction["kind"]>> = {
  authorization: "authorization",
  emv_authorization: "authorization",
  capture: "capture",
  sale: "sale",
  void: "void",
  refund: "refund",
  change: "change",
};

/** Reads what a transaction does; kinds that move no money are "other". */
export function readTransactionKind(text: string): OrderTransaction["kind"] {
  return KINDS[text.toLowerCase()] ?? "other";
}

const STATUSES: Readonly<Record<string, OrderTransaction["status"]>> = {
  success: "success",
  pending: "pending",
  awaiting_response: "pending",
  failure: "failure",
  error: "error",
};

/** Reads how a transaction ended. */
export function readTransactionStatus(text: string): OrderTransaction["status"] {
  return STATUSES[text.toLowerCase()] ?? "other";
}

/** Adds amounts up. */
export function sum(amounts: readonly Money[]): Money {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Discounts of nothing are left out: Shopify lists them in one of its two forms only. */
export function withoutNothing(discounts: readonly LineDiscount[]): LineDiscount[] {
  return discounts.filter((discount) => discount.amount !== 0n);
}

/**
 * Rule 6: what was typed by hand in a refund, which is all of its money when it names no line and no shipping.
 * A refund of lines for less or more money than they were worth takes the lines back all the same.
 */
export function handTypedAmount(refund: {
  readonly lineCount: number;
  readonly shipping: Money;
  readonly transactions: readonly { readonly kind: string; readonly status: string; readonly amount: Money }[];
}): Money {
  if (refund.lineCount > 0 || refund.shipping > 0n) return 0n;
  const given = refund.transactions.filter((transaction) => {
    const status = readTransactionStatus(transaction.status);
    return readTransactionKind(transaction.kind) === "refund" && (status === "success" || status === "pending");
  });
  return sum(given.map((transaction) => transaction.amount));
}
