/** What carts, orders, refunds and edits are asked for with. */
import type { DiscountAllocation, DiscountApplication, RefundLine } from "./order-types.ts";
import type { Amount, Id, Moment } from "./types.ts";

/** A line of a cart or a new order: a variant of the shop, or an ad-hoc product that is made (or brought up to date) by its handle. */
export type LineInput = {
  variantId?: Id;
  /** Handle of an ad-hoc product; needed where there is no variantId. */
  product?: string;
  title?: string;
  vendor?: string;
  /** Needed for an ad-hoc product; else the variant's own price. */
  price?: Amount;
  compareAt?: Amount | null;
  quantity?: number;
  /** A line-level discount on the whole line, given by hand. */
  discount?: Amount;
  giftCard?: boolean;
  /** Handles. */
  collections?: string[];
  tags?: string[];
};

export type PaymentInput = { gateway: string; amount: Amount; accountId?: Id };

export type QuoteInput = {
  customerId?: Id | null;
  lines: LineInput[];
  codes?: string[];
  /** An order-level amount by hand, spread over the lines by value, gift cards left out. */
  orderDiscount?: Amount;
  recordedCode?: RecordedCode;
  /** Whether automatic discounts apply (true). */
  automatic?: boolean;
  shipping?: Amount;
  shippingTitle?: string;
  tip?: Amount;
  taxRate?: string;
  taxesIncluded?: boolean;
};

/** Why a code does not apply, in the words of a checkout. */
export type CodeVerdict = {
  code: string;
  applied: boolean;
  reason: CodeReason | null;
  message: string | null;
  amount: Amount;
};
export type CodeReason =
  | "notFound"
  | "notActive"
  | "notStarted"
  | "expired"
  | "notForCustomer"
  | "usedUp"
  | "oncePerCustomer"
  | "belowMinimum"
  | "doesNotCombine"
  | "tooMany"
  | "noEligibleItems";

export type QuoteLine = {
  productId: Id;
  variantId: Id;
  handle: string;
  title: string;
  variantTitle: string | null;
  vendor: string;
  sku: string;
  price: Amount;
  compareAt: Amount | null;
  quantity: number;
  giftCard: boolean;
  /** Price × quantity. */
  original: Amount;
  discounts: DiscountAllocation[];
  /** After all discounts. */
  final: Amount;
  tax: Amount;
};

export type Quote = {
  currency: string;
  taxesIncluded: boolean;
  lines: QuoteLine[];
  applications: DiscountApplication[];
  codes: CodeVerdict[];
  subtotal: Amount;
  discounts: Amount;
  shipping: Amount;
  shippingDiscounts: Amount;
  shippingAllocations: DiscountAllocation[];
  tax: Amount;
  tip: Amount;
  total: Amount;
};

/** A code that an order made by the API says it carried: Shopify takes its word for it, whether the discount exists or not. */
export type RecordedCode = { code: string; kind: "fixed" | "percentage" | "freeShipping"; value: string };

export type OrderInput = QuoteInput & {
  email?: string | null;
  status?: "paid" | "pending" | "authorized" | "partiallyPaid";
  /** What is tendered; by default all of it by shopify_payments. */
  payments?: PaymentInput[];
  test?: boolean;
  fulfilled?: boolean;
  sourceName?: string;
  tags?: string[];
  note?: string | null;
  /** A code that does not apply is refused with its reason (true), or left out as a checkout does (false). */
  refuseBadCodes?: boolean;
  /** When it was placed, if earlier than now: what an import or orderCreate's processedAt says. */
  processedAt?: Moment;
};

export type RefundInput = {
  lines?: { lineId: Id; quantity: number; restock?: RefundLine["restock"] }[];
  shipping?: Amount;
  /** Money given back. Left out: what lines and shipping are worth. With no lines: an amount typed by hand. */
  amount?: Amount;
  to?: "original" | "storeCredit";
  note?: string | null;
};

export type EditInput = {
  set?: { lineId: Id; quantity: number }[];
  add?: LineInput[];
  staffNote?: string | null;
  notifyCustomer?: boolean;
  taxRate?: string;
};
