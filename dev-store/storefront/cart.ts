/** The visitor's cart, in Shopify's words: what is in it, what it costs, which codes apply. */
import type { CartLine, Visitor } from "../pages-state.ts";
import type { JsonObject, Quote, QuoteLine } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { textOf } from "../html.ts";
import { toAmount } from "../shop/money.ts";
import { customerOf } from "./visitor.ts";
import { toCents } from "./liquid/money.ts";

/** What Shopify calls a Cart Error: a status and a sentence. */
export class CartError extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** More than anybody orders, less than what makes a page of it. */
const MOST_UNITS = 10_000;
const MOST_LINES = 500;
const MOST_CODES = 25;

function requireQuantity(value: unknown, smallest: number): number {
  const quantity = Number(value ?? 1);
  if (!Number.isInteger(quantity) || quantity < smallest || quantity > MOST_UNITS)
    throw new CartError(422, `Quantity must be a whole number from ${smallest} to ${MOST_UNITS}`);
  return quantity;
}

/** Adds units of a variant; the same variant again makes its line longer. */
export function addToCart(store: Store, visitor: Visitor, id: unknown, quantity: unknown): CartLine {
  const variantId = textOf(id);
  const product = productOf(store, variantId);
  if (product?.status !== "ACTIVE") throw new CartError(404, "Cannot find variant");
  const added = requireQuantity(quantity, 1);
  const line = visitor.lines.find((other) => other.variantId === variantId);
  if (line) {
    line.quantity = requireQuantity(line.quantity + added, 1);
    return line;
  }
  if (visitor.lines.length >= MOST_LINES) throw new CartError(422, `A cart holds at most ${MOST_LINES} lines`);
  const fresh = { variantId, quantity: added };
  visitor.lines.push(fresh);
  return fresh;
}

function productOf(store: Store, variantId: string) {
  const variant = store.shop.findVariant(variantId);
  return variant ? (store.shop.state.products[variant.productId] ?? null) : null;
}

/** Sets a line's quantity by its number (from 1) or by its variant (or key); 0 removes it. */
export function changeLine(visitor: Visitor, which: { line?: unknown; id?: unknown }, quantity: unknown): void {
  const wanted = requireQuantity(quantity, 0);
  const id = textOf(which.id).split(":")[0];
  const index =
    which.line === undefined ? visitor.lines.findIndex((line) => line.variantId === id) : Number(which.line) - 1;
  const line = visitor.lines[index];
  if (!line) throw new CartError(400, "The cart has no such line");
  if (wanted === 0) visitor.lines.splice(index, 1);
  else line.quantity = wanted;
}

/** The codes of a cart, each once, whatever its case; blank ones are left out. */
export function setCodes(visitor: Visitor, codes: string[]): void {
  const kept = new Map<string, string>();
  for (const code of codes.map((text) => text.trim()))
    if (code !== "" && code.length <= 255) kept.set(code.toLowerCase(), code);
  visitor.codes = [...kept.values()].slice(0, MOST_CODES);
}

/** Empties the cart after an order. */
export function emptyCart(visitor: Visitor): void {
  visitor.lines = [];
  visitor.codes = [];
  visitor.note = "";
}

/** What the cart costs now. Lines whose product is gone are left out, and forgotten. */
export function quoteCart(
  store: Store,
  visitor: Visitor,
  extra: { shipping?: string; shippingTitle?: string } = {},
): Quote {
  visitor.lines = visitor.lines.filter((line) => productOf(store, line.variantId)?.status === "ACTIVE");
  const customerId = customerOf(store, visitor)?.id ?? null;
  if (visitor.lines.length === 0) return emptyQuote(store, visitor);
  return store.shop.quote({
    customerId,
    lines: visitor.lines,
    codes: visitor.codes,
    taxRate: store.pages.taxRate,
    ...extra,
  });
}

/** Nothing costs nothing; its codes wait for the next product, neither applied nor refused. */
function emptyQuote(store: Store, visitor: Visitor): Quote {
  const { currency, taxesIncluded } = store.shop.state.info;
  const zero = toAmount(0n, currency);
  const codes = visitor.codes.map((code) => ({ code, applied: false, reason: null, message: null, amount: zero }));
  const figures = {
    subtotal: zero,
    discounts: zero,
    shipping: zero,
    shippingDiscounts: zero,
    tax: zero,
    tip: zero,
    total: zero,
  };
  return { currency, taxesIncluded, lines: [], applications: [], shippingAllocations: [], codes, ...figures };
}

/** The cart as `/cart.js` answers it: money in hundredths. */
export function cartJson(store: Store, visitor: Visitor): JsonObject {
  const quote = quoteCart(store, visitor);
  const cents = (amount: string) => toCents(amount, quote.currency);
  const items = quote.lines.map((line) => itemJson(store, line, quote));
  const original = items.reduce((sum, item) => sum + Number(item.original_line_price), 0);
  const total = items.reduce((sum, item) => sum + Number(item.final_line_price), 0);
  return {
    token: visitor.token.slice(0, 16),
    note: visitor.note || null,
    attributes: {},
    original_total_price: original,
    total_price: total,
    total_discount: original - total,
    total_weight: 0,
    item_count: quote.lines.reduce((sum, line) => sum + line.quantity, 0),
    items,
    requires_shipping: quote.lines.some((line) => !line.giftCard),
    currency: quote.currency,
    items_subtotal_price: total,
    cart_level_discount_applications: quote.applications
      .filter((application) => application.target === "line_item")
      .map((application) => ({
        type: application.type,
        title: application.title,
        value: application.value,
        value_type: application.valueType,
      })),
    discount_codes: quote.codes.map((verdict) => ({
      code: verdict.code,
      applicable: verdict.applied,
      amount: cents(verdict.amount),
      reason: verdict.reason,
      message: verdict.message,
    })),
  };
}

function itemJson(store: Store, line: QuoteLine, quote: Quote): JsonObject {
  const cents = (amount: string) => toCents(amount, quote.currency);
  const product = store.shop.state.products[line.productId];
  const discount = line.discounts.reduce((sum, part) => sum + cents(part.amount), 0);
  const single = line.variantTitle === null || line.variantTitle === "Default Title";
  return {
    id: Number(line.variantId),
    key: `${line.variantId}:dev`,
    quantity: line.quantity,
    variant_id: Number(line.variantId),
    product_id: Number(line.productId),
    title: single ? line.title : `${line.title} - ${line.variantTitle}`,
    product_title: line.title,
    variant_title: single ? null : line.variantTitle,
    vendor: line.vendor,
    handle: line.handle,
    url: `/products/${line.handle}?variant=${line.variantId}`,
    image: product?.image ? `/cdn/products/${line.handle}.svg` : null,
    gift_card: line.giftCard,
    price: cents(line.price),
    original_price: cents(line.price),
    line_price: cents(line.original),
    original_line_price: cents(line.original),
    final_line_price: cents(line.original) - discount,
    total_discount: discount,
    requires_shipping: !line.giftCard,
  };
}
