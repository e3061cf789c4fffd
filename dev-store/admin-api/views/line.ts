import { gid } from "../../shop/gid.ts";
import { roundHalfUp, toAmount, toUnits } from "../../shop/money.ts";
import { lineFigures, unfulfilledQuantity } from "../../shop/totals.ts";
import type { DiscountAllocation, DiscountApplication, Order, OrderLine } from "../../shop/types.ts";
import { moneyBag, moneyV2, type Context, type View } from "../answers.ts";
import { productView, variantView } from "./product.ts";

const APPLICATION_TYPES = {
  discount_code: "DiscountCodeApplication",
  manual: "ManualDiscountApplication",
  automatic: "AutomaticDiscountApplication",
};

export function applicationView(order: Order, application: DiscountApplication): View {
  return {
    __typename: APPLICATION_TYPES[application.type],
    index: order.discountApplications.indexOf(application),
    code: application.code,
    title: application.title,
    description: application.title,
    allocationMethod: application.allocation.toUpperCase(),
    targetSelection: application.selection.toUpperCase(),
    targetType: application.target.toUpperCase(),
    value:
      application.valueType === "percentage"
        ? { __typename: "PricingPercentageValue", percentage: Number(application.value) }
        : { __typename: "MoneyV2", ...moneyV2(application.value, order.currency) },
  };
}

export function allocationViews(order: Order, parts: DiscountAllocation[]): View[] {
  return parts.map((part) => {
    const application = order.discountApplications[part.application];
    if (!application) throw new Error(`order ${order.id} has no discount application ${part.application}`);
    return {
      __typename: "DiscountAllocation",
      allocatedAmountSet: moneyBag(part.amount, order.currency),
      discountApplication: () => applicationView(order, application),
    };
  });
}

function lineMoney(order: Order, line: OrderLine): View {
  const bag = (units: bigint): View => moneyBag(toAmount(units, order.currency), order.currency);
  const { original, discount, net } = lineFigures(order, line);
  // Shopify leaves shares of order discounts by code out of a line's own discounted total.
  const own = line.discountAllocations
    .filter((part) => order.discountApplications[part.application]?.selection !== "all")
    .reduce((sum, part) => sum + toUnits(part.amount, order.currency), 0n);
  const quantity = BigInt(line.quantity);
  return {
    originalUnitPriceSet: moneyBag(line.price, order.currency),
    originalTotalSet: bag(original),
    discountedTotalSet: ({ withCodeDiscounts }: { withCodeDiscounts?: boolean | null }) =>
      bag(withCodeDiscounts ? net : original - own),
    discountedUnitPriceSet: bag(roundHalfUp(original - own, quantity)),
    discountedUnitPriceAfterAllDiscountsSet: bag(roundHalfUp(net, quantity)),
    priceAfterAllDiscountsBeforeTaxesSet: bag(net),
    totalDiscountSet: bag(discount),
  };
}

/** Shopify lists a tip among the lines, as an article that is no product's; only its sale says what it is. */
export function tipLineView(order: Order): View[] {
  if (order.tipLineId === undefined) return [];
  const tip = moneyBag(order.tip, order.currency);
  const nothing = moneyBag(toAmount(0n, order.currency), order.currency);
  return [
    {
      __typename: "LineItem",
      id: gid("LineItem", order.tipLineId),
      ...{ title: "Tip", name: "Tip", variantTitle: null, vendor: null, sku: null },
      ...{ quantity: 1, currentQuantity: 1, refundableQuantity: 1, unfulfilledQuantity: 0, fulfillableQuantity: 0 },
      ...{ nonFulfillableQuantity: 1, isGiftCard: false, requiresShipping: false, taxable: false },
      ...{ merchantEditable: false, restockable: false, customAttributes: [], duties: [], image: null },
      ...{
        sellingPlan: null,
        lineItemGroup: null,
        taxLines: [],
        discountAllocations: [],
        product: null,
        variant: null,
      },
      ...{ originalUnitPriceSet: tip, originalTotalSet: tip, discountedTotalSet: tip, discountedUnitPriceSet: tip },
      ...{ discountedUnitPriceAfterAllDiscountsSet: tip, priceAfterAllDiscountsBeforeTaxesSet: tip },
      totalDiscountSet: nothing,
    },
  ];
}

export function lineView(context: Context, order: Order, line: OrderLine): View {
  const { tax } = lineFigures(order, line);
  const taxed = line.taxable && Number(line.taxRate) > 0;
  return {
    __typename: "LineItem",
    id: gid("LineItem", line.id),
    title: line.title,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    variantTitle: line.variantTitle,
    vendor: line.vendor,
    sku: line.sku,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundableQuantity: line.currentQuantity,
    unfulfilledQuantity: unfulfilledQuantity(line),
    fulfillableQuantity: unfulfilledQuantity(line),
    nonFulfillableQuantity: line.quantity - unfulfilledQuantity(line),
    isGiftCard: line.giftCard,
    requiresShipping: !line.giftCard,
    taxable: line.taxable,
    merchantEditable: true,
    restockable: false,
    customAttributes: [],
    duties: [],
    image: null,
    sellingPlan: null,
    lineItemGroup: null,
    ...lineMoney(order, line),
    taxLines: taxed
      ? [
          {
            title: "MVA",
            rate: Number(line.taxRate),
            ratePercentage: Number(line.taxRate) * 100,
            priceSet: moneyBag(toAmount(tax, order.currency), order.currency),
            channelLiable: false,
            source: null,
          },
        ]
      : [],
    discountAllocations: () => allocationViews(order, line.discountAllocations),
    product: () => {
      const product = line.productId === null ? undefined : context.shop.state.products[line.productId];
      return product ? productView(context, product) : null;
    },
    variant: () => {
      const variant = line.variantId === null ? null : context.shop.findVariant(line.variantId);
      return variant ? variantView(context, variant) : null;
    },
  };
}
