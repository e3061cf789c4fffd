import { classOf, percentText } from "../../shop/discounting.ts";
import { discountStatus, settleJobs } from "../../shop/discounts.ts";
import { gid } from "../../shop/gid.ts";
import type { BulkCodes, Discount, DiscountItems, DiscountValue, RedeemCode } from "../../shop/types.ts";
import { count, moneyV2, type Context, type View } from "../answers.ts";
import { byId, type PageArgs } from "../connection.ts";
import { searchTest, text } from "../search.ts";
import { customerView } from "./customer.ts";
import { metafieldFields } from "./metafields.ts";
import { collectionView, productView, variantView } from "./product.ts";
import { segmentView } from "./shop.ts";

/** The name of a discount's type in the schema. */
export function discountType(discount: Discount): string {
  const kind = { basic: "Basic", freeShipping: "FreeShipping", bxgy: "Bxgy" }[discount.kind];
  return discount.method === "code" ? `DiscountCode${kind}` : `DiscountAutomatic${kind}`;
}

function contextView(context: Context, discount: Discount): View {
  const { state } = context.shop;
  const wanted = discount.context;
  if (wanted.kind === "all") return { __typename: "DiscountBuyerSelectionAll", all: "ALL" };
  if (wanted.kind === "segments") {
    return {
      __typename: "DiscountCustomerSegments",
      segments: () => wanted.ids.flatMap((id) => state.segments[id] ?? []).map(segmentView),
    };
  }
  return {
    __typename: "DiscountCustomers",
    customers: () => wanted.ids.flatMap((id) => state.customers[id] ?? []).map((one) => customerView(context, one)),
  };
}

function itemsView(context: Context, items: DiscountItems): View {
  const { state } = context.shop;
  if ("all" in items) return { __typename: "AllDiscountItems", allItems: true };
  if (items.collections.length > 0) {
    const list = items.collections.flatMap((id) => state.collections[id] ?? []);
    return {
      __typename: "DiscountCollections",
      collections: (args: PageArgs) => byId(list, args, (one) => collectionView(context, one)),
    };
  }
  const products = items.products.flatMap((id) => state.products[id] ?? []);
  const variants = items.variants.flatMap((id) => context.shop.findVariant(id) ?? []);
  return {
    __typename: "DiscountProducts",
    products: (args: PageArgs) => byId(products, args, (one) => productView(context, one)),
    productVariants: (args: PageArgs) => byId(variants, args, (one) => variantView(context, one)),
  };
}

function valueView(context: Context, value: DiscountValue | null): View | null {
  const { currency } = context.shop.state.info;
  if (value === null) return null;
  if (value.kind === "percentage") return { __typename: "DiscountPercentage", percentage: Number(value.percentage) };
  if (value.kind === "amount") {
    return { __typename: "DiscountAmount", amount: moneyV2(value.amount, currency), appliesOnEachItem: value.eachItem };
  }
  return {
    __typename: "DiscountOnQuantity",
    quantity: { quantity: String(value.quantity) },
    effect: { __typename: "DiscountPercentage", percentage: Number(value.percentage) },
  };
}

function minimumView(context: Context, discount: Discount): View | null {
  const { minimum } = discount;
  if (minimum.kind === "none") return null;
  if (minimum.kind === "quantity")
    return { __typename: "DiscountMinimumQuantity", greaterThanOrEqualToQuantity: String(minimum.quantity) };
  return {
    __typename: "DiscountMinimumSubtotal",
    greaterThanOrEqualToSubtotal: moneyV2(minimum.amount, context.shop.state.info.currency),
  };
}

function buysView(context: Context, discount: Discount): View | null {
  const { buys } = discount;
  if (!buys) return null;
  const value =
    buys.quantity !== null
      ? { __typename: "DiscountQuantity", quantity: String(buys.quantity) }
      : { __typename: "DiscountPurchaseAmount", amount: buys.amount ?? "0" };
  return { isOneTimePurchase: true, isSubscription: false, items: itemsView(context, buys.items), value };
}

/** What the discount takes off, in words, as Shopify's summaries say it. */
function summaryOf(discount: Discount): string {
  const { value } = discount;
  if (discount.kind === "freeShipping") return "Free shipping";
  if (value?.kind === "amount") return `${value.amount} off entire order`;
  if (value?.kind === "onQuantity") return `Buy X get ${value.quantity} at ${percentText(value.percentage)}% off`;
  return value ? `${percentText(value.percentage)}% off` : "";
}

export function redeemCodeView(code: RedeemCode): View {
  return {
    __typename: "DiscountRedeemCode",
    id: gid("DiscountRedeemCode", code.id),
    code: code.code,
    asyncUsageCount: code.uses,
    createdBy: null,
  };
}

export function discountView(context: Context, discount: Discount): View {
  settleJobs(context.shop);
  const { combines } = discount;
  const discountClass = classOf(discount).toUpperCase();
  const uses = discount.codes.reduce((sum, code) => sum + code.uses, 0);
  return {
    __typename: discountType(discount),
    title: discount.title,
    status: discountStatus(context.shop, discount),
    summary: summaryOf(discount),
    shortSummary: summaryOf(discount),
    startsAt: discount.startsAt,
    endsAt: discount.endsAt,
    createdAt: discount.createdAt,
    updatedAt: discount.updatedAt,
    usageLimit: discount.usageLimit,
    usesPerOrderLimit: discount.usesPerOrderLimit,
    appliesOncePerCustomer: discount.appliesOncePerCustomer,
    recurringCycleLimit: discount.recurringCycleLimit ?? (discount.method === "automatic" ? 0 : null),
    asyncUsageCount: uses,
    tags: discount.tags,
    discountClass,
    discountClasses: [discountClass],
    hasTimelineComment: false,
    shareableUrls: [],
    totalSales: null,
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    destinationSelection: { __typename: "DiscountCountryAll", allCountries: true },
    maximumShippingPrice:
      discount.maximumShippingPrice === null
        ? null
        : moneyV2(discount.maximumShippingPrice, context.shop.state.info.currency),
    combinesWith: {
      orderDiscounts: combines.order,
      productDiscounts: combines.product,
      shippingDiscounts: combines.shipping,
      productDiscountsWithTagsOnSameCartLine: [],
    },
    context: () => contextView(context, discount),
    minimumRequirement: minimumView(context, discount),
    customerGets: {
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: false,
      items: itemsView(context, discount.gets),
      value: valueView(context, discount.value),
    },
    customerBuys: buysView(context, discount),
    codesCount: count(discount.codes.length),
    codes: (args: PageArgs & { query?: string | null }) => {
      const field = text<RedeemCode>((one) => one.code);
      const test = searchTest<RedeemCode>(args.query, { default: field, code: field }, "discount codes");
      return byId(discount.codes.filter(test), args, redeemCodeView);
    },
  };
}

type NodeType = "DiscountNode" | "DiscountCodeNode" | "DiscountAutomaticNode";

/** A discount as a node: the schema has three kinds, which differ in the name of the field that holds the discount. */
export function discountNodeView(context: Context, discount: Discount, type: NodeType): View {
  const field = {
    DiscountNode: "discount",
    DiscountCodeNode: "codeDiscount",
    DiscountAutomaticNode: "automaticDiscount",
  }[type];
  const id = gid(type, discount.id);
  return { __typename: type, id, [field]: () => discountView(context, discount), ...metafieldFields(context, id) };
}

export function bulkView(context: Context, bulk: BulkCodes): View {
  settleJobs(context.shop);
  const discount = context.shop.state.discounts[bulk.discountId];
  const codes = bulk.codes.map((one, index) => ({ ...one, id: String(index + 1) }));
  return {
    __typename: "DiscountRedeemCodeBulkCreation",
    id: gid("DiscountRedeemCodeBulkCreation", bulk.id),
    done: bulk.finished,
    createdAt: bulk.createdAt,
    codesCount: bulk.codes.length,
    importedCount: bulk.codes.filter((one) => one.redeemCodeId !== null).length,
    failedCount: bulk.codes.filter((one) => one.refused !== null).length,
    discountCode: () => (discount ? discountNodeView(context, discount, "DiscountCodeNode") : null),
    codes: (args: PageArgs) =>
      byId(codes, args, (one) => {
        const redeem = discount?.codes.find((candidate) => candidate.id === one.redeemCodeId);
        const errors = one.refused === null ? [] : [{ field: ["code"], ...one.refused, extraInfo: null }];
        return { code: one.code, errors, discountRedeemCode: redeem ? redeemCodeView(redeem) : null };
      }),
  };
}
