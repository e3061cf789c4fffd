import type { OrderAnswer } from "./operations/order-fields.ts";

/** What Laurel asks of a shop and tells it, in Laurel's words. Everything here may fail with a ShopifyFailure (transport.ts). */
export type Gateway = {
  readonly readShop: () => Promise<ShopFacts>;

  /** The order as it stands now with all its lines and refunds, or null when there is none (deleted, or older than we may see). */
  readonly findOrder: (orderId: string) => Promise<OrderAnswer | null>;
  /** One page of the orders changed at or after a moment, oldest change first. */
  readonly listOrdersChanged: (since: Date, after: string | null) => Promise<Page<OrderChange>>;

  /** The customers that exist among the given ids. */
  readonly listCustomersById: (customerIds: readonly string[]) => Promise<ReadonlyMap<string, CustomerFacts>>;
  /** One page of all customers, or of those with a tag. */
  readonly listCustomers: (filter: CustomerFilter, after: string | null) => Promise<Page<CustomerFacts>>;
  /** Names and addresses for a page of the admin; never to be stored. */
  readonly listCustomerNames: (customerIds: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** How to write to customers: for sending one mail each, never to be stored. */
  readonly listMailContacts: (customerIds: readonly string[]) => Promise<ReadonlyMap<string, MailContact>>;
  /** Customers whom staff search for by name, e-mail address or id. */
  readonly searchCustomers: (text: string, limit: number) => Promise<readonly CustomerName[]>;

  /** Writes the `loyalty` metafield of up to 25 customers; says whom Shopify refused, in which case nobody was written. */
  readonly writeLoyalty: (values: readonly LoyaltyValue[]) => Promise<LoyaltyOutcome>;
  /** Takes Laurel out of the shop; Shopify then deletes what Laurel keeps there. */
  readonly uninstall: () => Promise<void>;
  /** Writes the shop's `program` metafield. */
  readonly writeProgram: (shopId: string, json: string) => Promise<void>;
  /** Adds tags and leaves others alone; false when the customer no longer exists. */
  readonly addTags: (customerId: string, tags: readonly string[]) => Promise<boolean>;
  /** Removes tags and leaves others alone; false when the customer no longer exists. */
  readonly removeTags: (customerId: string, tags: readonly string[]) => Promise<boolean>;

  /** Makes a discount with one code. */
  readonly createDiscount: (request: DiscountRequest) => Promise<DiscountOutcome>;
  /** The discount that a code belongs to, or null. */
  readonly findDiscountByCode: (code: string) => Promise<DiscountFacts | null>;
  /** A discount by its id, of codes or automatic, or null where there is none. */
  readonly findDiscount: (discountId: string) => Promise<DiscountNow | null>;
  /** One code as it stands, or null where there is none, or where it belongs to a discount of a kind that we never make. */
  readonly findRedeemCode: (code: string) => Promise<RedeemCodeFacts | null>;
  /** Takes one code out of a discount that has others, and waits until it is out. "missing" when the discount is gone. */
  readonly withdrawCode: (code: { discountId: string; codeId: string; code: string }) => Promise<"done" | "missing">;
  /** Ends a discount at once; "missing" when somebody has deleted it. */
  readonly deactivateDiscount: (discountId: string) => Promise<"done" | "missing">;
  /** Deletes a discount; "missing" when somebody already has. */
  readonly deleteDiscount: (discountId: string) => Promise<"done" | "missing">;
  /** Whether the shop has store credit, and Laurel may give it. */
  readonly readStoreCredit: () => Promise<StoreCreditState>;
  /** Gives a customer store credit. Never to be repeated after a failure of kind `unknown`: look into the account. */
  readonly giveStoreCredit: (
    customerId: string,
    money: { amount: string; currency: string },
  ) => Promise<{ ok: true; transactionId: string } | { ok: false; message: string }>;
  /** A customer's newest credits, of all currencies. */
  readonly listStoreCredits: (customerId: string) => Promise<readonly StoreCredit[]>;
  /** Adds up to 250 codes to a discount; Shopify does it later. */
  readonly addCodes: (discountId: string, codes: readonly string[]) => Promise<CodesOutcome>;
  /** How far Shopify has come with adding codes; null when it doesn't know the job. */
  readonly findCodesAdded: (bulkCreationId: string) => Promise<CodesAdded | null>;

  /** How many automatic discounts are active in the shop, a merchant's own among them. */
  readonly countAutomaticDiscounts: () => Promise<number>;
  /** The automatic discount that was made for a tier, or null: the look-up after an unknown outcome. */
  readonly findTierDiscount: (tier: string) => Promise<{ readonly id: string; readonly type: TierDiscountType } | null>;
  /** Makes a tier's automatic discount, or (with an id) writes it anew; its kind can't change. */
  readonly writeTierDiscount: (id: string | null, request: TierDiscountRequest) => Promise<TierDiscountOutcome>;
  /** Deletes a tier's automatic discount; "missing" when somebody already has. */
  readonly deleteTierDiscount: (id: string) => Promise<"done" | "missing">;
  /** The customer segment with a name, or null. */
  readonly findSegment: (name: string) => Promise<{ readonly id: string; readonly query: string } | null>;
  /** Makes a customer segment, or (with an id) writes it anew. */
  readonly writeSegment: (
    id: string | null,
    segment: { readonly name: string; readonly query: string },
  ) => Promise<
    { readonly ok: true; readonly segmentId: string } | { readonly ok: false; readonly reason: "missing" | "taken" }
  >;
  /** Deletes a customer segment; "missing" when somebody already has. */
  readonly deleteSegment: (id: string) => Promise<"done" | "missing">;

  /** A place to which a picture can be sent, the headers to send with it, and its name for `createPicture`. */
  readonly stagePicture: (picture: {
    readonly name: string;
    readonly mimeType: string;
    readonly bytes: number;
  }) => Promise<{
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly source: string;
  }>;
  /** Makes a file of the shop out of a picture that was sent. */
  readonly createPicture: (source: string, alt: string) => Promise<string>;
  /** Whether Shopify has made its sizes of a picture, and its address. */
  readonly findPicture: (
    id: string,
  ) => Promise<{ readonly status: "ready"; readonly url: string } | { readonly status: "waiting" | "failed" }>;

  /** The variant that a program means by an id, a global id or a product's handle; null where there is none. */
  readonly findVariantId: (idOrHandle: string) => Promise<string | null>;

  /** What the payload of an order doesn't say about its products, by variant id; a deleted variant is missing. */
  readonly listProductFacts: (variantIds: readonly string[]) => Promise<ReadonlyMap<string, ProductFacts>>;
};

export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

export type ShopFacts = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** The storefront's address without a slash at its end. */
  readonly url: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly taxesIncluded: boolean;
  readonly newCustomerAccounts: boolean;
};

export type OrderChange = { readonly id: string; readonly updatedAt: Date };

export type CustomerFacts = {
  readonly id: string;
  readonly tags: readonly string[];
  readonly locale: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** "MM-DD", or null where the shop doesn't know it. */
  readonly birthday: string | null;
  /** The `loyalty` metafield as it stands in Shopify, or null. */
  readonly loyaltyJson: string | null;
};

export type CustomerFilter = { readonly tag?: string; readonly updatedSince?: Date };

export type CustomerName = { readonly id: string; readonly name: string; readonly email: string | null };

/** How a customer is written to: the address, the language, and whether they have agreed to marketing mails. */
export type MailContact = CustomerName & {
  readonly firstName: string;
  readonly locale: string;
  /** Shopify has verified that the address is the customer's own. */
  readonly verified: boolean;
  readonly subscribed: boolean;
};

export type LoyaltyValue = { readonly customerId: string; readonly json: string };

export type LoyaltyOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly refused: readonly { readonly customerId: string | null; readonly message: string }[];
    };

/** A discount for one exchange: what it gives, to whom and until when. */
export type DiscountRequest = {
  readonly code: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly gives:
    | { readonly type: "amount"; readonly amount: string }
    | { readonly type: "percentage"; readonly percent: string }
    | { readonly type: "freeShipping" }
    | { readonly type: "product"; readonly variantId: string };
  /** The customers that may use it; null: whoever has the code. */
  readonly customerIds: readonly string[] | null;
  readonly minimumSubtotal: string | null;
  readonly combinesWith: { readonly order: boolean; readonly product: boolean; readonly shipping: boolean };
};

/** `taken`: the code exists already, perhaps from an earlier try of ours. `invalid`: Shopify refused what the discount says. */
export type DiscountOutcome =
  | { readonly ok: true; readonly discountId: string }
  | { readonly ok: false; readonly reason: "taken" | "invalid"; readonly message: string };

export type TierDiscountType = "percentage" | "freeShipping";

/** The discount that everybody in a tier gets without a code. */
export type TierDiscountRequest = {
  readonly tier: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly segmentId: string;
  readonly gives: { readonly type: "percentage"; readonly percent: string } | { readonly type: "freeShipping" };
  readonly minimumSubtotal: string;
  readonly combinesWith: { readonly order: boolean; readonly product: boolean; readonly shipping: boolean };
};

/** `full`: the shop has as many automatic discounts as Shopify allows. `missing`: somebody has deleted it. */
export type TierDiscountOutcome =
  | { readonly ok: true; readonly discountId: string }
  | { readonly ok: false; readonly reason: "full" | "missing" | "invalid"; readonly message: string };

export type DiscountFacts = {
  readonly id: string;
  /** Null for a discount of a kind that we never make. */
  readonly title: string | null;
  readonly active: boolean;
  /** Shopify counts late: 0 doesn't mean unused. */
  readonly usesCounted: number;
};

/** Whether a discount works, until when, and what it takes off; null for free shipping. */
export type DiscountNow = Pick<RedeemCodeFacts, "active" | "endsAt" | "gives">;

export type RedeemCodeFacts = {
  readonly discountId: string;
  readonly title: string;
  /** The code's own id among the discount's codes. */
  readonly codeId: string;
  readonly active: boolean;
  readonly endsAt: Date | null;
  /** How often each code of the discount can be used; null: without a limit. */
  readonly usageLimit: number | null;
  /** Uses of this code. Shopify counts late: 0 doesn't mean unused. */
  readonly usesCounted: number;
  /** What it takes off; null for free shipping. */
  readonly gives: { readonly type: "amount" | "percentage"; readonly value: string } | null;
};

/** `off`: the shop's owner has not switched store credit on. `notAllowed`: Laurel lacks the permission for it. */
export type StoreCreditState = "on" | "off" | "notAllowed";

export type StoreCredit = {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly at: Date;
};

export type CodesOutcome =
  | { readonly ok: true; readonly bulkCreationId: string }
  | { readonly ok: false; readonly reason: "missing" | "invalid"; readonly message: string };

/** `refused`: codes that were not added, because they exist already or for another reason; known once it is done. */
export type CodesAdded = { readonly done: boolean; readonly refused: readonly string[] };

export type ProductFacts = {
  readonly productId: string;
  readonly handle: string;
  readonly vendor: string;
  readonly tags: readonly string[];
  /** Ids and handles of the product's collections, so that a program may name either. */
  readonly collections: readonly string[];
  readonly compareAt: string | null;
};
