/** Lines as orders and refunds tell them. */
import { gid } from "../../shop/gid.ts";
import { toAmount, toUnits } from "../../shop/money.ts";
import { lineFigures, unfulfilledQuantity } from "../../shop/totals.ts";
import type { DiscountAllocation, JsonObject, JsonValue, Order, OrderLine } from "../../shop/types.ts";

/** Money in the shop's and the buyer's currency, which are one here. */
export function moneySet(amount: string, currency: string): JsonObject {
  const money = { amount, currency_code: currency };
  return { shop_money: money, presentment_money: { ...money } };
}

/** The parts of discounts that fell on a line. */
export function allocations(order: Order, parts: DiscountAllocation[]): JsonValue[] {
  return parts.map((part) => ({
    amount: part.amount,
    amount_set: moneySet(part.amount, order.currency),
    discount_application_index: part.application,
  }));
}

function taxLines(order: Order, line: OrderLine): JsonValue[] {
  if (!line.taxable || Number(line.taxRate) === 0) return [];
  const price = toAmount(lineFigures(order, line).tax, order.currency);
  return [
    {
      title: "MVA",
      price,
      rate: Number(line.taxRate),
      channel_liable: false,
      price_set: moneySet(price, order.currency),
    },
  ];
}

function lineStatus(line: OrderLine): string | null {
  if (line.fulfilledQuantity === 0) return null;
  return unfulfilledQuantity(line) > 0 ? "partial" : "fulfilled";
}

/** What was taken off the line itself by hand; shares of codes and of order discounts stand in the allocations only. */
function givenByHand(order: Order, line: OrderLine): string {
  const units = line.discountAllocations
    .filter((part) => {
      const application = order.discountApplications[part.application];
      return application?.type === "manual" && application.selection === "explicit";
    })
    .reduce((sum, part) => sum + toUnits(part.amount, order.currency), 0n);
  return toAmount(units, order.currency);
}

/** A tip as Shopify lists it: an article that is no product's, and the only kind of line with the two keys of its payment. */
export function tipLinePayload(order: Order): JsonObject[] {
  if (order.tipLineId === undefined) return [];
  const nothing = toAmount(0n, order.currency);
  const gateway = order.transactions.find((one) => one.kind !== "refund")?.gateway ?? null;
  return [
    {
      id: Number(order.tipLineId),
      admin_graphql_api_id: gid("LineItem", order.tipLineId),
      ...{ attributed_staffs: [], current_quantity: 1, fulfillable_quantity: 0, fulfillment_service: "manual" },
      ...{ fulfillment_status: null, gift_card: false, grams: 0, name: "Tip", price: order.tip },
      price_set: moneySet(order.tip, order.currency),
      ...{ product_exists: false, product_id: null, properties: [], quantity: 1, requires_shipping: false },
      ...{ sales_line_item_group_id: null, sku: null, taxable: false, title: "Tip", tip_payment_gateway: gateway },
      ...{ tip_payment_method: null, total_discount: nothing, total_discount_set: moneySet(nothing, order.currency) },
      ...{ variant_id: null, variant_inventory_management: null, variant_title: null, vendor: null },
      ...{ tax_lines: [], duties: [], discount_allocations: [] },
    },
  ];
}

/** A line as it stands in an order and in a refund's lines. */
export function linePayload(order: Order, line: OrderLine): JsonObject {
  const given = givenByHand(order, line);
  const name = line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title;
  return {
    id: Number(line.id),
    admin_graphql_api_id: gid("LineItem", line.id),
    attributed_staffs: [],
    current_quantity: line.currentQuantity,
    fulfillable_quantity: unfulfilledQuantity(line),
    fulfillment_service: "manual",
    fulfillment_status: lineStatus(line),
    gift_card: line.giftCard,
    grams: 0,
    name,
    price: line.price,
    price_set: moneySet(line.price, order.currency),
    product_exists: line.productId !== null,
    product_id: line.productId === null ? null : Number(line.productId),
    properties: [],
    quantity: line.quantity,
    requires_shipping: !line.giftCard,
    sales_line_item_group_id: null,
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    total_discount: given,
    total_discount_set: moneySet(given, order.currency),
    variant_id: line.variantId === null ? null : Number(line.variantId),
    variant_inventory_management: null,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: taxLines(order, line),
    duties: [],
    discount_allocations: allocations(order, line.discountAllocations),
  };
}
