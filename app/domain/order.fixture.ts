import type { OrderLine, OrderRefund, OrderState, OrderTransaction, ProductFacts } from "./order.ts";
import type { Program } from "./program.ts";
import { parseMoney } from "./money.ts";
import { parseProgram } from "./program.ts";

/** Orders and programs for the domain's tests, written in the shop's words; everything that is left out is as plain as possible. */
export type LineGiven = {
  price: string;
  quantity?: number;
  current?: number;
  refunded?: number;
  discount?: string;
  code?: string;
  codeDiscount?: string;
  tax?: string;
  vendor?: string | null;
  product?: string | null;
  giftCard?: boolean;
  facts?: Partial<Omit<ProductFacts, "compareAt">> & { compareAt?: string };
};

export type OrderGiven = Partial<Omit<OrderState, "lines" | "shipping" | "refunds" | "transactions" | "codes">> & {
  lines?: LineGiven[];
  shipping?: string;
  shippingTax?: string;
  shippingRefunded?: string;
  handTyped?: string[];
  payments?: [gateway: string, amount: string][];
  codes?: string[];
};

const PLACED = new Date("2026-01-05T09:00:00Z");

function line(given: LineGiven, index: number, currency: string): OrderLine {
  const money = (text: string): bigint => parseMoney(text, currency);
  const { quantity = 1, refunded = 0, facts } = given;
  const discounts = [
    ...(given.discount === undefined ? [] : [{ amount: money(given.discount), code: null }]),
    ...(given.codeDiscount === undefined ? [] : [{ amount: money(given.codeDiscount), code: given.code ?? "CODE" }]),
  ];
  return {
    id: String(100 + index),
    productId: given.product === undefined ? String(500 + index) : given.product,
    variantId: String(900 + index),
    title: `Article ${index + 1}`,
    vendor: given.vendor === undefined ? "house" : given.vendor,
    giftCard: given.giftCard ?? false,
    unitPrice: money(given.price),
    quantity,
    currentQuantity: given.current ?? quantity - refunded,
    refundedQuantity: refunded,
    discounts,
    tax: money(given.tax ?? "0"),
    facts:
      facts === undefined
        ? null
        : {
            handle: facts.handle ?? null,
            collections: facts.collections ?? [],
            tags: facts.tags ?? [],
            compareAt: facts.compareAt === undefined ? null : money(facts.compareAt),
          },
  };
}

/** An order, by default of one paid article for 100.00. */
export function orderOf(given: OrderGiven = {}): OrderState {
  const { lines = [{ price: "100.00" }], shipping = "0", shippingTax = "0", shippingRefunded = "0", ...rest } = given;
  const { handTyped = [], payments, codes = [], ...state } = rest;
  const currency = given.currency ?? "NOK";
  const money = (text: string): bigint => parseMoney(text, currency);
  const paid = given.financialStatus === undefined || given.financialStatus === "paid";
  const refunds = handTyped.map((amount, index): OrderRefund => {
    return { id: String(700 + index), createdAt: PLACED, lines: [], shipping: 0n, handTyped: money(amount) };
  });
  const transactions = payments?.map(([gateway, amount], index): OrderTransaction => {
    return {
      id: String(800 + index),
      kind: "sale",
      gateway,
      amount: money(amount),
      status: "success",
      processedAt: PLACED,
    };
  });
  return {
    id: "1001",
    name: "#1001",
    customerId: "7201",
    test: false,
    currency,
    createdAt: PLACED,
    processedAt: PLACED,
    updatedAt: PLACED,
    cancelledAt: null,
    financialStatus: "paid",
    wholeOrderFulfilled: false,
    paidAt: paid ? PLACED : null,
    paidAgainAt: null,
    fulfilledAt: null,
    total: 0n,
    taxesIncluded: false,
    paidPart: null,
    tip: 0n,
    gateways: payments?.map(([gateway]) => gateway) ?? ["shopify_payments"],
    editedAt: [],
    ...state,
    lines: lines.map((each, index) => line(each, index, currency)),
    shipping: { price: money(shipping), discounts: [], tax: money(shippingTax), refunded: money(shippingRefunded) },
    codes: codes.map((code) => ({ code, amount: 0n, kind: "amount" })),
    transactions: transactions ?? null,
    refunds,
  };
}

/** A program: the defaults with a patch; a patch that is refused fails the test that gave it. */
export function programOf(patch: unknown = {}): Program {
  const parsed = parseProgram(patch);
  if (!parsed.ok) throw new Error(`the test's program is refused: ${JSON.stringify(parsed.errors)}`);
  return parsed.program;
}
