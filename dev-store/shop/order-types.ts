/** Orders and what belongs to them, as the shop remembers them. */
import type { Amount, Id, Moment } from "./types.ts";

/** How a part of an order's discounts came about; lines point to it by its index in `Order.discountApplications`. */
export type DiscountApplication = {
  type: "discount_code" | "manual" | "automatic";
  code: string | null;
  title: string;
  /** What it takes off: an amount, or a percentage of 100. */
  value: string;
  valueType: "fixed_amount" | "percentage";
  target: "line_item" | "shipping_line";
  selection: "all" | "entitled" | "explicit";
  allocation: "across" | "each" | "one";
};

/** The part of one discount that fell on one line, for the line's whole ordered quantity. */
export type DiscountAllocation = { application: number; amount: Amount };

export type TaxLine = { title: string; rate: string; price: Amount };

export type OrderLine = {
  id: Id;
  productId: Id | null;
  variantId: Id | null;
  handle: string;
  title: string;
  variantTitle: string | null;
  vendor: string;
  sku: string | null;
  price: Amount;
  compareAt: Amount | null;
  /** All units ever ordered, removed and refunded ones included. */
  quantity: number;
  /** What is left after edits and refunds. */
  currentQuantity: number;
  /** Units refunded, with or without money. */
  refundedQuantity: number;
  fulfilledQuantity: number;
  giftCard: boolean;
  taxable: boolean;
  taxRate: string;
  discountAllocations: DiscountAllocation[];
};

export type ShippingLine = { id: Id; title: string; price: Amount; discountAllocations: DiscountAllocation[] };

export type TransactionKind = "sale" | "authorization" | "capture" | "void" | "refund";
export type Transaction = {
  id: Id;
  kind: TransactionKind;
  status: "success" | "pending" | "failure";
  gateway: string;
  amount: Amount;
  parentId: Id | null;
  refundId: Id | null;
  /** Which gift card or store credit account paid, so that it can be given back. */
  accountId: Id | null;
  at: Moment;
};

export type RefundLine = {
  id: Id;
  lineId: Id;
  quantity: number;
  restock: "no_restock" | "return" | "cancel";
  subtotal: Amount;
  tax: Amount;
};
export type OrderAdjustment = {
  id: Id;
  kind: "refund_discrepancy" | "shipping_refund";
  amount: Amount;
  tax: Amount;
  reason: string;
};
export type Refund = {
  id: Id;
  at: Moment;
  note: string | null;
  restock: boolean;
  lines: RefundLine[];
  shipping: { id: Id; shippingLineId: Id; amount: Amount; tax: Amount }[];
  adjustments: OrderAdjustment[];
};

export type Fulfillment = {
  id: Id;
  at: Moment;
  status: "success" | "cancelled";
  lines: { lineId: Id; quantity: number }[];
};

export type OrderEdit = {
  id: Id;
  at: Moment;
  staffNote: string | null;
  notifyCustomer: boolean;
  additions: { lineId: Id; delta: number }[];
  removals: { lineId: Id; delta: number }[];
};

export type Order = {
  id: Id;
  number: number;
  name: string;
  customerId: Id | null;
  email: string | null;
  currency: string;
  test: boolean;
  sourceName: string;
  taxesIncluded: boolean;
  lines: OrderLine[];
  shippingLines: ShippingLine[];
  discountApplications: DiscountApplication[];
  /** What each code took off in the whole order, shipping included. */
  discountCodes: { code: string; amount: Amount; type: "fixed_amount" | "percentage" | "shipping" }[];
  tip: Amount;
  /** The line that Shopify lists a tip as; none without a tip. */
  tipLineId?: Id;
  transactions: Transaction[];
  refunds: Refund[];
  fulfillments: Fulfillment[];
  edits: OrderEdit[];
  tags: string[];
  note: string | null;
  voided: boolean;
  createdAt: Moment;
  processedAt: Moment;
  /** Strictly later with every change of this order. */
  updatedAt: Moment;
  cancelledAt: Moment | null;
  cancelReason: string | null;
  closedAt: Moment | null;
};

export type FinancialStatus =
  "PENDING" | "AUTHORIZED" | "PARTIALLY_PAID" | "PAID" | "PARTIALLY_REFUNDED" | "REFUNDED" | "VOIDED";
export type FulfillmentStatus = "UNFULFILLED" | "PARTIALLY_FULFILLED" | "FULFILLED";

/** An order's figures as they follow from its lines, refunds and transactions. */
export type OrderTotals = {
  /** As placed and edited, before refunds and removals. */
  subtotal: Amount;
  discounts: Amount;
  shipping: Amount;
  tax: Amount;
  total: Amount;
  /** After edits and refunds. */
  currentSubtotal: Amount;
  currentDiscounts: Amount;
  currentShipping: Amount;
  currentTax: Amount;
  currentTotal: Amount;
  received: Amount;
  refunded: Amount;
  net: Amount;
  authorized: Amount;
  outstanding: Amount;
  financialStatus: FinancialStatus;
  fulfillmentStatus: FulfillmentStatus;
};
