/** Which discounts apply to a cart and what they take off. */
import { takeBuyXGetY } from "./buy-x-get-y.ts";
import { roundHalfUp, toAmount, toFraction, toUnits } from "./money.ts";
import { isEntitled, spread, take, type Pricing } from "./cart.ts";
import type { Shop } from "./shop.ts";
import type { CodeReason, Discount, DiscountApplication, QuoteInput } from "./types.ts";
import { matchesSegment } from "./segments.ts";

export type DiscountClass = "product" | "order" | "shipping";

/** Shopify's limit for one checkout: so many codes off goods, and one off shipping. */
const MOST_GOODS_CODES = 5;
const MOST_SHIPPING_CODES = 1;

const SENTENCES: Record<CodeReason, string> = {
  notFound: "This discount code doesn't exist.",
  notActive: "This discount code isn't active.",
  notStarted: "This discount code can't be used yet.",
  expired: "This discount code has expired.",
  notForCustomer: "This discount code isn't available to you.",
  usedUp: "This discount code has reached its usage limit.",
  oncePerCustomer: "You have used this discount code already.",
  belowMinimum: "Your cart doesn't reach this discount code's minimum.",
  doesNotCombine: "This discount code can't be combined with the other discounts in your cart.",
  tooMany: "Your cart has as many discount codes as it can take.",
  noEligibleItems: "This discount code isn't valid for the items in your cart.",
};

/** What kind of discount it is, in the sense of `combinesWith`. */
export function classOf(discount: Discount): DiscountClass {
  if (discount.kind === "freeShipping") return "shipping";
  return discount.kind === "basic" && "all" in discount.gets ? "order" : "product";
}

/** Applies the codes, then the automatic discounts, of one class. */
export function applyDiscounts(shop: Shop, pricing: Pricing, input: QuoteInput, phase: DiscountClass): void {
  for (const code of uniqueCodes(input.codes ?? [])) applyCode(shop, pricing, input, phase, code);
  applyRecordedCode(shop, pricing, input, phase);
  if (input.automatic === false) return;
  for (const discount of Object.values(shop.state.discounts)) {
    if (discount.method !== "automatic" || classOf(discount) !== phase) continue;
    if (refusalOf(shop, pricing, input, discount, null) === null) carryOut(shop, pricing, discount, null);
  }
}

function uniqueCodes(codes: string[]): string[] {
  const seen = new Set<string>();
  return codes.filter((code) => {
    const key = code.trim().toLowerCase();
    return key !== "" && !seen.has(key) && seen.add(key);
  });
}

function applyCode(shop: Shop, pricing: Pricing, input: QuoteInput, phase: DiscountClass, code: string): void {
  const discount = shop.findDiscountByCode(code);
  if (!discount) {
    if (phase === "product") refuse(pricing, code, "notFound");
    return;
  }
  if (classOf(discount) !== phase) return;
  const reason = refusalOf(shop, pricing, input, discount, code);
  if (reason) {
    refuse(pricing, code, reason);
    return;
  }
  const stored = discount.codes.find((one) => one.code.toLowerCase() === code.trim().toLowerCase())?.code ?? code;
  const amount = carryOut(shop, pricing, discount, stored);
  if (amount === null) {
    refuse(pricing, code, "noEligibleItems");
    return;
  }
  const money = toAmount(amount, shop.state.info.currency);
  pricing.verdicts.push({ code: stored, applied: true, reason: null, message: null, amount: money });
}

function refuse(pricing: Pricing, code: string, reason: CodeReason): void {
  pricing.verdicts.push({ code, applied: false, reason, message: SENTENCES[reason], amount: "0" });
}

/** Why a discount does not apply to this cart, or null. */
function refusalOf(
  shop: Shop,
  pricing: Pricing,
  input: QuoteInput,
  discount: Discount,
  code: string | null,
): CodeReason | null {
  const now = shop.now().getTime();
  if (Date.parse(discount.startsAt) > now) return "notStarted";
  if (discount.endsAt !== null && Date.parse(discount.endsAt) <= now) return "expired";
  const customer = input.customerId ? shop.state.customers[input.customerId] : undefined;
  if (discount.context.kind === "customers" && !(customer && discount.context.ids.includes(customer.id)))
    return "notForCustomer";
  if (discount.context.kind === "segments") {
    const segments = discount.context.ids.map((id) => shop.state.segments[id]);
    if (!customer || !segments.some((segment) => segment && matchesSegment(shop, segment.query, customer)))
      return "notForCustomer";
  }
  if (code !== null) {
    const redeem = discount.codes.find((one) => one.code.toLowerCase() === code.trim().toLowerCase());
    if (discount.usageLimit !== null && (redeem?.uses ?? 0) >= discount.usageLimit) return "usedUp";
    if (discount.appliesOncePerCustomer && customer && hasUsed(shop, customer.id, code)) return "oncePerCustomer";
  }
  return cartRefusal(shop, pricing, discount, code);
}

/** The part of the check that looks at the cart and at the discounts that apply already. */
function cartRefusal(shop: Shop, pricing: Pricing, discount: Discount, code: string | null): CodeReason | null {
  const kind = classOf(discount);
  if (pricing.applied.includes(discount)) return "doesNotCombine";
  for (const other of pricing.applied) {
    if (!other.combines[kind] || !discount.combines[classOf(other)]) return "doesNotCombine";
  }
  if (code !== null) {
    const codes = pricing.applied.filter((one) => one.method === "code");
    const alike = codes.filter((one) => (classOf(one) === "shipping") === (kind === "shipping")).length;
    if (alike >= (kind === "shipping" ? MOST_SHIPPING_CODES : MOST_GOODS_CODES)) return "tooMany";
  }
  const lines = pricing.lines.filter((line) =>
    isEntitled(discount.kind === "basic" ? discount.gets : { all: true }, line),
  );
  if (lines.length === 0 && kind !== "shipping") return "noEligibleItems";
  const { minimum } = discount;
  if (minimum.kind === "subtotal") {
    const reached = lines.reduce((sum, line) => sum + line.rest, 0n);
    if (reached < toUnits(minimum.amount, shop.state.info.currency)) return "belowMinimum";
  }
  if (minimum.kind === "quantity") {
    if (lines.reduce((sum, line) => sum + line.quantity, 0) < minimum.quantity) return "belowMinimum";
  }
  return null;
}

function hasUsed(shop: Shop, customerId: string, code: string): boolean {
  const key = code.trim().toLowerCase();
  return shop.listOrders(customerId).some((order) => order.discountCodes.some((one) => one.code.toLowerCase() === key));
}

/** Takes a discount off the cart. Returns what it took off; null where nothing in the cart falls under it. */
function carryOut(shop: Shop, pricing: Pricing, discount: Discount, code: string | null): bigint | null {
  const index = pricing.applications.length;
  pricing.applications.push(applicationOf(discount, code));
  const amount = takeOff(shop, pricing, discount, index);
  if (amount === null) pricing.applications.pop();
  else pricing.applied.push(discount);
  return amount;
}

function takeOff(shop: Shop, pricing: Pricing, discount: Discount, index: number): bigint | null {
  const { currency } = shop.state.info;
  if (discount.kind === "freeShipping") {
    const most = discount.maximumShippingPrice;
    if (most !== null && pricing.shipping > toUnits(most, currency)) return null;
    return takeShipping(pricing, index);
  }
  if (discount.kind === "bxgy") return takeBuyXGetY(pricing, discount, index, currency);
  const lines = pricing.lines.filter((line) => isEntitled(discount.gets, line));
  const { value } = discount;
  if (value === null || lines.length === 0) return null;
  if (classOf(discount) === "order") {
    const subtotal = lines.reduce((sum, line) => sum + line.rest, 0n);
    const wanted = value.kind === "amount" ? toUnits(value.amount, currency) : percentOf(subtotal, value.percentage);
    return spread(pricing, index, wanted);
  }
  if (value.kind === "amount" && !value.eachItem) {
    return spread({ ...pricing, lines }, index, toUnits(value.amount, currency));
  }
  let total = 0n;
  for (const line of lines) {
    const each =
      value.kind === "amount"
        ? toUnits(value.amount, currency) * BigInt(line.quantity)
        : percentOf(line.rest, value.percentage);
    const amount = each < line.rest ? each : line.rest;
    take(line, index, amount);
    total += amount;
  }
  return total;
}

function takeShipping(pricing: Pricing, index: number): bigint {
  const taken = pricing.shippingDiscounts.reduce((sum, part) => sum + part.amount, 0n);
  const amount = pricing.shipping - taken;
  if (amount > 0n) pricing.shippingDiscounts.push({ application: index, amount });
  return amount;
}

/** A share of 1 ("0.1") of an amount, half up. */
function percentOf(amount: bigint, percentage: string): bigint {
  const { top, bottom } = toFraction(percentage);
  return roundHalfUp(amount * top, bottom);
}

/** "0.1" → "10", as applications tell percentages. */
export function percentText(percentage: string): string {
  const { top, bottom } = toFraction(percentage);
  const text = toAmount((top * 10_000n) / bottom, "NOK");
  return text.replace(/\.?0+$/, "");
}

function applicationOf(discount: Discount, code: string | null): DiscountApplication {
  const shipping = discount.kind === "freeShipping";
  const { value } = discount;
  const amount = value?.kind === "amount" ? value.amount : null;
  const percentage = value !== null && value.kind !== "amount" ? percentText(value.percentage) : "100";
  const order = classOf(discount) === "order";
  return {
    type: code === null ? "automatic" : "discount_code",
    code,
    title: discount.title,
    value: amount ?? percentage,
    valueType: amount === null ? "percentage" : "fixed_amount",
    target: shipping ? "shipping_line" : "line_item",
    selection: order || shipping ? "all" : "entitled",
    allocation: order || (value?.kind === "amount" && !value.eachItem) ? "across" : "each",
  };
}

/** A code that an order made by the API says it carried. */
function applyRecordedCode(shop: Shop, pricing: Pricing, input: QuoteInput, phase: DiscountClass): void {
  const recorded = input.recordedCode;
  if (!recorded || (recorded.kind === "freeShipping") !== (phase === "shipping") || phase === "product") return;
  const { currency } = shop.state.info;
  const index = pricing.applications.length;
  const fixed = recorded.kind === "fixed";
  pricing.applications.push({
    type: "discount_code",
    code: recorded.code,
    title: recorded.code,
    value: recorded.kind === "freeShipping" ? "100" : recorded.value,
    valueType: fixed ? "fixed_amount" : "percentage",
    target: phase === "shipping" ? "shipping_line" : "line_item",
    selection: "all",
    allocation: phase === "shipping" ? "each" : "across",
  });
  const subtotal = pricing.lines.reduce((sum, line) => sum + (line.giftCard ? 0n : line.rest), 0n);
  const { top, bottom } = toFraction(recorded.value);
  const wanted = fixed ? toUnits(recorded.value, currency) : roundHalfUp(subtotal * top, bottom * 100n);
  const amount = phase === "shipping" ? takeShipping(pricing, index) : spread(pricing, index, wanted);
  pricing.verdicts.push({
    code: recorded.code,
    applied: true,
    reason: null,
    message: null,
    amount: toAmount(amount, currency),
  });
}
