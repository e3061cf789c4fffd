import { z } from "zod";
import type { OrderState } from "./order.ts";

/**
 * How an order's state is written as JSON: amounts as decimal strings of whole coins, moments in ISO 8601. Reading it checks
 * everything, because what is read decides about points.
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

const discount = z.strictObject({ amount, code: z.string().nullable() });

const facts = z.strictObject({
  handle: z.string().nullable(),
  collections: z.array(z.string()),
  tags: z.array(z.string()),
  compareAt: amount.nullable(),
});

const line = z.strictObject({
  id,
  productId: id.nullable(),
  variantId: id.nullable(),
  title: z.string(),
  vendor: z.string().nullable(),
  giftCard: z.boolean(),
  unitPrice: amount,
  quantity: count,
  currentQuantity: count,
  refundedQuantity: count,
  discounts: z.array(discount),
  tax: amount,
  facts: facts.nullable(),
});

const shipping = z.strictObject({ price: amount, discounts: z.array(discount), tax: amount, refunded: amount });

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
  customerId: id.nullable(),
  test: z.boolean(),
  currency: z.string(),
  createdAt: moment,
  processedAt: moment,
  updatedAt: moment,
  cancelledAt: moment.nullable(),
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
  paidAt: moment.nullable(),
  // Orders that were written before this was known have none.
  paidAgainAt: moment.nullable().default(null),
  fulfilledAt: moment.nullable(),
  total: amount,
  taxesIncluded: z.boolean(),
  lines: z.array(line),
  paidPart: z.strictObject({ asOf: moment, lines: z.array(line), shipping }).nullable(),
  shipping,
  tip: amount,
  codes: z.array(z.strictObject({ code: z.string(), amount, kind: z.enum(["amount", "percentage", "shipping"]) })),
  gateways: z.array(z.string()),
  transactions: z.array(transaction).nullable(),
  refunds: z.array(refund),
  editedAt: z.array(moment),
});

/** An order's state as it is kept in the database. */
export type OrderJson = z.input<typeof orderCodec>;

/** The state as plain JSON. */
export function orderToJson(order: OrderState): OrderJson {
  return orderCodec.encode(order);
}

/** The same as text, for the ledger: it writes every order, and to check each value of what the rules have just read cost more than they did. */
export function orderToText(order: OrderState): string {
  // Moments turn into ISO 8601 by themselves.
  return JSON.stringify(order, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
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
