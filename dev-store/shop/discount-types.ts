/** Discounts and their codes. */
import type { Amount, Id, Moment } from "./types.ts";

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
  /** `refused`: why the code was not added, once the job is done; null where it was. */
  codes: { code: string; refused: { code: string; message: string } | null; redeemCodeId: Id | null }[];
  createdAt: Moment;
  doneAt: Moment;
  finished: boolean;
};
