import { gid } from "../../shop/gid.ts";
import { toAmount } from "../../shop/money.ts";
import type { Shop } from "../../shop/shop.ts";
import { isoInZone } from "../../shop/time.ts";
import type { JsonObject, JsonValue, Moment, Order, Refund, Transaction } from "../../shop/types.ts";
import { linePayload, moneySet } from "./line.ts";

const local = (shop: Shop, moment: Moment): string => isoInZone(moment, shop.state.info.timeZone);

function transactionPayload(shop: Shop, order: Order, transaction: Transaction): JsonObject {
  return {
    id: Number(transaction.id),
    admin_graphql_api_id: gid("OrderTransaction", transaction.id),
    amount: transaction.amount,
    amount_rounding: null,
    authorization: null,
    created_at: local(shop, transaction.at),
    currency: order.currency,
    device_id: null,
    error_code: null,
    gateway: transaction.gateway,
    kind: transaction.kind,
    location_id: null,
    manual_payment_gateway: transaction.gateway === "manual",
    message: null,
    order_id: Number(order.id),
    parent_id: transaction.parentId === null ? null : Number(transaction.parentId),
    payment_id: `${order.name}.${transaction.id}`,
    processed_at: local(shop, transaction.at),
    receipt: {},
    source_name: order.sourceName,
    status: transaction.status,
    test: order.test,
    // Shopify writes "currency" here, not "currency_code".
    total_unsettled_set: {
      presentment_money: { amount: "0.0", currency: order.currency },
      shop_money: { amount: "0.0", currency: order.currency },
    },
    user_id: null,
  };
}

function refundLines(order: Order, refund: Refund): JsonValue[] {
  return refund.lines.map((part) => {
    const line = order.lines.find((one) => one.id === part.lineId);
    return {
      id: Number(part.id),
      line_item: line ? linePayload(order, line) : null,
      line_item_id: Number(part.lineId),
      location_id: null,
      quantity: part.quantity,
      restock_type: part.restock,
      subtotal: Number(part.subtotal),
      subtotal_set: moneySet(part.subtotal, order.currency),
      total_tax: Number(part.tax),
      total_tax_set: moneySet(part.tax, order.currency),
    };
  });
}

/** The body of refunds/create, and one of the `refunds` of an order. */
export function refundPayload(shop: Shop, order: Order, refund: Refund): JsonObject {
  return {
    id: Number(refund.id),
    admin_graphql_api_id: gid("Refund", refund.id),
    created_at: local(shop, refund.at),
    duties: [],
    note: refund.note,
    order_adjustments: refund.adjustments.map((one) => ({
      id: Number(one.id),
      amount: one.amount,
      amount_set: moneySet(one.amount, order.currency),
      kind: one.kind,
      order_id: Number(order.id),
      reason: one.reason,
      refund_id: Number(refund.id),
      tax_amount: one.tax,
      tax_amount_set: moneySet(one.tax, order.currency),
    })),
    order_id: Number(order.id),
    processed_at: local(shop, refund.at),
    refund_line_items: refundLines(order, refund),
    refund_shipping_lines: refund.shipping.map((one) => ({
      id: Number(one.id),
      admin_graphql_api_id: gid("RefundShippingLine", one.id),
      shipping_line_id: Number(one.shippingLineId),
      subtotal_amount_set: moneySet(one.amount, order.currency),
      tax_amount_set: moneySet(one.tax, order.currency),
    })),
    restock: refund.restock,
    return: null,
    total_duties_set: moneySet(toAmount(0n, order.currency), order.currency),
    transactions: order.transactions
      .filter((transaction) => transaction.refundId === refund.id)
      .map((transaction) => transactionPayload(shop, order, transaction)),
    user_id: null,
  };
}
