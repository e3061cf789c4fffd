import { classOf } from "../../shop/discounting.ts";
import type { Shop } from "../../shop/shop.ts";
import type { Discount } from "../../shop/types.ts";
import type { Context } from "../answers.ts";
import { connection, type PageArgs, type Place } from "../connection.ts";
import { anyText, moment, number, searchTest, text, words, type Fields } from "../search.ts";
import { discountNodeView } from "../views/discount.ts";

export type DiscountsArgs = PageArgs & { query?: string | null; sortKey?: string | null };

const SORTS: Record<string, (discount: Discount) => string | bigint> = {
  ID: (discount) => BigInt(discount.id),
  TITLE: (discount) => discount.title.toLowerCase(),
  CREATED_AT: (discount) => discount.createdAt,
  UPDATED_AT: (discount) => discount.updatedAt,
  STARTS_AT: (discount) => discount.startsAt,
  ENDS_AT: (discount) => discount.endsAt ?? "9",
};

const TYPES = { basic: ["fixed_amount", "percentage"], freeShipping: ["free_shipping"], bxgy: ["bogo"] };

function typeOf(discount: Discount): string {
  if (discount.kind !== "basic") return TYPES[discount.kind][0] ?? "";
  return discount.value?.kind === "amount" ? "fixed_amount" : "percentage";
}

function fieldsOf(shop: Shop): Fields<Discount> {
  return {
    id: number((discount) => discount.id),
    code: anyText((discount) => discount.codes.map((one) => one.code)),
    title: words((discount) => [discount.title]),
    status: text((discount) => shop.discountStatus(discount)),
    method: text((discount) => discount.method),
    discount_class: text((discount) => classOf(discount)),
    discount_type: text(typeOf),
    tag: anyText((discount) => discount.tags),
    times_used: number((discount) => discount.codes.reduce((sum, code) => sum + code.uses, 0)),
    starts_at: moment((discount) => discount.startsAt),
    ends_at: moment((discount) => discount.endsAt),
    created_at: moment((discount) => discount.createdAt),
    updated_at: moment((discount) => discount.updatedAt),
    customer_ids: anyText((discount) => (discount.context.kind === "customers" ? discount.context.ids : [])),
    segment_ids: anyText((discount) => (discount.context.kind === "segments" ? discount.context.ids : [])),
    default: words((discount) => [discount.title, ...discount.codes.map((one) => one.code)]),
  };
}

type NodeType = Parameters<typeof discountNodeView>[2];

/** One page of discounts that match a query, as nodes of the wanted kind. */
export function findDiscounts(context: Context, args: DiscountsArgs, type: NodeType): object {
  const { shop } = context;
  const key = SORTS[args.sortKey ?? "CREATED_AT"];
  if (!key) throw new Error(`dev store: discounts can't be sorted by ${args.sortKey ?? ""}`);
  const place = (discount: Discount): Place => [key(discount), BigInt(discount.id)];
  const method = { DiscountNode: null, DiscountCodeNode: "code", DiscountAutomaticNode: "automatic" }[type];
  const found = shop
    .listDiscounts()
    .filter((discount) => method === null || discount.method === method)
    .filter(searchTest(args.query, fieldsOf(shop), "discounts"));
  return connection(found, args, place, (discount) => discountNodeView(context, discount, type));
}

/** The discounts that match a search, for mutations that take one instead of ids. */
export function matchingDiscounts(shop: Shop, query: string): Discount[] {
  return shop.listDiscounts().filter(searchTest(query, fieldsOf(shop), "discounts"));
}

export function countDiscounts(shop: Shop, query: string | null | undefined): number {
  return shop.listDiscounts().filter(searchTest(query, fieldsOf(shop), "discounts")).length;
}
