import { z } from "zod";
import { parseMoney } from "../domain/money.ts";
import type { Money } from "../domain/money.ts";
import type { LineDiscount, OrderCode, OrderLine, OrderRefund, OrderState, ShippingState } from "../domain/order.ts";
import { handTypedAmount, readFinancialStatus, sum, withoutNothing } from "./order-words.ts";

/** An id as webhooks write it: a number, or the digits of one that was too long for a number. */
const id = z.union([z.number().int().nonnegative(), z.string().regex(/^[0-9]{1,20}$/)]).transform(String);
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const decimal = z.string();

const allocation = z.object({ amount: decimal, discount_application_index: z.number().int() });
const taxLine = z.object({ price: decimal });

const line = z.object({
  id,
  product_id: id.nullish(),
  variant_id: id.nullish(),
  title: z.string().nullish(),
  vendor: z.string().nullish(),
  gift_card: z.boolean(),
  price: decimal,
  quantity: z.number().int(),
  current_quantity: z.number().int(),
  discount_allocations: z.array(allocation),
  tax_lines: z.array(taxLine),
  // Only tips have this key, whatever stands in it.
  tip_payment_gateway: z.string().nullish(),
});

const shippingLine = z.object({
  price: decimal,
  discount_allocations: z.array(allocation),
  tax_lines: z.array(taxLine),
  is_removed: z.boolean().nullish(),
});

const money = z.object({ shop_money: z.object({ amount: decimal }) });

const refund = z.object({
  id,
  created_at: moment,
  refund_line_items: z.array(
    z.object({
      line_item_id: id,
      quantity: z.number().int(),
      subtotal: z.union([z.string(), z.number()]).transform(String),
      subtotal_set: money.nullish(),
      total_tax: z.union([z.string(), z.number()]).transform(String),
      total_tax_set: money.nullish(),
    }),
  ),
  refund_shipping_lines: z.array(z.object({ subtotal_amount_set: money, tax_amount_set: money.nullish() })).nullish(),
  order_adjustments: z.array(z.object({ kind: z.string().nullish(), amount: decimal, tax_amount: decimal })).nullish(),
  transactions: z.array(z.object({ kind: z.string(), status: z.string(), amount: decimal })),
});

/** The parts of an order's webhook that the rules need. Names, addresses and e-mail addresses are not even looked at. */
const orderPayload = z.object({
  id,
  name: z.string(),
  test: z.boolean().nullish(),
  currency: z.string(),
  created_at: moment,
  processed_at: moment.nullish(),
  updated_at: moment,
  cancelled_at: moment.nullish(),
  financial_status: z.string().nullish(),
  fulfillment_status: z.string().nullish(),
  total_price: decimal,
  total_tip_received: decimal.nullish(),
  taxes_included: z.boolean(),
  customer: z.object({ id }).nullish(),
  payment_gateway_names: z.array(z.string()),
  discount_codes: z.array(z.object({ code: z.string(), amount: decimal, type: z.string() })),
  discount_applications: z.array(z.object({ type: z.string(), code: z.string().nullish() })),
  line_items: z.array(line),
  shipping_lines: z.array(shippingLine),
  fulfillments: z.array(z.object({ created_at: moment, status: z.string().nullish() })).nullish(),
  refunds: z.array(refund),
});

type OrderPayload = z.infer<typeof orderPayload>;

/**
 * Reads an order out of a webhook of a full order topic (orders/create, paid, updated, cancelled, fulfilled). The payload has no payments
 * and says nothing about products beyond their ids: `transactions` and each line's `facts` stay null. When it was paid in full
 * is said by the topic orders/paid alone; else it follows from this state and the one known before (advanceOrder).
 */
export function orderFromWebhook(payload: unknown, topic: string): OrderState {
  const order = orderPayload.parse(payload);
  const processedAt = order.processed_at ?? order.created_at;
  const financialStatus = readFinancialStatus(order.financial_status ?? null);
  const fulfilled = order.fulfillment_status === "fulfilled";
  const refunds = order.refunds.map((each) => readRefund(each, order.currency));
  return {
    id: order.id,
    name: order.name,
    customerId: order.customer?.id ?? null,
    test: order.test ?? false,
    currency: order.currency,
    createdAt: order.created_at,
    processedAt,
    updatedAt: order.updated_at,
    cancelledAt: order.cancelled_at ?? null,
    financialStatus,
    wholeOrderFulfilled: fulfilled,
    paidAt: topic === "orders/paid" ? order.updated_at : null,
    paidAgainAt: null,
    fulfilledAt: fulfilled ? lastFulfilment(order) : null,
    total: parseMoney(order.total_price, order.currency),
    taxesIncluded: order.taxes_included,
    lines: order.line_items.filter((each) => !isTip(each)).map((each) => readLine(each, order, refunds)),
    paidPart: null,
    shipping: readShipping(order, refunds),
    tip: parseMoney(order.total_tip_received ?? "0", order.currency),
    codes: order.discount_codes.map((code) => readCode(code, order.currency)),
    gateways: order.payment_gateway_names,
    transactions: null,
    refunds,
    editedAt: [],
  };
}

function lastFulfilment(order: OrderPayload): Date | null {
  const times = (order.fulfillments ?? [])
    .filter((fulfillment) => fulfillment.status === "success")
    .map((fulfillment) => fulfillment.created_at.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

/** Rule 2: tips never earn. Shopify lists a tip among the lines, as the only one that says how it was paid. */
function isTip(each: OrderPayload["line_items"][number]): boolean {
  return "tip_payment_gateway" in each;
}

function readLine(each: OrderPayload["line_items"][number], order: OrderPayload, refunds: OrderRefund[]): OrderLine {
  const refunded = refunds.flatMap((refund) => refund.lines).filter((refundLine) => refundLine.lineId === each.id);
  return {
    id: each.id,
    productId: each.product_id ?? null,
    variantId: each.variant_id ?? null,
    title: each.title ?? "",
    vendor: each.vendor ?? null,
    giftCard: each.gift_card,
    unitPrice: parseMoney(each.price, order.currency),
    quantity: each.quantity,
    currentQuantity: each.current_quantity,
    refundedQuantity: refunded.reduce((count, refundLine) => count + refundLine.quantity, 0),
    discounts: readDiscounts(each.discount_allocations, order),
    tax: readTaxes(each.tax_lines, order.currency),
    facts: null,
  };
}

function readDiscounts(allocations: readonly z.infer<typeof allocation>[], order: OrderPayload): LineDiscount[] {
  return withoutNothing(
    allocations.map((each) => {
      const application = order.discount_applications[each.discount_application_index];
      if (!application)
        throw new Error(
          `a discount refers to application ${each.discount_application_index}, which the order doesn't list`,
        );
      const code = application.type === "discount_code" ? (application.code ?? null) : null;
      return { amount: parseMoney(each.amount, order.currency), code };
    }),
  );
}

function readTaxes(taxes: readonly z.infer<typeof taxLine>[], currency: string): Money {
  return sum(taxes.map((tax) => parseMoney(tax.price, currency)));
}

function readShipping(order: OrderPayload, refunds: readonly OrderRefund[]): ShippingState {
  const lines = order.shipping_lines.filter((each) => each.is_removed !== true);
  return {
    price: sum(lines.map((each) => parseMoney(each.price, order.currency))),
    discounts: lines.flatMap((each) => readDiscounts(each.discount_allocations, order)),
    tax: sum(lines.map((each) => readTaxes(each.tax_lines, order.currency))),
    refunded: sum(refunds.map((each) => each.shipping)),
  };
}

function readCode(code: OrderPayload["discount_codes"][number], currency: string): OrderCode {
  const kind = code.type === "percentage" || code.type === "shipping" ? code.type : "amount";
  return { code: code.code, amount: parseMoney(code.amount, currency), kind };
}

function readRefund(each: z.infer<typeof refund>, currency: string): OrderRefund {
  const shipping = refundedShipping(each, currency);
  return {
    id: each.id,
    createdAt: each.created_at,
    lines: each.refund_line_items.map((refundLine) => ({
      lineId: refundLine.line_item_id,
      quantity: refundLine.quantity,
      subtotal: parseMoney(refundLine.subtotal_set?.shop_money.amount ?? refundLine.subtotal, currency),
      tax: parseMoney(refundLine.total_tax_set?.shop_money.amount ?? refundLine.total_tax, currency),
    })),
    shipping,
    handTyped: handTypedAmount({
      lineCount: each.refund_line_items.length,
      shipping,
      transactions: each.transactions.map((transaction) => ({
        ...transaction,
        amount: parseMoney(transaction.amount, currency),
      })),
    }),
  };
}

/** Shipping that a refund gave back with its tax: newer payloads list it by shipping line, older ones as a negative adjustment. */
function refundedShipping(each: z.infer<typeof refund>, currency: string): Money {
  const lines = each.refund_shipping_lines ?? [];
  if (lines.length > 0) {
    return sum(
      lines.map(
        (shipping) =>
          parseMoney(shipping.subtotal_amount_set.shop_money.amount, currency) +
          parseMoney(shipping.tax_amount_set?.shop_money.amount ?? "0", currency),
      ),
    );
  }
  const adjustments = (each.order_adjustments ?? []).filter((adjustment) => adjustment.kind === "shipping_refund");
  return -sum(
    adjustments.map(
      (adjustment) => parseMoney(adjustment.amount, currency) + parseMoney(adjustment.tax_amount, currency),
    ),
  );
}
