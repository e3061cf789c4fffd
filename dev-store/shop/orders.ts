import { toUnits } from "./money.ts";
import { changed, DEFAULT_GATEWAY, MANUAL_GATEWAY, requireOrder } from "./order-changes.ts";
import { addTransaction, debitAccount } from "./payments.ts";
import { quote } from "./pricing.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import { isoSeconds } from "./time.ts";
import type { Id, Order, OrderInput, OrderLine, PaymentInput, Quote, QuoteLine } from "./types.ts";

const MOST_LINES = 500;

/** Makes an order of a cart, takes its payments, counts its codes, and tells the world. */
export function placeOrder(shop: Shop, input: OrderInput): Order {
  if (input.lines.length > MOST_LINES)
    throw new Refusal("TOO_MANY", ["lines"], `An order has at most ${MOST_LINES} lines`);
  if (input.customerId) shop.requireCustomer(input.customerId);
  const priced = quote(shop, input);
  const bad = priced.codes.find((code) => !code.applied);
  if (bad && input.refuseBadCodes !== false)
    throw new Refusal("INVALID", ["codes"], `${bad.code}: ${bad.message ?? ""}`);
  const payments = paymentsOf(shop, input, priced);
  for (const payment of payments.taken) debitAccount(shop, payment);
  const order = makeOrder(shop, input, priced);
  shop.state.orders[order.id] = order;
  const kind = input.status === "authorized" ? "authorization" : "sale";
  for (const payment of payments.taken) addTransaction(shop, order, { ...payment, kind, status: "success" });
  for (const payment of payments.promised) addTransaction(shop, order, { ...payment, kind: "sale", status: "pending" });
  countCodes(shop, order);
  shop.announceOrder("orders/create", order);
  if (shop.totals(order).financialStatus === "PAID") shop.announceOrder("orders/paid", order);
  shop.announceOrder("orders/updated", order);
  if (order.customerId) shop.customerOrdered(order);
  if (input.fulfilled) shop.fulfilOrder(order.id);
  return order;
}

function paymentsOf(shop: Shop, input: OrderInput, priced: Quote): { taken: PaymentInput[]; promised: PaymentInput[] } {
  const total = toUnits(priced.total, priced.currency);
  const status = input.status ?? "paid";
  if (status === "pending") {
    const promised = input.payments ?? [{ gateway: MANUAL_GATEWAY, amount: priced.total }];
    return { taken: [], promised: total === 0n ? [] : promised };
  }
  const taken =
    input.payments ??
    (total === 0n || status === "partiallyPaid" ? [] : [{ gateway: DEFAULT_GATEWAY, amount: priced.total }]);
  const tendered = taken.reduce((sum, payment) => sum + toUnits(payment.amount, priced.currency), 0n);
  if (tendered > total) throw new Refusal("INVALID", ["payments"], "Payments are more than the order's total");
  if (status === "paid" && tendered < total)
    throw new Refusal("INVALID", ["payments"], "Payments don't add up to the order's total");
  if (taken.some((payment) => toUnits(payment.amount, priced.currency) <= 0n)) {
    throw new Refusal("INVALID", ["payments"], "A payment must be greater than 0");
  }
  return { taken, promised: [] };
}

function makeOrder(shop: Shop, input: OrderInput, priced: Quote): Order {
  const { state } = shop;
  const at = shop.moment();
  const processedAt = input.processedAt ? isoSeconds(new Date(input.processedAt)) : at;
  state.orderNumber += 1;
  const customer = input.customerId ? state.customers[input.customerId] : undefined;
  const shipping = input.shipping !== undefined && toUnits(input.shipping, priced.currency) > 0n;
  return {
    id: nextId(state),
    number: state.orderNumber,
    name: `#${state.orderNumber}`,
    customerId: customer?.id ?? null,
    email: input.email ?? customer?.email ?? null,
    currency: priced.currency,
    test: input.test ?? false,
    sourceName: input.sourceName ?? "web",
    taxesIncluded: priced.taxesIncluded,
    lines: priced.lines.map((line) => makeLine(shop, line, input.taxRate ?? "0")),
    shippingLines: shipping
      ? [
          {
            id: nextId(state),
            title: input.shippingTitle ?? "Standard",
            price: priced.shipping,
            discountAllocations: priced.shippingAllocations,
          },
        ]
      : [],
    discountApplications: priced.applications,
    discountCodes: priced.codes
      .filter((code) => code.applied)
      .map((code) => ({ code: code.code, amount: code.amount, type: codeType(priced, code.code) })),
    tip: priced.tip,
    ...(toUnits(priced.tip, priced.currency) > 0n ? { tipLineId: nextId(state) } : {}),
    transactions: [],
    refunds: [],
    fulfillments: [],
    edits: [],
    tags: input.tags ?? [],
    note: input.note ?? null,
    voided: false,
    createdAt: at,
    processedAt,
    updatedAt: at,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
  };
}

function codeType(priced: Quote, code: string): Order["discountCodes"][number]["type"] {
  const application = priced.applications.find((one) => one.code === code);
  if (application?.target === "shipping_line") return "shipping";
  return application?.valueType ?? "fixed_amount";
}

/** A new order's line; tax is kept as its rate and follows from the line's value. */
export function makeLine(shop: Shop, line: QuoteLine, taxRate: string): OrderLine {
  return {
    id: nextId(shop.state),
    productId: line.productId,
    variantId: line.variantId,
    handle: line.handle,
    title: line.title,
    variantTitle: line.variantTitle,
    vendor: line.vendor,
    sku: line.sku,
    price: line.price,
    compareAt: line.compareAt,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    refundedQuantity: 0,
    fulfilledQuantity: 0,
    giftCard: line.giftCard,
    taxable: !line.giftCard,
    taxRate,
    discountAllocations: line.discounts,
  };
}

function countCodes(shop: Shop, order: Order): void {
  for (const { code } of order.discountCodes) {
    const discount = shop.findDiscountByCode(code);
    const redeem = discount?.codes.find((one) => one.code.toLowerCase() === code.toLowerCase());
    if (redeem) redeem.uses += 1;
  }
}

/** Gives a guest's order (or another customer's) its customer. */
export function attachCustomer(shop: Shop, orderId: Id, customerId: Id): Order {
  const order = requireOrder(shop, orderId);
  const customer = shop.requireCustomer(customerId);
  order.customerId = customer.id;
  order.email ??= customer.email;
  changed(shop, order, []);
  shop.customerOrdered(order);
  return order;
}
