import { toAmount, toUnits } from "./money.ts";
import { spread, take, type PricedLine, type Pricing } from "./cart.ts";
import { taxOf } from "./tax.ts";
import { applyDiscounts } from "./discounting.ts";
import { normalAmount, resolveLine } from "./products.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import type { Quote, QuoteInput, QuoteLine } from "./types.ts";

const LARGEST_QUANTITY = 1_000_000;

function priceLines(shop: Shop, input: QuoteInput): PricedLine[] {
  const { currency } = shop.state.info;
  if (input.lines.length === 0) throw new Refusal("BLANK", ["lines"], "Line items can't be blank");
  return input.lines.map((line, index) => {
    const field = ["lines", String(index)];
    const { product, variant } = resolveLine(shop, line, field);
    const quantity = line.quantity ?? 1;
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > LARGEST_QUANTITY) {
      throw new Refusal("INVALID", [...field, "quantity"], "Quantity must be greater than 0");
    }
    const price = toUnits(
      line.price === undefined ? variant.price : normalAmount(shop, line.price, [...field, "price"]),
      currency,
    );
    const original = price * BigInt(quantity);
    const compareAt = line.compareAt === undefined ? variant.compareAt : line.compareAt;
    return {
      product,
      variant,
      price,
      compareAt,
      quantity,
      giftCard: product.giftCard,
      original,
      discounts: [],
      rest: original,
    };
  });
}

/** Discounts given by hand on single lines come first. */
function applyLineDiscounts(shop: Shop, pricing: Pricing, input: QuoteInput): void {
  input.lines.forEach((line, index) => {
    const priced = pricing.lines[index];
    if (!priced || line.discount === undefined) return;
    const value = normalAmount(shop, line.discount, ["lines", String(index), "discount"]);
    const units = toUnits(value, shop.state.info.currency);
    if (units === 0n) return;
    if (units > priced.rest)
      throw new Refusal("INVALID", ["lines", String(index), "discount"], "Discount can't be greater than the line");
    pricing.applications.push({
      type: "manual",
      code: null,
      title: "Discount",
      value,
      valueType: "fixed_amount",
      target: "line_item",
      selection: "explicit",
      allocation: "one",
    });
    take(priced, pricing.applications.length - 1, units);
  });
}

function applyOrderDiscount(shop: Shop, pricing: Pricing, input: QuoteInput): void {
  if (input.orderDiscount === undefined) return;
  const value = normalAmount(shop, input.orderDiscount, ["orderDiscount"]);
  const units = toUnits(value, shop.state.info.currency);
  if (units === 0n) return;
  pricing.applications.push({
    type: "manual",
    code: null,
    title: "Discount",
    value,
    valueType: "fixed_amount",
    target: "line_item",
    selection: "all",
    allocation: "across",
  });
  spread(pricing, pricing.applications.length - 1, units);
}

/** Works out what a cart costs: lines, discounts in Shopify's order (line, product, order, shipping), shipping, tax, tip. */
export function quote(shop: Shop, input: QuoteInput): Quote {
  const { currency } = shop.state.info;
  const shipping = toUnits(normalAmount(shop, input.shipping ?? "0", ["shipping"]), currency);
  const lines = priceLines(shop, input);
  const pricing: Pricing = { lines, applications: [], verdicts: [], applied: [], shipping, shippingDiscounts: [] };
  applyLineDiscounts(shop, pricing, input);
  applyDiscounts(shop, pricing, input, "product");
  applyOrderDiscount(shop, pricing, input);
  applyDiscounts(shop, pricing, input, "order");
  applyDiscounts(shop, pricing, input, "shipping");
  return toQuote(shop, pricing, input);
}

function toQuote(shop: Shop, pricing: Pricing, input: QuoteInput): Quote {
  const { currency, taxesIncluded } = shop.state.info;
  const included = input.taxesIncluded ?? taxesIncluded;
  const money = (units: bigint): string => toAmount(units, currency);
  const sum = (values: bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
  const taxes = pricing.lines.map((line) => (line.giftCard ? 0n : taxOf(line.rest, input.taxRate ?? "0", included)));
  const lines = pricing.lines.map((line, index): QuoteLine => quoteLine(line, taxes[index] ?? 0n, money));
  const subtotal = sum(pricing.lines.map((line) => line.rest));
  const shippingDiscounts = sum(pricing.shippingDiscounts.map((discount) => discount.amount));
  const tip = toUnits(normalAmount(shop, input.tip ?? "0", ["tip"]), currency);
  const tax = sum(taxes);
  const total = subtotal + pricing.shipping - shippingDiscounts + tip + (included ? 0n : tax);
  return {
    currency,
    taxesIncluded: included,
    lines,
    applications: pricing.applications,
    codes: pricing.verdicts,
    subtotal: money(subtotal),
    discounts: money(sum(pricing.lines.map((line) => line.original)) - subtotal),
    shipping: money(pricing.shipping),
    shippingDiscounts: money(shippingDiscounts),
    shippingAllocations: pricing.shippingDiscounts.map((part) => ({
      application: part.application,
      amount: money(part.amount),
    })),
    tax: money(tax),
    tip: money(tip),
    total: money(total),
  };
}

function quoteLine(line: PricedLine, tax: bigint, money: (units: bigint) => string): QuoteLine {
  return {
    productId: line.product.id,
    variantId: line.variant.id,
    handle: line.product.handle,
    title: line.product.title,
    variantTitle: line.variant.title === "Default Title" ? null : line.variant.title,
    vendor: line.product.vendor,
    sku: line.variant.sku,
    price: money(line.price),
    compareAt: line.compareAt,
    quantity: line.quantity,
    giftCard: line.giftCard,
    original: money(line.original),
    discounts: line.discounts.map((part) => ({ application: part.application, amount: money(part.amount) })),
    final: money(line.rest),
    tax: money(tax),
  };
}
