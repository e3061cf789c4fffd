import { gid } from "../../shop/gid.ts";
import { toAmount, toUnits } from "../../shop/money.ts";
import { shippingLeft } from "../../shop/refunds.ts";
import { shippingNet, totalsOf, unfulfilledQuantity } from "../../shop/totals.ts";
import type { Fulfillment, Order, OrderTotals, Refund, ShippingLine, Transaction } from "../../shop/types.ts";
import { gatewayNames } from "../../webhooks/payloads/order.ts";
import { count, decimal, moneyBag, type Context, type View } from "../answers.ts";
import { asGiven, byId, type PageArgs } from "../connection.ts";
import { customerView } from "./customer.ts";
import { metafieldFields } from "./metafields.ts";
import { agreementsOf, originalTotal } from "./agreements.ts";
import { allocationViews, applicationView, lineView, tipLineView } from "./line.ts";

const take = <T>(list: T[], first: number | null | undefined): T[] => list.slice(0, first ?? list.length);

function moneyFields(order: Order, totals: OrderTotals): View {
  const bag = (amount: string): View => moneyBag(amount, order.currency);
  const zero = toAmount(0n, order.currency);
  const discrepancy = order.refunds
    .flatMap((refund) => refund.adjustments)
    .reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
  const shippingBack = order.refunds
    .flatMap((refund) => refund.shipping)
    .reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
  return {
    subtotalPriceSet: bag(totals.subtotal),
    totalPriceSet: bag(totals.total),
    originalTotalPriceSet: bag(originalTotal(order)),
    totalDiscountsSet: bag(totals.discounts),
    totalTaxSet: bag(totals.tax),
    totalShippingPriceSet: bag(totals.shipping),
    totalTipReceivedSet: bag(order.tip),
    currentSubtotalPriceSet: bag(totals.currentSubtotal),
    currentTotalPriceSet: bag(totals.currentTotal),
    currentTotalDiscountsSet: bag(totals.currentDiscounts),
    currentTotalTaxSet: bag(totals.currentTax),
    currentShippingPriceSet: bag(totals.currentShipping),
    currentTotalDutiesSet: null,
    currentTotalAdditionalFeesSet: null,
    originalTotalDutiesSet: null,
    originalTotalAdditionalFeesSet: null,
    totalReceivedSet: bag(totals.received),
    totalRefundedSet: bag(totals.refunded),
    netPaymentSet: bag(totals.net),
    totalOutstandingSet: bag(totals.outstanding),
    totalCapturableSet: bag(totals.authorized),
    totalRefundedShippingSet: bag(toAmount(shippingBack, order.currency)),
    refundDiscrepancySet: bag(toAmount(discrepancy, order.currency)),
    cartDiscountAmountSet: bag(zero),
    subtotalPrice: totals.subtotal,
    totalPrice: totals.total,
    totalTax: totals.tax,
    totalDiscounts: totals.discounts,
    totalReceived: totals.received,
    totalRefunded: totals.refunded,
    netPayment: totals.net,
    totalShippingPrice: totals.shipping,
  };
}

function stateFields(order: Order, totals: OrderTotals): View {
  const cancelled = order.cancelledAt !== null;
  const open = totals.financialStatus !== "VOIDED" && !cancelled;
  return {
    displayFinancialStatus: totals.financialStatus,
    displayFulfillmentStatus: totals.fulfillmentStatus,
    fullyPaid: toUnits(totals.outstanding, order.currency) <= 0n && totals.financialStatus !== "VOIDED",
    unpaid: totals.financialStatus === "PENDING" || totals.financialStatus === "AUTHORIZED",
    capturable: toUnits(totals.authorized, order.currency) > 0n && open,
    canMarkAsPaid: open && toUnits(totals.outstanding, order.currency) > 0n,
    refundable: toUnits(totals.net, order.currency) > 0n,
    closed: order.closedAt !== null,
    closedAt: order.closedAt,
    cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason?.toUpperCase() ?? null,
    cancellation: cancelled ? { staffNote: null } : null,
    confirmed: true,
    edited: order.edits.length > 0,
    restockable: false,
    merchantEditable: !cancelled,
    merchantEditableErrors: cancelled ? ["The order is cancelled"] : [],
    returnStatus: "NO_RETURN",
  };
}

export function orderView(context: Context, order: Order): View {
  const totals = totalsOf(order);
  const id = gid("Order", order.id);
  return {
    __typename: "Order",
    id,
    legacyResourceId: order.id,
    name: order.name,
    number: order.number,
    test: order.test,
    email: order.email,
    phone: null,
    note: order.note,
    tags: order.tags,
    sourceName: order.sourceName,
    sourceIdentifier: null,
    confirmationNumber: null,
    createdAt: order.createdAt,
    processedAt: order.processedAt,
    updatedAt: order.updatedAt,
    currencyCode: order.currency,
    presentmentCurrencyCode: order.currency,
    taxesIncluded: order.taxesIncluded,
    taxExempt: false,
    customerLocale: null,
    discountCode: order.discountCodes[0]?.code ?? null,
    discountCodes: order.discountCodes.map((one) => one.code),
    paymentGatewayNames: gatewayNames(order),
    customAttributes: [],
    shippingAddress: null,
    billingAddress: null,
    subtotalLineItemsQuantity: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    currentSubtotalLineItemsQuantity: order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
    ...moneyFields(order, totals),
    ...stateFields(order, totals),
    ...listFields(context, order),
    ...metafieldFields(context, id),
  };
}

/** Everything about an order that is a list or a thing of its own. */
function listFields(context: Context, order: Order): View {
  return {
    customer: () => {
      const customer = order.customerId === null ? undefined : context.shop.state.customers[order.customerId];
      return customer ? customerView(context, customer) : null;
    },
    lineItems: (args: PageArgs) =>
      asGiven(
        [...order.lines.map((line) => lineView(context, order, line)), ...tipLineView(order)],
        args,
        (line) => line,
      ),
    transactions: ({ first }: { first?: number | null }) =>
      take(order.transactions, first).map((one) => transactionView(context, order, one)),
    transactionsCount: count(order.transactions.length),
    refunds: ({ first }: { first?: number | null }) =>
      take(order.refunds, first).map((one) => refundView(context, order, one)),
    returns: (args: PageArgs) => asGiven([], args, () => null),
    shippingLine: () => (order.shippingLines[0] ? shippingView(order, order.shippingLines[0]) : null),
    shippingLines: (args: PageArgs) => asGiven(order.shippingLines, args, (line) => shippingView(order, line)),
    discountApplications: (args: PageArgs) =>
      asGiven(order.discountApplications, args, (one) => applicationView(order, one)),
    agreements: (args: PageArgs) => asGiven(agreementsOf(order), args, (one) => one),
    fulfillments: ({ first }: { first?: number | null }) =>
      take(order.fulfillments, first).map((one) => fulfillmentView(context, order, one)),
    fulfillmentOrders: (args: PageArgs) => asGiven([order], args, (one) => fulfillmentOrderView(context, one)),
    suggestedRefund: (args: { suggestFullRefund?: boolean | null }) =>
      suggestedRefund(order, args.suggestFullRefund ?? false),
  };
}

function suggestedRefund(order: Order, full: boolean): View {
  if (!full) throw new Error("dev store: Order.suggestedRefund is only implemented with suggestFullRefund: true");
  const totals = totalsOf(order);
  return {
    amountSet: moneyBag(totals.net, order.currency),
    maximumRefundableSet: moneyBag(totals.net, order.currency),
    subtotalSet: moneyBag(totals.currentSubtotal, order.currency),
    totalTaxSet: moneyBag(totals.currentTax, order.currency),
    shipping: { amountSet: moneyBag(toAmount(shippingLeft(order), order.currency), order.currency) },
  };
}

export function shippingView(order: Order, line: ShippingLine): View {
  const net = toAmount(shippingNet(order, line), order.currency);
  return {
    __typename: "ShippingLine",
    id: gid("ShippingLine", line.id),
    title: line.title,
    code: line.title,
    custom: false,
    isRemoved: false,
    source: "shopify",
    carrierIdentifier: null,
    originalPriceSet: moneyBag(line.price, order.currency),
    discountedPriceSet: moneyBag(net, order.currency),
    currentDiscountedPriceSet: moneyBag(totalsOf(order).currentShipping, order.currency),
    price: line.price,
    taxLines: [],
    discountAllocations: () => allocationViews(order, line.discountAllocations),
  };
}

const GATEWAY_NAMES: Record<string, string> = {
  shopify_payments: "Shopify Payments",
  gift_card: "Gift card",
  shopify_store_credit: "Store credit",
  manual: "Manual",
};

export function transactionView(context: Context, order: Order, transaction: Transaction): View {
  const parent = order.transactions.find((one) => one.id === transaction.parentId);
  const back = order.transactions.filter((one) => one.kind === "refund" && one.parentId === transaction.id);
  const left =
    toUnits(transaction.amount, order.currency) -
    back.reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
  return {
    __typename: "OrderTransaction",
    id: gid("OrderTransaction", transaction.id),
    kind: transaction.kind.toUpperCase(),
    status: transaction.status.toUpperCase(),
    gateway: transaction.gateway,
    formattedGateway: GATEWAY_NAMES[transaction.gateway] ?? transaction.gateway,
    amountSet: moneyBag(transaction.amount, order.currency),
    amount: transaction.amount,
    manualPaymentGateway: transaction.gateway === "manual",
    manuallyCapturable: transaction.kind === "authorization",
    multiCapturable: false,
    test: order.test,
    createdAt: transaction.at,
    processedAt: transaction.at,
    errorCode: null,
    paymentId: `${order.name}.${transaction.id}`,
    maximumRefundableV2: { amount: decimal(toAmount(left, order.currency)), currencyCode: order.currency },
    parentTransaction: () => (parent ? transactionView(context, order, parent) : null),
    order: () => orderView(context, order),
  };
}

export function refundView(context: Context, order: Order, refund: Refund): View {
  const bag = (amount: string): View => moneyBag(amount, order.currency);
  const money = order.transactions.filter((one) => one.refundId === refund.id);
  const total = money.reduce((sum, one) => sum + toUnits(one.amount, order.currency), 0n);
  const lineOf = (lineId: string): View | null => {
    const line = order.lines.find((one) => one.id === lineId);
    return line ? lineView(context, order, line) : null;
  };
  return {
    __typename: "Refund",
    id: gid("Refund", refund.id),
    legacyResourceId: refund.id,
    note: refund.note,
    createdAt: refund.at,
    processedAt: refund.at,
    updatedAt: refund.at,
    duties: [],
    return: null,
    order: () => orderView(context, order),
    totalRefundedSet: bag(toAmount(total, order.currency)),
    transactions: (args: PageArgs) => asGiven(money, args, (one) => transactionView(context, order, one)),
    refundLineItems: (args: PageArgs) =>
      asGiven(refund.lines, args, (one) => ({
        id: gid("RefundLineItem", one.id),
        quantity: one.quantity,
        restockType: one.restock.toUpperCase(),
        restocked: one.restock !== "no_restock",
        subtotalSet: bag(one.subtotal),
        totalTaxSet: bag(one.tax),
        subtotal: one.subtotal,
        totalTax: one.tax,
        location: null,
        lineItem: () => lineOf(one.lineId),
      })),
    refundShippingLines: (args: PageArgs) =>
      asGiven(refund.shipping, args, (one) => ({
        id: gid("RefundShippingLine", one.id),
        subtotalAmountSet: bag(one.amount),
        taxAmountSet: bag(one.tax),
        shippingLine: () => {
          const line = order.shippingLines.find((candidate) => candidate.id === one.shippingLineId);
          return line ? shippingView(order, line) : null;
        },
      })),
    orderAdjustments: (args: PageArgs) =>
      asGiven(refund.adjustments, args, (one) => ({
        id: gid("OrderAdjustment", one.id),
        amountSet: bag(one.amount),
        taxAmountSet: bag(one.tax),
        reason: "REFUND_DISCREPANCY",
      })),
  };
}

export function fulfillmentView(context: Context, order: Order, fulfillment: Fulfillment): View {
  return {
    __typename: "Fulfillment",
    id: gid("Fulfillment", fulfillment.id),
    legacyResourceId: fulfillment.id,
    name: `${order.name}.${order.fulfillments.indexOf(fulfillment) + 1}`,
    status: fulfillment.status.toUpperCase(),
    displayStatus: "FULFILLED",
    createdAt: fulfillment.at,
    updatedAt: fulfillment.at,
    totalQuantity: fulfillment.lines.reduce((sum, line) => sum + line.quantity, 0),
    requiresShipping: true,
    trackingInfo: [],
    order: () => orderView(context, order),
    fulfillmentLineItems: (args: PageArgs) =>
      asGiven(fulfillment.lines, args, (part) => ({
        id: gid("FulfillmentLineItem", part.lineId),
        quantity: part.quantity,
        lineItem: () => {
          const line = order.lines.find((one) => one.id === part.lineId);
          return line ? lineView(context, order, line) : null;
        },
      })),
  };
}

/** Every order has one fulfilment order, with the order's number. */
export function fulfillmentOrderView(context: Context, order: Order): View {
  const waiting = order.lines.some((line) => unfulfilledQuantity(line) > 0);
  const status = order.cancelledAt ? "CANCELLED" : waiting ? "OPEN" : "CLOSED";
  return {
    __typename: "FulfillmentOrder",
    id: gid("FulfillmentOrder", order.id),
    status,
    requestStatus: "UNSUBMITTED",
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    orderId: gid("Order", order.id),
    orderName: order.name,
    orderProcessedAt: order.processedAt,
    order: () => orderView(context, order),
    lineItems: (args: PageArgs) =>
      byId(order.lines, args, (line) => ({
        id: gid("FulfillmentOrderLineItem", line.id),
        totalQuantity: line.currentQuantity,
        remainingQuantity: unfulfilledQuantity(line),
        productTitle: line.title,
        variantTitle: line.variantTitle,
        vendor: line.vendor,
        sku: line.sku,
        requiresShipping: !line.giftCard,
        lineItem: () => lineView(context, order, line),
      })),
  };
}
