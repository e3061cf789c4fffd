/** A cart on its way to a quote, and the ways in which discounts are taken off it. */
import { allocate } from "./money.ts";
import type { CodeVerdict, Discount, DiscountApplication, DiscountItems, Product, Variant } from "./types.ts";

/** A line while its discounts are being worked out; all figures in the smallest coin. */
export type PricedLine = {
  product: Product;
  variant: Variant;
  price: bigint;
  compareAt: string | null;
  quantity: number;
  giftCard: boolean;
  original: bigint;
  discounts: { application: number; amount: bigint }[];
  /** What is left after the discounts so far. */
  rest: bigint;
};

/** A cart on its way to a quote. */
export type Pricing = {
  lines: PricedLine[];
  applications: DiscountApplication[];
  verdicts: CodeVerdict[];
  /** Discounts of the shop that apply so far, by code or by themselves. */
  applied: Discount[];
  shipping: bigint;
  shippingDiscounts: { application: number; amount: bigint }[];
};

/** Notes a part of a discount on a line. */
export function take(line: PricedLine, application: number, amount: bigint): void {
  if (amount <= 0n) return;
  line.discounts.push({ application, amount });
  line.rest -= amount;
}

/** Spreads an order's discount over its lines by what is left of them, gift cards left out; at most what is left. Returns what it took off. */
export function spread(pricing: Pricing, application: number, wanted: bigint): bigint {
  const lines = pricing.lines.filter((line) => !line.giftCard);
  const subtotal = lines.reduce((sum, line) => sum + line.rest, 0n);
  const amount = wanted < subtotal ? wanted : subtotal;
  const shares = allocate(
    amount,
    lines.map((line) => line.rest),
  );
  lines.forEach((line, index) => take(line, application, shares[index] ?? 0n));
  return amount;
}

/** Whether an item falls under a discount's items; gift cards never do. */
export function isEntitled(items: DiscountItems, line: PricedLine): boolean {
  if (line.giftCard) return false;
  if ("all" in items) return true;
  return (
    items.products.includes(line.product.id) ||
    items.variants.includes(line.variant.id) ||
    items.collections.some((collection) => line.product.collections.includes(collection))
  );
}
