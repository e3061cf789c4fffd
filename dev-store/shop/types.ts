/**
 * Everything that the pretend shop remembers, as plain JSON: a snapshot of it is a file, a test can print it, a reload needs no code.
 * Ids are decimal strings (the number at the end of Shopify's gid), money is a decimal string with the currency's own number of decimals,
 * and times are ISO 8601 in UTC.
 */

/** The number at the end of a gid, for example "7000000000042". */
export type Id = string;
/** A decimal string in the shop's currency, for example "49.90". */
export type Amount = string;
/** An ISO 8601 moment in UTC, for example "2026-01-05T09:00:00Z". */
export type Moment = string;

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** Something that happened in the shop and that Shopify would tell an app, with the payload as it was at that moment. */
export type ShopEvent = {
  /** Equal for every delivery of one happening: X-Shopify-Event-Id. */
  id: string;
  /** As in shopify.app.toml, for example "orders/paid". */
  topic: string;
  at: Moment;
  /** The gid of what it is about, so that a console or a test can find the events of one order. */
  subject: string;
  payload: JsonObject;
};

export type ShopOptions = {
  domain: string;
  /** The only clock that the shop knows. */
  clock: () => Date;
  currency?: string;
  timeZone?: string;
  name?: string;
  /** Called once for each happening, in order. */
  emit?: (event: ShopEvent) => void;
  /** Called after every change, so that somebody can save the state. */
  changed?: () => void;
  /** How long an asynchronous job of Shopify (codes added in bulk, for one) takes, by the shop's clock. */
  jobMilliseconds?: number;
};

export type ShopInfo = {
  id: Id;
  name: string;
  domain: string;
  email: string;
  owner: string;
  currency: string;
  timeZone: string;
  countryCode: string;
  taxesIncluded: boolean;
  customerAccounts: "NEW_CUSTOMER_ACCOUNTS" | "CLASSIC";
  createdAt: Moment;
  updatedAt: Moment;
};

export type Variant = {
  id: Id;
  productId: Id;
  title: string;
  sku: string;
  price: Amount;
  compareAt: Amount | null;
};

export type Product = {
  id: Id;
  handle: string;
  title: string;
  description: string;
  vendor: string;
  productType: string;
  tags: string[];
  /** Ids of the collections that it is in. */
  collections: Id[];
  giftCard: boolean;
  status: "ACTIVE" | "ARCHIVED" | "DRAFT";
  variants: Variant[];
  /** A whole SVG document, or null. */
  image: string | null;
  imageAlt: string;
  createdAt: Moment;
  updatedAt: Moment;
};

export type Collection = { id: Id; handle: string; title: string; description: string; updatedAt: Moment };

export type Customer = {
  id: Id;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  verifiedEmail: boolean;
  tags: string[];
  state: "DISABLED" | "INVITED" | "ENABLED" | "DECLINED";
  locale: string;
  note: string | null;
  acceptsMarketing: boolean;
  createdAt: Moment;
  updatedAt: Moment;
};

export type Metafield = {
  id: Id;
  /** The gid of what it belongs to. */
  ownerId: string;
  /** As stored: `app--<app id>` where the app wrote `$app`. */
  namespace: string;
  key: string;
  type: string;
  value: string;
  /** Counts the writes, for compareDigest. */
  revision: number;
  createdAt: Moment;
  updatedAt: Moment;
};

export type MetafieldDefinition = {
  id: Id;
  ownerType: string;
  namespace: string;
  key: string;
  type: string;
  name: string;
  description: string | null;
  access: { admin: string; storefront: string; customerAccount: string };
};

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
  tax: Amount;
  tip: Amount;
  total: Amount;
};

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

export type CustomerInput = {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  tags?: string[];
  locale?: string;
  note?: string | null;
  state?: Customer["state"];
  acceptsMarketing?: boolean;
  verifiedEmail?: boolean;
  /** "MM-DD" or "YYYY-MM-DD": kept in the metafield facts.birth_date as Shopify's own standard definition does. */
  birthday?: string | null;
};

export type ProductInput = {
  handle?: string;
  title: string;
  description?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  /** Handles; a collection that is missing is made. */
  collections?: string[];
  giftCard?: boolean;
  status?: Product["status"];
  image?: string | null;
  imageAlt?: string;
  variants?: { title?: string; sku?: string; price: Amount; compareAt?: Amount | null }[];
};

export type DiscountKind = "basic" | "freeShipping" | "bxgy";
export type DiscountItems = { all: true } | { products: Id[]; variants: Id[]; collections: Id[] };
export type DiscountValue =
  | { kind: "percentage"; percentage: string }
  | { kind: "amount"; amount: Amount; eachItem: boolean }
  | { kind: "onQuantity"; quantity: number; percentage: string };
export type RedeemCode = { id: Id; code: string; uses: number; createdAt: Moment };

export type Discount = {
  id: Id;
  method: "code" | "automatic";
  kind: DiscountKind;
  title: string;
  codes: RedeemCode[];
  startsAt: Moment;
  endsAt: Moment | null;
  /** Shopify's own switch beside the dates: a deactivated discount ends at that moment. */
  usageLimit: number | null;
  usesPerOrderLimit: number | null;
  appliesOncePerCustomer: boolean;
  recurringCycleLimit: number | null;
  context: { kind: "all" } | { kind: "customers"; ids: Id[] } | { kind: "segments"; ids: Id[] };
  minimum: { kind: "none" } | { kind: "subtotal"; amount: Amount } | { kind: "quantity"; quantity: number };
  combines: { order: boolean; product: boolean; shipping: boolean };
  /** Of basic and bxgy: what it takes off, and where. */
  value: DiscountValue | null;
  gets: DiscountItems;
  buys: { items: DiscountItems; quantity: number | null; amount: Amount | null } | null;
  /** Of free shipping. */
  maximumShippingPrice: Amount | null;
  tags: string[];
  createdAt: Moment;
  updatedAt: Moment;
};

export type BulkCodes = {
  id: Id;
  discountId: Id;
  codes: { code: string; message: string | null; redeemCodeId: Id | null }[];
  createdAt: Moment;
  doneAt: Moment;
  finished: boolean;
};

export type Segment = { id: Id; name: string; query: string; createdAt: Moment; updatedAt: Moment };

export type StoreCreditTransaction = {
  id: Id;
  kind: "credit" | "debit" | "revert" | "expiration";
  amount: Amount;
  balanceAfter: Amount;
  at: Moment;
  expiresAt: Moment | null;
};
export type StoreCreditAccount = {
  id: Id;
  customerId: Id;
  currency: string;
  balance: Amount;
  transactions: StoreCreditTransaction[];
};

export type GiftCard = {
  id: Id;
  code: string;
  initial: Amount;
  balance: Amount;
  customerId: Id | null;
  enabled: boolean;
  expiresOn: string | null;
  createdAt: Moment;
};

export type ShopFile = {
  id: Id;
  url: string;
  alt: string;
  kind: "IMAGE" | "FILE";
  mimeType: string;
  status: "UPLOADED" | "PROCESSING" | "READY" | "FAILED";
  width: number | null;
  height: number | null;
  createdAt: Moment;
};

/** A job of Shopify's that answers at once and ends later. */
export type Job = { id: Id; doneAt: Moment };

export type ShopState = {
  version: 1;
  info: ShopInfo;
  /** The last id given. */
  sequence: number;
  orderNumber: number;
  products: Record<Id, Product>;
  collections: Record<Id, Collection>;
  customers: Record<Id, Customer>;
  /** Merged customers: the id that is gone → the one that remains. */
  mergedCustomers: Record<Id, Id>;
  orders: Record<Id, Order>;
  discounts: Record<Id, Discount>;
  bulkCodes: Record<Id, BulkCodes>;
  segments: Record<Id, Segment>;
  metafields: Record<Id, Metafield>;
  metafieldDefinitions: Record<Id, MetafieldDefinition>;
  storeCredit: Record<Id, StoreCreditAccount>;
  giftCards: Record<Id, GiftCard>;
  files: Record<Id, ShopFile>;
  jobs: Record<Id, Job>;
  /** An order edit that has begun and is not committed: calculated order id → what was done so far. */
  openEdits: Record<Id, { orderId: Id; edit: EditInput }>;
};
