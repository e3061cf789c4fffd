import type { Program } from "../../app/domain/program.ts";
import type { ScenarioLine, StepOf } from "../scenarios/scenario.ts";
import { atLeast, cents, decimal, down, over, plus, rounded, times, total, whole } from "./fractions.ts";
import type { Fraction } from "./fractions.ts";

/** A line of an order; money in hundredths. */
export type Line = {
  readonly input: ScenarioLine;
  readonly price: bigint;
  /** The quantity that discounts and tax were worked out for. */
  readonly ordered: number;
  quantity: number;
  /** How many of them the customer has paid for. */
  paid: number;
  refunded: number;
  discount: bigint;
  tax: bigint;
};

export type Payment = { gateway: string; amount: bigint };

export type Order = {
  readonly id: string;
  readonly input: StepOf<"order">;
  readonly placedAt: number;
  customer: string | null;
  lines: Line[];
  shipping: bigint;
  shippingRefunded: bigint;
  typedRefunds: bigint;
  payments: Payment[];
  /** What the code took off, in all. */
  codeDiscount: bigint;
  codeShares: bigint[];
  gone: boolean;
  paidAt: number | null;
  fulfilledAt: number | null;
  attachedAt: number | null;
  excluded: boolean;
  /** Pinned when it is first paid in full (rule 1). */
  program: Program | null;
  tier: string | null;
  posted: bigint;
};

/** Shares of an amount by weight, in whole hundredths: what is left over goes to the largest remainders, earlier ones first (rule 2). */
export function shares(amount: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (amount * weight) / sum);
  const left = amount - parts.reduce((a, b) => a + b, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

const gross = (line: Line): bigint => line.price * BigInt(line.ordered);
const net = (line: Line): bigint => gross(line) - line.discount;

export function newLine(input: ScenarioLine): Line {
  const discount = cents(input.discount);
  return {
    input,
    price: cents(input.price),
    ordered: input.quantity,
    quantity: input.quantity,
    paid: 0,
    refunded: 0,
    discount,
    tax: 0n,
  };
}

function discountable(lines: readonly Line[]): bigint[] {
  return lines.map((line) => (line.input.giftCard ? 0n : net(line)));
}

/** Takes an order-level amount off the lines and says what came off each. */
function takeOff(lines: readonly Line[], amount: bigint): bigint[] {
  const weights = discountable(lines);
  const subtotal = weights.reduce((a, b) => a + b, 0n);
  const parts = shares(amount < subtotal ? amount : subtotal, weights);
  lines.forEach((line, index) => (line.discount += parts[index] ?? 0n));
  return parts;
}

function taxOf(line: Line, input: StepOf<"order">): bigint {
  const rate = decimal(input.taxRate);
  const share = input.taxesIncluded ? over(rate, plus(whole(1n), rate)) : rate;
  return rounded(times(whole(net(line)), share), "nearest");
}

export function newOrder(input: StepOf<"order">, at: number, codeValue: bigint): Order {
  const lines = input.lines.map(newLine);
  takeOff(lines, cents(input.discount));
  const codeShares = takeOff(lines, codeValue);
  for (const line of lines) line.tax = taxOf(line, input);
  return {
    id: input.order,
    input,
    placedAt: at,
    customer: input.customer,
    lines,
    shipping: cents(input.shipping),
    shippingRefunded: 0n,
    typedRefunds: 0n,
    payments: [],
    codeDiscount: codeShares.reduce((a, b) => a + b, 0n),
    codeShares,
    gone: false,
    paidAt: null,
    fulfilledAt: input.fulfilled ? at : null,
    attachedAt: null,
    excluded: false,
    program: null,
    tier: null,
    posted: 0n,
  };
}

/** What the customer owes for everything that is in the order now. */
export function orderTotal(order: Order): bigint {
  const lines = order.lines.map((line) => {
    const worth = net(line) + (order.input.taxesIncluded ? 0n : line.tax);
    return rounded(times(whole(worth), [BigInt(line.quantity), BigInt(line.ordered)]), "nearest");
  });
  return lines.reduce((a, b) => a + b, 0n) + order.shipping + cents(order.input.tip);
}

export const tendered = (order: Order): bigint => order.payments.reduce((sum, payment) => sum + payment.amount, 0n);

const remaining = (line: Line): bigint => BigInt(Math.max(0, Math.min(line.quantity, line.paid) - line.refunded));

/** Rule 2: the value of what remains of a line, with or without tax. */
function lineWorth(line: Line, order: Order, withTax: boolean): Fraction {
  const base = net(line) - (order.input.taxesIncluded ? line.tax : 0n);
  return times(whole(withTax ? base + line.tax : base), [remaining(line), BigInt(line.ordered)]);
}

/** Rule 6: what amounts typed by hand leave of the lines. */
function typedFactor(order: Order): Fraction {
  if (order.typedRefunds === 0n) return whole(1n);
  const worth = total(order.lines.map((line) => lineWorth(line, order, true)));
  if (atLeast(whole(order.typedRefunds), worth)) return whole(0n);
  return plus(whole(1n), over(whole(-order.typedRefunds), worth));
}

/** Rules 5 and 21: whether it counts for anything. */
export const countsAtAll = (order: Order): boolean =>
  order.program !== null && !order.gone && !order.input.test && !order.excluded;

function isLeftOut(line: Line, program: Program): boolean {
  const { exclude } = program.earning;
  const input = line.input;
  if (input.giftCard) return true;
  if (exclude.vendors.includes(input.vendor) || exclude.products.includes(input.product)) return true;
  if (input.collections.some((one) => exclude.collections.includes(one))) return true;
  if (input.tags.some((one) => exclude.productTags.includes(one))) return true;
  return exclude.onSale && input.compareAt !== null && cents(input.compareAt) > line.price;
}

function campaignFactor(line: Line | null, order: Order, program: Program): Fraction {
  const running = program.earning.campaigns.filter((campaign) => {
    const inTime = Date.parse(campaign.from) <= order.placedAt && order.placedAt <= Date.parse(campaign.until);
    const filters = [...campaign.vendors, ...campaign.collections, ...campaign.productTags];
    if (!inTime || filters.length === 0) return inTime;
    if (line === null) return false;
    const { vendor, collections, tags } = line.input;
    return (
      campaign.vendors.includes(vendor) ||
      campaign.collections.some((one) => collections.includes(one)) ||
      campaign.productTags.some((one) => tags.includes(one))
    );
  });
  return (
    running
      .map((campaign) => decimal(campaign.multiplier))
      .reduce<Fraction | null>((best, one) => (best !== null && atLeast(best, one) ? best : one), null) ?? whole(1n)
  );
}

/** Rule 3. */
function tenderShare(order: Order, program: Program): Fraction {
  const methods = program.earning.paymentMethods;
  const earns = (gateway: string): boolean =>
    !methods.ignore.includes(gateway) && (methods.earn.includes(gateway) || methods.default === "earn");
  const sum = tendered(order);
  if (sum === 0n) return whole(0n);
  const earning = order.payments.filter((payment) => earns(payment.gateway));
  return [earning.reduce((a, payment) => a + payment.amount, 0n), sum];
}

/** Rule 5: when its points were earned; null while they are not. */
export function earnedAt(order: Order): number | null {
  if (!countsAtAll(order) || order.program === null || order.paidAt === null) return null;
  if (order.program.earning.awardWhen === "paid") return order.paidAt;
  return order.fulfilledAt === null ? null : Math.max(order.paidAt, order.fulfilledAt);
}

/** Rules 1 to 6: what the order deserves as it stands. */
export function target(order: Order): bigint {
  const program = order.program;
  if (program === null || earnedAt(order) === null) return 0n;
  const { earning } = program;
  const factor = typedFactor(order);
  const parts = order.lines
    .filter((line) => !isLeftOut(line, program))
    .map((line) => ({
      worth: times(lineWorth(line, order, earning.includeTax), factor),
      campaign: campaignFactor(line, order, program),
    }));
  if (earning.includeShipping) {
    parts.push({
      worth: whole(order.shipping - order.shippingRefunded),
      campaign: campaignFactor(null, order, program),
    });
  }
  const share = tenderShare(order, program);
  const level = program.tiers.levels.find((one) => one.id === order.tier);
  const tier = level === undefined ? whole(1n) : decimal(level.multiplier);
  const basis = times(share, total(parts.map((part) => part.worth)));
  const weighted = times(share, total(parts.map((part) => times(part.worth, part.campaign))));
  const rate = over(whole(BigInt(earning.points)), whole(cents(earning.per)));
  if (!earning.wholeStepsOnly) return rounded(times(times(rate, weighted), tier), earning.rounding);
  if (basis[0] === 0n) return 0n;
  const steps = down(over(basis, whole(cents(earning.per))));
  return down(times(times(whole(steps * BigInt(earning.points)), over(weighted, basis)), tier));
}

/** Rule 15: what it adds to the metric of the tiers. */
export function metricOf(order: Order, metric: "spend" | "points" | "orders"): Fraction {
  const program = order.program;
  if (program === null || !countsAtAll(order)) return whole(0n);
  if (metric === "points") return whole(target(order));
  if (metric === "orders") return whole(isAllReturned(order) ? 0n : 1n);
  const goods = order.lines.filter((line) => !line.input.giftCard);
  const lines = total(goods.map((line) => lineWorth(line, order, program.earning.includeTax)));
  const shipping = program.earning.includeShipping ? order.shipping - order.shippingRefunded : 0n;
  return plus(times(lines, typedFactor(order)), whole(shipping));
}

export function isAllReturned(order: Order): boolean {
  return order.lines.every((line) => line.refunded >= line.quantity) || typedFactor(order)[0] === 0n;
}

/** Rule 13: how much of the points of its code has to be back by now. */
export function pointsBack(order: Order, points: bigint, how: Program["exchange"]["returnSpentPoints"]): bigint {
  if (order.gone) return points;
  if (how === "never") return 0n;
  if (how === "fullRefundOnly") return order.lines.every((line) => line.refunded >= line.quantity) ? points : 0n;
  if (order.codeDiscount === 0n) return 0n;
  const refunded = total(
    order.lines.map((line, index) =>
      times(whole(order.codeShares[index] ?? 0n), [BigInt(line.refunded), BigInt(line.ordered)]),
    ),
  );
  return down(times(whole(points), over(refunded, whole(order.codeDiscount))));
}

/** The age of the lot that an order opens: when it was earned, or the end of its hold. */
export function bornAfter(order: Order): number {
  const earned = earnedAt(order);
  return earned === null || order.program === null ? 0 : earned + order.program.earning.holdDays * 24 * 3_600_000;
}
