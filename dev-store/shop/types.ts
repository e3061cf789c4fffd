/**
 * Everything that the pretend shop remembers, as plain JSON: a snapshot of it is a file, a test can print it, a reload needs no code.
 * Ids are decimal strings (the number at the end of Shopify's gid), money is a decimal string with the currency's own number of decimals,
 * and times are ISO 8601 in UTC.
 */
import type { BulkCodes, Discount } from "./discount-types.ts";
import type { EditInput } from "./input-types.ts";
import type { Order } from "./order-types.ts";

export type * from "./discount-types.ts";
export type * from "./input-types.ts";
export type * from "./order-types.ts";

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
  /** Left out: store credit is switched on. */
  storeCredit?: "off";
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

/** A query over everything, whose answer is a file of one JSON object a line. */
export type BulkOperation = {
  id: Id;
  query: string;
  createdAt: Moment;
  doneAt: Moment;
  /** Whether bulk_operations/finish was told. */
  told: boolean;
  objects: number;
  roots: number;
  lines: string;
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
  bulkOperations: Record<Id, BulkOperation>;
  /** An order edit that has begun and is not committed: calculated order id → what was done so far. */
  openEdits: Record<Id, { orderId: Id; edit: EditInput }>;
};
