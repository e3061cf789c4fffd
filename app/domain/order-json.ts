import { z } from "zod";
import type { OrderState } from "./order.ts";

/**
 * How an order's state is written as JSON: amounts as decimal strings of whole coins, moments in ISO 8601. Reading it checks
 * everything, because what is read decides about points. What is null or empty may be left out.
 */
const amount = z.codec(z.string().regex(/^-?\d{1,40}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});
const moment = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (value) => value.toISOString(),
});
const id = z.string().min(1);
const count = z.int().min(0);

const discount = z.strictObject({ amount, code: z.string().nullable().default(null) });

const facts = z.strictObject({
  handle: z.string().nullable().default(null),
  collections: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  compareAt: amount.nullable().default(null),
});

const line = z.strictObject({
  id,
  productId: id.nullable().default(null),
  variantId: id.nullable().default(null),
  title: z.string(),
  vendor: z.string().nullable().default(null),
  giftCard: z.boolean(),
  unitPrice: amount,
  quantity: count,
  currentQuantity: count,
  refundedQuantity: count,
  discounts: z.array(discount).default([]),
  tax: amount,
  facts: facts.nullable().default(null),
});

const shipping = z.strictObject({
  price: amount,
  discounts: z.array(discount).default([]),
  tax: amount,
  refunded: amount,
});

const transaction = z.strictObject({
  id,
  kind: z.enum(["authorization", "capture", "sale", "void", "refund", "change", "other"]),
  gateway: z.string(),
  amount,
  status: z.enum(["success", "pending", "failure", "error", "other"]),
  processedAt: moment,
});

const refund = z.strictObject({
  id,
  createdAt: moment,
  lines: z.array(z.strictObject({ lineId: id, quantity: count, subtotal: amount, tax: amount })),
  shipping: amount,
  handTyped: amount,
});

const orderCodec = z.strictObject({
  id,
  name: z.string(),
  customerId: id.nullable().default(null),
  test: z.boolean(),
  currency: z.string(),
  createdAt: moment,
  processedAt: moment,
  updatedAt: moment,
  cancelledAt: moment.nullable().default(null),
  financialStatus: z.enum([
    "pending",
    "authorized",
    "partiallyPaid",
    "paid",
    "partiallyRefunded",
    "refunded",
    "voided",
    "expired",
  ]),
  wholeOrderFulfilled: z.boolean(),
  paidAt: moment.nullable().default(null),
  paidAgainAt: moment.nullable().default(null),
  fulfilledAt: moment.nullable().default(null),
  total: amount,
  taxesIncluded: z.boolean(),
  lines: z.array(line),
  paidPart: z
    .strictObject({ asOf: moment, lines: z.array(line), shipping })
    .nullable()
    .default(null),
  shipping,
  tip: amount,
  codes: z
    .array(z.strictObject({ code: z.string(), amount, kind: z.enum(["amount", "percentage", "shipping"]) }))
    .default([]),
  gateways: z.array(z.string()).default([]),
  transactions: z.array(transaction).nullable().default(null),
  refunds: z.array(refund).default([]),
  editedAt: z.array(moment).default([]),
});

/** An order's state as it is kept in the database. */
export type OrderJson = z.input<typeof orderCodec>;

/** The state as plain JSON. */
export function orderToJson(order: OrderState): OrderJson {
  return orderCodec.encode(order);
}

/**
 * The same as text, for the ledger, without what is null or empty: it writes every order, and to check each value of what the rules have just
 * read cost more than they did.
 */
export function orderToText(order: OrderState): string {
  return JSON.stringify({
    id: order.id,
    name: order.name,
    customerId: order.customerId ?? undefined,
    test: order.test,
    currency: order.currency,
    createdAt: isoOf(order.createdAt),
    processedAt: isoOf(order.processedAt),
    updatedAt: isoOf(order.updatedAt),
    cancelledAt: order.cancelledAt ?? undefined,
    financialStatus: order.financialStatus,
    wholeOrderFulfilled: order.wholeOrderFulfilled,
    paidAt: order.paidAt === null ? undefined : isoOf(order.paidAt),
    paidAgainAt: order.paidAgainAt ?? undefined,
    fulfilledAt: order.fulfilledAt ?? undefined,
    total: order.total.toString(),
    taxesIncluded: order.taxesIncluded,
    lines: order.lines.map(plainLine),
    paidPart: order.paidPart === null ? undefined : plainPart(order.paidPart),
    shipping: plainShipping(order.shipping),
    tip: order.tip.toString(),
    codes: some(order.codes)?.map((code) => ({ ...code, amount: code.amount.toString() })),
    gateways: some(order.gateways),
    transactions: order.transactions?.map((each) => ({ ...each, amount: each.amount.toString() })),
    refunds: some(order.refunds)?.map(plainRefund),
    editedAt: some(order.editedAt),
  } satisfies Record<keyof OrderState, unknown>);
}

/** The moment that was written last: most orders are created, placed and paid at one moment, and to write it takes longer than all else. */
let written = { at: NaN, text: "" };

function isoOf(at: Date): string {
  if (at.getTime() !== written.at) written = { at: at.getTime(), text: at.toISOString() };
  return written.text;
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

type Line = OrderState["lines"][number];

function plainLine(line: Line): object {
  return {
    id: line.id,
    productId: line.productId ?? undefined,
    variantId: line.variantId ?? undefined,
    title: line.title,
    vendor: line.vendor ?? undefined,
    giftCard: line.giftCard,
    unitPrice: line.unitPrice.toString(),
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundedQuantity: line.refundedQuantity,
    discounts: plainDiscounts(line.discounts),
    tax: line.tax.toString(),
    facts: line.facts === null ? undefined : plainFacts(line.facts),
  } satisfies Record<keyof Line, unknown>;
}

function plainFacts({ handle, collections, tags, compareAt }: NonNullable<Line["facts"]>): object {
  return {
    handle: handle ?? undefined,
    collections: some(collections),
    tags: some(tags),
    compareAt: compareAt?.toString(),
  };
}

function plainDiscounts(discounts: Line["discounts"]): object[] | undefined {
  return some(discounts)?.map(({ amount: off, code }) => ({ amount: off.toString(), code: code ?? undefined }));
}

function plainShipping({ price, discounts, tax, refunded }: OrderState["shipping"]): object {
  return {
    price: price.toString(),
    discounts: plainDiscounts(discounts),
    tax: tax.toString(),
    refunded: refunded.toString(),
  };
}

function plainPart(part: NonNullable<OrderState["paidPart"]>): object {
  return { ...part, lines: part.lines.map(plainLine), shipping: plainShipping(part.shipping) };
}

function plainRefund(refund: OrderState["refunds"][number]): object {
  return {
    ...refund,
    lines: refund.lines.map((line) => ({
      ...line,
      subtotal: line.subtotal.toString(),
      tax: line.tax.toString(),
    })),
    shipping: refund.shipping.toString(),
    handTyped: refund.handTyped.toString(),
  };
}

/** Reads what `orderToJson` wrote; anything else is refused with the place and the reason. */
export function orderFromJson(json: unknown): OrderState {
  const read = orderCodec.safeDecode(json as OrderJson);
  if (read.success) return read.data;
  const reasons = read.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join(".") || "order"}: ${issue.message}`);
  throw new Error(`this is not the state of an order: ${reasons.join("; ")}`);
}
