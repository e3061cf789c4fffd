/** What Shopify's discount inputs say, in the words of the shop. Their required fields are nullable in the schema, so they are checked here. */
import { toFraction } from "../../shop/money.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { Discount, DiscountItems, DiscountValue, Id } from "../../shop/types.ts";
import { requireId, type Context } from "../answers.ts";

type AddRemove = { add?: string[] | null; remove?: string[] | null };
type Items = {
  all?: boolean | null;
  products?: {
    productsToAdd?: string[] | null;
    productsToRemove?: string[] | null;
    productVariantsToAdd?: string[] | null;
    productVariantsToRemove?: string[] | null;
  } | null;
  collections?: AddRemove | null;
};
type Value = {
  percentage?: number | null;
  discountAmount?: { amount?: string | null; appliesOnEachItem?: boolean | null } | null;
  discountOnQuantity?: {
    quantity?: string | null;
    effect?: { percentage?: number | null; amount?: string | null } | null;
  } | null;
};
export type ApiDiscount = {
  title?: string | null;
  code?: string | null;
  startsAt?: string | null;
  endsAt?: string | null;
  usageLimit?: number | null;
  usesPerOrderLimit?: number | null;
  recurringCycleLimit?: number | null;
  appliesOncePerCustomer?: boolean | null;
  tags?: string[] | null;
  combinesWith?: {
    orderDiscounts?: boolean | null;
    productDiscounts?: boolean | null;
    shippingDiscounts?: boolean | null;
    productDiscountsWithTagsOnSameCartLine?: unknown;
  } | null;
  context?: { all?: string; customers?: AddRemove; customerSegments?: AddRemove; markets?: unknown } | null;
  customerSelection?: { all?: boolean; customers?: AddRemove; customerSegments?: AddRemove } | null;
  minimumRequirement?: {
    subtotal?: { greaterThanOrEqualToSubtotal?: string | null } | null;
    quantity?: { greaterThanOrEqualToQuantity?: string | null } | null;
  } | null;
  customerGets?: { items?: Items | null; value?: Value | null } | null;
  customerBuys?: { items?: Items | null; value?: { quantity?: string | null; amount?: string | null } | null } | null;
  maximumShippingPrice?: string | null;
  destination?: unknown;
};

/** A list of ids after adding and removing. */
function changeIds(now: Id[], change: AddRemove, field: string[], type: string): Id[] {
  const remove = new Set((change.remove ?? []).map((id) => requireId(id, [...field, "remove"], type)));
  const add = (change.add ?? []).map((id) => requireId(id, [...field, "add"], type));
  return [...new Set([...now.filter((id) => !remove.has(id)), ...add])];
}

function readContext(input: ApiDiscount, now: Discount["context"] | null): Discount["context"] | undefined {
  const wanted = input.context ?? input.customerSelection;
  if (!wanted) return undefined;
  if ("markets" in wanted) throw new Error("dev store: discounts for markets are not implemented");
  if (wanted.customers) {
    const ids = changeIds(
      now?.kind === "customers" ? now.ids : [],
      wanted.customers,
      ["context", "customers"],
      "Customer",
    );
    return { kind: "customers", ids };
  }
  if (wanted.customerSegments) {
    const ids = changeIds(
      now?.kind === "segments" ? now.ids : [],
      wanted.customerSegments,
      ["context", "customerSegments"],
      "Segment",
    );
    return { kind: "segments", ids };
  }
  return { kind: "all" };
}

function readItems(items: Items, now: DiscountItems | null, field: string[]): DiscountItems {
  if (items.all) return { all: true };
  const before = now && !("all" in now) ? now : { products: [], variants: [], collections: [] };
  const { products, collections } = items;
  const productChange = { add: products?.productsToAdd ?? [], remove: products?.productsToRemove ?? [] };
  const variantChange = { add: products?.productVariantsToAdd ?? [], remove: products?.productVariantsToRemove ?? [] };
  return {
    products: changeIds(before.products, productChange, [...field, "products"], "Product"),
    variants: changeIds(before.variants, variantChange, [...field, "productVariants"], "ProductVariant"),
    collections: changeIds(before.collections, collections ?? {}, [...field, "collections"], "Collection"),
  };
}

/** A float as the decimal that it prints as: 0.1 is "0.1". */
function shareOf(percentage: number): string {
  const text = percentage.toFixed(6).replace(/\.?0+$/, "");
  toFraction(text);
  return text;
}

function readValue(value: Value): DiscountValue {
  const given = [value.percentage, value.discountAmount, value.discountOnQuantity].filter(
    (one) => one !== undefined && one !== null,
  );
  const field = ["customerGets", "value"];
  if (given.length !== 1)
    throw new Refusal("INVALID", field, "Specify exactly one of percentage, discountAmount and discountOnQuantity");
  if (value.discountAmount) {
    const { amount, appliesOnEachItem } = value.discountAmount;
    if (!amount) throw new Refusal("BLANK", [...field, "discountAmount", "amount"], "Amount can't be blank");
    return { kind: "amount", amount, eachItem: appliesOnEachItem ?? false };
  }
  if (value.discountOnQuantity) {
    const { quantity, effect } = value.discountOnQuantity;
    if (effect?.percentage === undefined || effect.percentage === null)
      throw new Error("dev store: discountOnQuantity is implemented with a percentage only");
    return { kind: "onQuantity", quantity: Number(quantity ?? 1), percentage: shareOf(effect.percentage) };
  }
  const percentage = value.percentage ?? 0;
  if (percentage < 0 || percentage > 1)
    throw new Refusal("VALUE_OUTSIDE_RANGE", [...field, "percentage"], "Value must be between 0.0 and 1.0");
  return { kind: "percentage", percentage: shareOf(percentage) };
}

function readMinimum(input: ApiDiscount): Discount["minimum"] | undefined {
  const wanted = input.minimumRequirement;
  if (wanted === undefined) return undefined;
  const subtotal = wanted?.subtotal?.greaterThanOrEqualToSubtotal;
  const quantity = wanted?.quantity?.greaterThanOrEqualToQuantity;
  if (subtotal && quantity) {
    throw new Refusal(
      "MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT",
      ["minimumRequirement"],
      "Minimum subtotal and minimum quantity cannot both be present",
    );
  }
  if (subtotal) return Number(subtotal) === 0 ? { kind: "none" } : { kind: "subtotal", amount: subtotal };
  return quantity ? { kind: "quantity", quantity: Number(quantity) } : { kind: "none" };
}

function readDate(text: string): string {
  return new Date(text).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Fields that are there; what is left out stays as it is (or gets the shop's default on creation). */
export function readDiscount(input: ApiDiscount, now: Discount | null): Partial<Discount> {
  const read: Partial<Discount> = {};
  if (input.combinesWith?.productDiscountsWithTagsOnSameCartLine)
    throw new Error("dev store: combining by tags is for Plus only and not implemented");
  if (typeof input.title === "string") read.title = input.title;
  if (input.startsAt) read.startsAt = readDate(input.startsAt);
  if (input.endsAt !== undefined) read.endsAt = input.endsAt === null ? null : readDate(input.endsAt);
  if (input.usageLimit !== undefined) read.usageLimit = input.usageLimit;
  if (input.usesPerOrderLimit !== undefined) read.usesPerOrderLimit = input.usesPerOrderLimit;
  if (input.recurringCycleLimit !== undefined) read.recurringCycleLimit = input.recurringCycleLimit;
  if (typeof input.appliesOncePerCustomer === "boolean") read.appliesOncePerCustomer = input.appliesOncePerCustomer;
  if (input.tags) read.tags = input.tags;
  if (input.combinesWith) {
    const { orderDiscounts, productDiscounts, shippingDiscounts } = input.combinesWith;
    read.combines = {
      order: orderDiscounts ?? false,
      product: productDiscounts ?? false,
      shipping: shippingDiscounts ?? false,
    };
  }
  const context = readContext(input, now?.context ?? null);
  if (context) read.context = context;
  const minimum = readMinimum(input);
  if (minimum) read.minimum = minimum;
  if (input.customerGets?.items)
    read.gets = readItems(input.customerGets.items, now?.gets ?? null, ["customerGets", "items"]);
  if (input.customerGets?.value) read.value = readValue(input.customerGets.value);
  if (input.customerBuys) {
    const { items, value } = input.customerBuys;
    read.buys = {
      items: items ? readItems(items, now?.buys?.items ?? null, ["customerBuys", "items"]) : { all: true },
      quantity: value?.quantity ? Number(value.quantity) : null,
      amount: value?.amount ?? null,
    };
  }
  if (input.maximumShippingPrice !== undefined) read.maximumShippingPrice = input.maximumShippingPrice;
  return read;
}

/** What must be there when a discount is made, though the schema does not say so. */
export function checkRequired(
  context: Context,
  input: ApiDiscount,
  kind: Discount["kind"],
  method: Discount["method"],
): void {
  const blank = (field: string[], name: string): never => {
    throw new Refusal("BLANK", field, `${name} can't be blank`);
  };
  if (!input.title?.trim()) blank(["title"], "Title");
  if (method === "code" && !input.code?.trim()) blank(["code"], "Code");
  if (!input.startsAt) blank(["startsAt"], "Starts at");
  if (method === "code" && !input.context && !input.customerSelection) blank(["context"], "Context");
  if (kind === "freeShipping") return;
  if (!input.customerGets?.items) blank(["customerGets", "items"], "Items in 'customer get'");
  if (!input.customerGets?.value) blank(["customerGets", "value"], "Value");
  if (kind === "bxgy" && !input.customerBuys?.items) blank(["customerBuys", "items"], "Items in 'customer buys'");
  if (kind === "bxgy" && !input.customerBuys?.value) blank(["customerBuys", "value"], "Value in 'customer buys'");
}
