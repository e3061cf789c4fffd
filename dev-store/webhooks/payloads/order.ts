/** Orders as Shopify's webhooks of 2026-10 tell them. */
import { gid } from "../../shop/gid.ts";
import { toAmount, toUnits } from "../../shop/money.ts";
import type { Shop } from "../../shop/shop.ts";
import { isoInZone } from "../../shop/time.ts";
import { lineFigures, shippingNet, totalsOf } from "../../shop/totals.ts";
import type { JsonObject, JsonValue, Moment, Order, OrderTotals } from "../../shop/types.ts";
import { customerPayload } from "./customer.ts";
import { allocations, linePayload, moneySet, tipLinePayload } from "./line.ts";
import { refundPayload } from "./refund.ts";

function applicationsPayload(order: Order): JsonValue[] {
  return order.discountApplications.map((application): JsonObject => ({
    target_type: application.target,
    type: application.type,
    value: application.value,
    value_type: application.valueType,
    allocation_method: application.allocation,
    target_selection: application.selection,
    ...(application.type === "discount_code" ? { code: application.code } : { title: application.title }),
    ...(application.type === "manual" ? { description: application.title } : {}),
  }));
}

function shippingPayload(order: Order): JsonValue[] {
  return order.shippingLines.map((line) => {
    const net = toAmount(shippingNet(order, line), order.currency);
    return {
      id: Number(line.id),
      carrier_identifier: null,
      code: line.title,
      current_discounted_price_set: moneySet(totalsOf(order).currentShipping, order.currency),
      discounted_price: net,
      discounted_price_set: moneySet(net, order.currency),
      is_removed: false,
      phone: null,
      price: line.price,
      price_set: moneySet(line.price, order.currency),
      requested_fulfillment_service_id: null,
      source: "shopify",
      title: line.title,
      tax_lines: [],
      discount_allocations: allocations(order, line.discountAllocations),
    };
  });
}

function fulfillmentsPayload(shop: Shop, order: Order): JsonValue[] {
  return order.fulfillments.map((fulfillment, index) => ({
    id: Number(fulfillment.id),
    admin_graphql_api_id: gid("Fulfillment", fulfillment.id),
    created_at: local(shop, fulfillment.at),
    location_id: null,
    name: `${order.name}.${index + 1}`,
    order_id: Number(order.id),
    origin_address: {},
    receipt: {},
    service: "manual",
    shipment_status: null,
    status: fulfillment.status,
    tracking_company: null,
    tracking_number: null,
    tracking_numbers: [],
    tracking_url: null,
    tracking_urls: [],
    updated_at: local(shop, fulfillment.at),
    line_items: fulfillment.lines.map((part) => {
      const line = order.lines.find((one) => one.id === part.lineId);
      return line ? { ...linePayload(order, line), quantity: part.quantity } : null;
    }),
  }));
}

const zero = (currency: string): string => toAmount(0n, currency);

const local = (shop: Shop, moment: Moment): string => isoInZone(moment, shop.state.info.timeZone);

/** The figures that exist twice, as a string and as a set of two currencies. */
function figures(order: Order, totals: OrderTotals): JsonObject {
  const pairs: [string, string][] = [
    ["current_subtotal_price", totals.currentSubtotal],
    ["current_total_discounts", totals.currentDiscounts],
    ["current_total_price", totals.currentTotal],
    ["current_total_tax", totals.currentTax],
    ["subtotal_price", totals.subtotal],
    ["total_discounts", totals.discounts],
    ["total_line_items_price", lineItemsPrice(order)],
    ["total_price", totals.total],
    ["total_tax", totals.tax],
  ];
  const result: JsonObject = {};
  for (const [key, amount] of pairs) {
    result[key] = amount;
    result[`${key}_set`] = moneySet(amount, order.currency);
  }
  const none = moneySet(zero(order.currency), order.currency);
  return {
    ...result,
    current_shipping_price_set: moneySet(totals.currentShipping, order.currency),
    current_total_additional_fees_set: null,
    current_total_duties_set: null,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    total_cash_rounding_payment_adjustment_set: none,
    total_cash_rounding_refund_adjustment_set: none,
    total_outstanding: totals.outstanding,
    total_shipping_price_set: moneySet(totals.shipping, order.currency),
    total_tip_received: order.tip,
  };
}

function lineItemsPrice(order: Order): string {
  const units = order.lines.reduce(
    (sum, line) => sum + toUnits(line.price, order.currency) * BigInt(line.quantity),
    0n,
  );
  return toAmount(units, order.currency);
}

function orderTaxLines(order: Order): JsonValue[] {
  const byRate = new Map<string, bigint>();
  for (const line of order.lines) {
    if (!line.taxable || Number(line.taxRate) === 0) continue;
    const { tax } = lineFigures(order, line);
    byRate.set(line.taxRate, (byRate.get(line.taxRate) ?? 0n) + tax);
  }
  return [...byRate].map(([rate, units]) => {
    const price = toAmount(units, order.currency);
    return {
      title: "MVA",
      rate: Number(rate),
      price,
      price_set: moneySet(price, order.currency),
      channel_liable: false,
    };
  });
}

function statuses(order: Order, totals: OrderTotals): JsonObject {
  const fulfillment = { UNFULFILLED: null, PARTIALLY_FULFILLED: "partial", FULFILLED: "fulfilled" }[
    totals.fulfillmentStatus
  ];
  return { financial_status: totals.financialStatus.toLowerCase(), fulfillment_status: fulfillment };
}

/** Everything about an order that is always null or empty in this shop. */
function constants(): JsonObject {
  return {
    app_id: null,
    billing_address: null,
    browser_ip: null,
    buyer_accepts_marketing: false,
    client_details: null,
    confirmation_number: null,
    confirmed: true,
    device_id: null,
    duties_included: false,
    estimated_taxes: false,
    landing_site: null,
    landing_site_ref: null,
    line_item_groups: [],
    location_id: null,
    merchant_business_entity_id: "MTU0ODM4MDAwOQ",
    merchant_of_record_app_id: null,
    note_attributes: [],
    payment_terms: null,
    phone: null,
    po_number: null,
    reference: null,
    referring_site: null,
    returns: [],
    shipping_address: null,
    source_identifier: null,
    source_url: null,
    tax_exempt: false,
    total_weight: 0,
    user_id: null,
  };
}

/** The body of orders/create, paid, updated, cancelled, fulfilled … */
export function orderPayload(shop: Shop, order: Order): JsonObject {
  const totals = totalsOf(order);
  const customer = order.customerId ? shop.state.customers[order.customerId] : undefined;
  const token = `t${order.id}`;
  return {
    id: Number(order.id),
    admin_graphql_api_id: gid("Order", order.id),
    ...constants(),
    ...figures(order, totals),
    ...statuses(order, totals),
    cancel_reason: order.cancelReason,
    cancelled_at: order.cancelledAt && local(shop, order.cancelledAt),
    cart_token: token,
    checkout_token: token,
    closed_at: order.closedAt && local(shop, order.closedAt),
    contact_email: order.email,
    created_at: local(shop, order.createdAt),
    currency: order.currency,
    customer: customer ? customerPayload(shop, customer) : null,
    customer_locale: customer?.locale ?? "en",
    discount_applications: applicationsPayload(order),
    discount_codes: order.discountCodes.map(({ code, amount, type }) => ({ code, amount, type })),
    email: order.email,
    fulfillments: fulfillmentsPayload(shop, order),
    line_items: [...order.lines.map((line) => linePayload(order, line)), ...tipLinePayload(order)],
    name: order.name,
    note: order.note,
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${shop.state.info.domain}/account/orders/${token}`,
    payment_gateway_names: gatewayNames(order),
    presentment_currency: order.currency,
    processed_at: local(shop, order.processedAt),
    refunds: order.refunds.map((refund) => refundPayload(shop, order, refund)),
    shipping_lines: shippingPayload(order),
    source_name: order.sourceName,
    tags: order.tags.join(", "),
    tax_lines: orderTaxLines(order),
    taxes_included: order.taxesIncluded,
    test: order.test,
    token,
    updated_at: local(shop, order.updatedAt),
  };
}

/** Every gateway that the order has seen, once each, in order. */
export function gatewayNames(order: Order): string[] {
  return [...new Set(order.transactions.filter((one) => one.kind !== "refund").map((one) => one.gateway))];
}
