import type { Money } from "./money.ts";

/**
 * An order as it stands now, as far as the rules need it and without personal data: ids only, no name, address or mail of the
 * customer. `app/shopify` makes it from webhook payloads and from GraphQL, the database keeps it as jsonb (order-json.ts), and
 * every rule about orders is a pure function of it.
 *
 * Webhook payloads lack two things, and both are fetched only where a rule needs them (order-facts.ts tells which):
 * - what the product of a line was (`facts`): its handle, collections, tags and compare-at price;
 * - the payments (`transactions`): the payload only names the gateways.
 */
export type OrderState = {
  /** Shopify's numeric id as a decimal string; so are all ids below. */
  id: string;
  /** What people call it: "#1007". */
  name: string;
  /** Null: a guest's order, which waits for Shopify to attach a customer. */
  customerId: string | null;
  test: boolean;
  /** The shop's currency at the time of the order; all amounts are in its smallest unit. */
  currency: string;
  createdAt: Date;
  /** When the order was placed (rule 4); imported orders have an earlier one than `createdAt`. */
  processedAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
  financialStatus: FinancialStatus;
  /** Whether everything that is to be sent has been sent. */
  wholeOrderFulfilled: boolean;
  /**
   * When it was first paid in full; kept once known, whatever becomes of the order (rule 5). Whoever reads a payload of the topic
   * orders/paid sets it to `updatedAt`; otherwise it is left null, and `advanceOrder` finds it or `missingFacts` asks for it.
   */
  paidAt: Date | null;
  /**
   * When what later edits added was paid, so that all was paid again; null while no such payment is known. Points of an edit are
   * as old as it, or as the payment that they waited for (rule 9).
   */
  paidAgainAt: Date | null;
  /** When it was first wholly fulfilled (its last fulfilment); kept once known (rule 5). */
  fulfilledAt: Date | null;
  /** What has to be tendered for the order to be paid in full the first time: its total before later edits and refunds. */
  total: Money;
  taxesIncluded: boolean;
  lines: OrderLine[];
  /**
   * The order as it was when it was last paid in full, while a later edit leaves it partly paid (rule 5); else null. What that
   * part earns and counts for is kept until the added part is paid. What is fetched of an edited order says it too (`advanceOrder`
   * forgets it where all is paid).
   */
  paidPart: PaidPart | null;
  shipping: ShippingState;
  tip: Money;
  /** Discount codes that the order carries, with what each took off. */
  codes: OrderCode[];
  /** The gateways of all payments, as the payload names them. */
  gateways: string[];
  /** The payments themselves; null while they have not been fetched. */
  transactions: OrderTransaction[] | null;
  refunds: OrderRefund[];
  /** When the order was edited, as far as known, oldest first: points of an edit are as old as it (rule 9). */
  editedAt: Date[];
};

/** Shopify's financial status; `expired` is an authorization that ran out. */
export type FinancialStatus =
  "pending" | "authorized" | "partiallyPaid" | "paid" | "partiallyRefunded" | "refunded" | "voided" | "expired";

export type OrderLine = {
  id: string;
  productId: string | null;
  variantId: string | null;
  /** The product's title when it was ordered, for explanations. */
  title: string;
  vendor: string | null;
  giftCard: boolean;
  /** The price of one, before discounts; with tax where `taxesIncluded`. */
  unitPrice: Money;
  /** As ordered (or added by an edit): all amounts of the line are for this quantity. */
  quantity: number;
  /** What is left of it after edits and refunds. */
  currentQuantity: number;
  /** How many came back by refunds (not by edits). */
  refundedQuantity: number;
  /** Every discount allocated to the whole line, its own and its share of the order's. */
  discounts: LineDiscount[];
  /** Tax of the whole line. */
  tax: Money;
  /** What the product was at the first sight of the order; null while it has not been fetched. */
  facts: ProductFacts | null;
};

export type LineDiscount = {
  amount: Money;
  /** The discount code that it comes from, as typed; null for automatic, manual and scripted discounts. */
  code: string | null;
};

export type ProductFacts = {
  handle: string | null;
  /** Ids and handles of the collections that the product was in. */
  collections: string[];
  tags: string[];
  /** The variant's compare-at price, null where it had none. */
  compareAt: Money | null;
};

export type ShippingState = {
  price: Money;
  discounts: LineDiscount[];
  tax: Money;
  /** What has been refunded of it, with its tax. */
  refunded: Money;
};

/** What was paid in full, and as of when: payments after that belong to the added part. */
export type PaidPart = { asOf: Date; lines: OrderLine[]; shipping: ShippingState };

export type OrderCode = { code: string; amount: Money; kind: "amount" | "percentage" | "shipping" };

export type OrderTransaction = {
  id: string;
  kind: "authorization" | "capture" | "sale" | "void" | "refund" | "change" | "other";
  gateway: string;
  amount: Money;
  status: "success" | "pending" | "failure" | "error" | "other";
  processedAt: Date;
};

export type OrderRefund = {
  id: string;
  createdAt: Date;
  /** Subtotal and tax of the quantity that came back. */
  lines: { lineId: string; quantity: number; subtotal: Money; tax: Money }[];
  /** Shipping that was given back, with its tax. */
  shipping: Money;
  /** An amount typed by hand, with no lines and no shipping (rule 6); never negative. */
  handTyped: Money;
};

/** How Shopify says that nothing will be paid. */
export const DECLINED: readonly FinancialStatus[] = ["voided", "expired"];

/** Rule 5: nothing of these orders counts any more. */
export function hasFallenAway(order: OrderState): boolean {
  return order.cancelledAt !== null || DECLINED.includes(order.financialStatus);
}

/**
 * Whether the order was paid in full at some time, as far as this state tells: a refund leaves it so. A part of a deposit that
 * is refunded makes an order "partially refunded" too; there only the payments tell (order-facts.ts asks for them).
 */
export function wasPaidInFull(order: OrderState): boolean {
  if (order.paidAt !== null || order.financialStatus === "paid") return true;
  if (order.financialStatus !== "partiallyRefunded" && order.financialStatus !== "refunded") return false;
  return order.transactions === null || totalTendered(order.transactions) >= order.total;
}

/** Whether what is owed now is paid: false while an edit leaves a paid order partly paid. */
export function isPaidNow(order: OrderState): boolean {
  const { financialStatus } = order;
  if (financialStatus === "paid") return true;
  return (financialStatus === "partiallyRefunded" || financialStatus === "refunded") && wasPaidInFull(order);
}

/**
 * Shopify tells moments by whole seconds: what happened within one stands at its beginning. An order that was paid in the very second in
 * which a version was published counts under the new version, the one that the shop shows from then on.
 */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000 + 999);
}

/** Payments that were really made: sales and captures that succeeded. Authorizations only reserve money, refunds are not tender (rule 3). */
export function isTender(transaction: OrderTransaction): boolean {
  return transaction.status === "success" && (transaction.kind === "sale" || transaction.kind === "capture");
}

/** What was paid in; refunds don't change it (rule 3). */
export function totalTendered(transactions: readonly OrderTransaction[]): Money {
  return transactions.filter(isTender).reduce((sum, transaction) => sum + transaction.amount, 0n);
}

/** Codes are the same whatever their capitals, as in Shopify. */
export function sameCode(a: string, b: string): boolean {
  return a.trim().toUpperCase() === b.trim().toUpperCase();
}

/** Whether the order carries the code. */
export function carriesCode(order: OrderState, code: string): boolean {
  return order.codes.some((carried) => sameCode(carried.code, code));
}
