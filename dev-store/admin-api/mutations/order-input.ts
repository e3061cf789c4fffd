/** What orderCreate is given, in the words of the shop. */
import { Refusal } from "../../shop/refusal.ts";
import { decimalsOf } from "../../shop/money.ts";
import type { LineInput, OrderInput, PaymentInput, RecordedCode } from "../../shop/types.ts";
import { readId, requireId, type Context } from "../answers.ts";

type MoneyBag = { shopMoney: { amount: string; currencyCode: string } };
type TaxLine = { rate: string };
type ApiLine = {
  variantId?: string | null;
  productId?: string | null;
  title?: string | null;
  vendor?: string | null;
  quantity: number;
  priceSet?: MoneyBag | null;
  giftCard?: boolean | null;
  taxLines?: TaxLine[] | null;
};
type ApiTransaction = { amountSet: MoneyBag; gateway?: string | null; kind?: string | null; status?: string | null };
type DiscountCode = {
  itemFixedDiscountCode?: { code: string; amountSet?: MoneyBag | null } | null;
  itemPercentageDiscountCode?: { code: string; percentage?: number | null } | null;
  freeShippingDiscountCode?: { code: string } | null;
};
type UpsertCustomer = {
  id?: string | null;
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  phone?: string | null;
  tags?: string[] | null;
};

export type ApiOrder = {
  customer?: { toAssociate?: { id: string }; toUpsert?: UpsertCustomer } | null;
  customerId?: string | null;
  email?: string | null;
  currency?: string | null;
  lineItems?: ApiLine[] | null;
  shippingLines?: { title: string; priceSet: MoneyBag }[] | null;
  transactions?: ApiTransaction[] | null;
  discountCode?: DiscountCode | null;
  financialStatus?: string | null;
  fulfillmentStatus?: string | null;
  test?: boolean | null;
  tags?: string[] | null;
  note?: string | null;
  sourceName?: string | null;
  taxesIncluded?: boolean | null;
  taxLines?: TaxLine[] | null;
  processedAt?: string | null;
};

/** Shopify takes any number of decimals and rounds; the shop wants the currency's own. */
function amountOf(bag: MoneyBag, currency: string): string {
  return Number(bag.shopMoney.amount).toFixed(decimalsOf(currency));
}

function readLine(context: Context, line: ApiLine, index: number): LineInput {
  const { currency } = context.shop.state.info;
  const field = ["lineItems", String(index)];
  const price = line.priceSet ? { price: amountOf(line.priceSet, currency) } : {};
  if (line.variantId)
    return {
      variantId: requireId(line.variantId, [...field, "variantId"], "ProductVariant"),
      quantity: line.quantity,
      ...price,
    };
  const product = line.productId ? context.shop.state.products[readId(line.productId, "Product") ?? ""] : undefined;
  const handle = product?.handle ?? line.title?.trim();
  if (!handle) throw new Refusal("INVALID", field, "Line item must have a variant, a product or a title");
  if (!product && !line.priceSet) throw new Refusal("INVALID", [...field, "priceSet"], "Price can't be blank");
  return {
    product: handle,
    title: product?.title ?? line.title ?? handle,
    quantity: line.quantity,
    ...price,
    ...(line.vendor ? { vendor: line.vendor } : {}),
    ...(line.giftCard ? { giftCard: true } : {}),
  };
}

function readCode(code: DiscountCode, currency: string): RecordedCode {
  if (code.itemFixedDiscountCode) {
    const { amountSet } = code.itemFixedDiscountCode;
    return {
      code: code.itemFixedDiscountCode.code,
      kind: "fixed",
      value: amountSet ? amountOf(amountSet, currency) : "0",
    };
  }
  if (code.itemPercentageDiscountCode) {
    return {
      code: code.itemPercentageDiscountCode.code,
      kind: "percentage",
      value: String(code.itemPercentageDiscountCode.percentage ?? 0),
    };
  }
  return { code: code.freeShippingDiscountCode?.code ?? "", kind: "freeShipping", value: "0" };
}

function customerOf(context: Context, order: ApiOrder): string | null {
  const { shop } = context;
  const id = order.customer?.toAssociate?.id ?? order.customerId;
  if (id) return requireId(id, ["customer", "toAssociate", "id"], "Customer");
  const upsert = order.customer?.toUpsert;
  if (!upsert) return null;
  if (upsert.id) return requireId(upsert.id, ["customer", "toUpsert", "id"], "Customer");
  const known = upsert.email ? shop.findCustomerByEmail(upsert.email) : null;
  if (known) return known.id;
  const { email = null, firstName = null, lastName = null, phone = null, tags } = upsert;
  return shop.createCustomer({ email, firstName, lastName, phone, ...(tags ? { tags } : {}) }).id;
}

/** Payments and status: transactions decide, else the financial status that is claimed, else the order is pending. */
function paymentFields(order: ApiOrder, currency: string): Pick<OrderInput, "status" | "payments"> {
  const list = order.transactions ?? [];
  if (list.length === 0) {
    const claimed = { PAID: "paid", AUTHORIZED: "authorized", PENDING: "pending" }[order.financialStatus ?? "PENDING"];
    if (!claimed)
      throw new Error(
        `dev store: orderCreate without transactions is not implemented for ${order.financialStatus ?? ""}`,
      );
    return { status: claimed as "paid" | "authorized" | "pending" };
  }
  const payments = list.map((one): PaymentInput => ({
    gateway: one.gateway ?? "manual",
    amount: amountOf(one.amountSet, currency),
  }));
  if (list.some((one) => one.status === "PENDING")) return { status: "pending", payments };
  if (list.every((one) => one.kind === "AUTHORIZATION")) return { status: "authorized", payments };
  return { status: "partiallyPaid", payments };
}

function taxRateOf(order: ApiOrder): string {
  const rates = [...(order.taxLines ?? []), ...(order.lineItems ?? []).flatMap((line) => line.taxLines ?? [])].map(
    (line) => line.rate,
  );
  if (new Set(rates).size > 1) throw new Error("dev store: orderCreate with several tax rates is not implemented");
  return rates[0] ?? "0";
}

/** orderCreate's input as the shop places an order. */
export function readOrder(context: Context, order: ApiOrder): OrderInput {
  const { currency } = context.shop.state.info;
  if (order.currency && order.currency !== currency)
    throw new Error(`dev store: orders in ${order.currency} are not implemented`);
  if (!order.lineItems?.length) throw new Refusal("INVALID", ["lineItems"], "Line items can't be blank");
  const shipping = order.shippingLines?.[0];
  if ((order.shippingLines?.length ?? 0) > 1)
    throw new Error("dev store: orderCreate with several shipping lines is not implemented");
  return {
    customerId: customerOf(context, order),
    lines: order.lineItems.map((line, index) => readLine(context, line, index)),
    automatic: false,
    taxRate: taxRateOf(order),
    taxesIncluded: order.taxesIncluded ?? false,
    test: order.test ?? false,
    fulfilled: order.fulfillmentStatus === "FULFILLED",
    tags: order.tags ?? [],
    note: order.note ?? null,
    sourceName: order.sourceName ?? "api",
    ...(order.email ? { email: order.email } : {}),
    ...(order.processedAt ? { processedAt: order.processedAt } : {}),
    ...(shipping ? { shipping: amountOf(shipping.priceSet, currency), shippingTitle: shipping.title } : {}),
    ...(order.discountCode ? { recordedCode: readCode(order.discountCode, currency) } : {}),
    ...paymentFields(order, currency),
  };
}
