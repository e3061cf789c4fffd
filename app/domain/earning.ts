import type { Money } from "./money.ts";
import type { Explanation, NothingReason } from "./explanation.ts";
import type { OrderLine, OrderState } from "./order.ts";
import type { Program } from "./program.ts";
import type { Rational } from "./rational.ts";
import { currencyExponent, parseMoney } from "./money.ts";
import { explainOrder } from "./explain-order.ts";
import { countingLines, countingShipping, handTypedFactor, lineValue, shippingValue } from "./line-value.ts";
import type { HandTyped } from "./line-value.ts";
import { campaignOfLine, campaignOfShipping, leftOut, runningCampaigns } from "./line-rules.ts";
import { hasFallenAway, isPaidNow, wasPaidInFull } from "./order.ts";
import { findLevel } from "./program.ts";
import {
  add,
  divide,
  floor,
  multiply,
  ONE,
  parseDecimal,
  rational,
  round,
  roundHalfUp,
  sum,
  ZERO,
} from "./rational.ts";
import { tenderOf } from "./tender.ts";
import type { Tender } from "./tender.ts";
import { addHolds } from "./time.ts";
import type { EarningPart } from "./earning-parts.ts";

export type OrderTargetInput = {
  /** The order as it stands now (after `advanceOrder`, with what `missingFacts` asked for). */
  order: OrderState;
  /** The program version in force when the order was paid in full, and its number (rule 1). */
  program: Program;
  version: number;
  /** The tier that the customer held just before that; null for none (rule 1). */
  tier: string | null;
  /** False where the customer was excluded when the order was placed, paid or attached (rule 21). */
  takesPart?: boolean;
  /** What one unit of the order's currency counts in the program's, as a decimal text, where they differ (rule 23). */
  exchangeRate?: string | null;
};

export type OrderTarget = {
  /** What the order deserves; post the difference to what has been posted for it. */
  points: bigint;
  /** What it earned on, exactly, in the smallest coin of the program's currency. */
  basis: Rational;
  /** When the points were earned: paid, or paid and wholly fulfilled (rule 5); null while they are not. */
  earnedAt: Date | null;
  /** When the hold of these points ends: from then on they are available (rule 5); null while they are not earned. */
  availableAt: Date | null;
  countsForTier: CountsForTier;
  explanation: Explanation;
};

/** Rule 15: what the order adds to the metrics `spend` and `orders`; the metric `points` adds `OrderTarget.points`. */
export type CountsForTier = {
  /** In the smallest coin; a fraction of a coin, left by a part-refund, is rounded to the nearest. */
  spend: Money;
  /** The same without rounding. */
  spendExact: Rational;
  /** 1 for an order that is paid and not fully refunded. */
  orders: 0 | 1;
};

/** Rule 5: why an order earns nothing and counts for nothing, whatever its lines are. */
function whyNothingCounts(order: OrderState, takesPart: boolean): NothingReason | null {
  if (order.test) return "test";
  if (order.cancelledAt !== null) return "cancelled";
  if (order.financialStatus === "voided" || order.financialStatus === "expired") return order.financialStatus;
  if (!takesPart) return "customerTakesNoPart";
  return isPaidNow(order) || order.paidPart !== null ? null : "unpaid";
}

/** Rule 5: when the points were earned, as the program says: paid, or paid and wholly fulfilled. Null: not yet, or not any more. */
export function earnedAt(order: OrderState, program: Program): Date | null {
  if (hasFallenAway(order) || !wasPaidInFull(order)) return null;
  // A paid order whose moment of payment nobody could tell was paid by the time of its state.
  const paid = order.paidAt ?? order.updatedAt;
  if (program.earning.awardWhen === "paid") return paid;
  const fulfilled = order.fulfilledAt ?? (order.wholeOrderFulfilled ? order.updatedAt : null);
  if (fulfilled === null) return null;
  return fulfilled > paid ? fulfilled : paid;
}

/** What one smallest coin of the order counts in smallest coins of the program (rule 23); null where staff have set no rate yet. */
function coinRate(input: OrderTargetInput): Rational | null {
  const { order, program, exchangeRate } = input;
  if (order.currency === program.currency) return ONE;
  if (exchangeRate === undefined || exchangeRate === null) return null;
  const coins = rational(
    10n ** BigInt(currencyExponent(program.currency)),
    10n ** BigInt(currencyExponent(order.currency)),
  );
  return multiply(parseDecimal(exchangeRate), coins);
}

/** The lines and the shipping with what each is worth, and its campaign (rules 2 and 4). */
function earningParts(order: OrderState, lines: readonly OrderLine[], program: Program): EarningPart[] {
  const { earning } = program;
  const running = runningCampaigns(order, earning);
  const parts = lines.map((line): EarningPart => {
    const reason = leftOut(line, earning.exclude);
    return { line, value: lineValue(line, order, earning), reason, campaign: campaignOfLine(line, running) };
  });
  const value = shippingValue(countingShipping(order), order, earning);
  parts.push({ line: null, value, reason: null, campaign: campaignOfShipping(running) });
  return parts;
}

function campaignMultiplier(part: EarningPart): Rational {
  return part.campaign === null ? ONE : parseDecimal(part.campaign.multiplier);
}

/** What the parts bring together: lines shrink by amounts typed by hand (rule 6), shipping does not. */
function together(
  parts: readonly EarningPart[],
  handTyped: HandTyped,
  valueOf: (part: EarningPart) => Rational,
): Rational {
  const earning = parts.filter((part) => part.reason === null);
  const lines = sum(earning.filter((part) => part.line !== null).map(valueOf));
  const shipping = sum(earning.filter((part) => part.line === null).map(valueOf));
  return add(multiply(lines, handTyped.factor), shipping);
}

type Rate = { points: Rational; per: Rational; pointsEach: Rational };

/** What was made of a program once: it never changes after it was read. */
const rates = new WeakMap<Program["earning"], { currency: string; rate: Rate }>();

/** Rule 4: so many points for so many coins. */
function rateOf({ earning, currency }: Program): Rate {
  const known = rates.get(earning);
  if (known?.currency === currency) return known.rate;
  const per = rational(parseMoney(earning.per, currency));
  const points = rational(BigInt(earning.points));
  const rate = { points, per, pointsEach: divide(points, per) };
  rates.set(earning, { currency, rate });
  return rate;
}

export type PointsOfBasis = { basis: Rational; exact: Rational; average: Rational | null; points: bigint };

type Multipliers = { share: Rational; tier: Rational; handTyped: HandTyped };

/**
 * Rule 4: points ÷ per × Σ value × campaign × tier, rounded once; or with `wholeStepsOnly` floor(Σ ÷ per) × points × multipliers,
 * rounded down, where campaigns that touch only some lines count by their average weighted by value.
 */
function pointsOf(parts: readonly EarningPart[], multipliers: Multipliers, program: Program): PointsOfBasis {
  const { earning } = program;
  const { share, tier, handTyped } = multipliers;
  const rate = rateOf(program);
  const basis = multiply(
    share,
    together(parts, handTyped, (part) => part.value),
  );
  const weighted = parts.every((part) => part.campaign === null)
    ? basis
    : multiply(
        share,
        together(parts, handTyped, (part) => multiply(part.value, campaignMultiplier(part))),
      );
  if (!earning.wholeStepsOnly) {
    const exact = multiply(multiply(rate.pointsEach, weighted), tier);
    return { basis, exact, average: null, points: notBelowZero(round(exact, earning.rounding)) };
  }
  const average = basis.n === 0n ? ONE : divide(weighted, basis);
  const steps = rational(floor(divide(basis, rate.per)));
  const exact = multiply(multiply(multiply(steps, rate.points), average), tier);
  return { basis, exact, average, points: notBelowZero(floor(exact)) };
}

function notBelowZero(points: bigint): bigint {
  return points > 0n ? points : 0n;
}

/**
 * Rule 15: the value of what remains after discounts, without gift cards; tax and shipping as in `earning`; excluded lines and
 * payment methods do not matter; a hand-typed refund shrinks the lines as in rule 6.
 */
function spendOf(parts: readonly EarningPart[], handTyped: HandTyped, rate: Rational): Rational {
  const goods = parts.filter(({ line }) => line !== null && !line.giftCard);
  const shipping = parts.filter(({ line }) => line === null);
  const lines = multiply(sum(goods.map(({ value }) => value)), handTyped.factor);
  return multiply(rate, add(lines, sum(shipping.map(({ value }) => value))));
}

/** Rule 15: nothing is left of it: every line came back or was removed, or amounts typed by hand gave everything back. */
function isFullyRefunded(order: OrderState, lines: readonly OrderLine[], handTyped: HandTyped): boolean {
  if (order.financialStatus === "refunded") return true;
  if (lines.length > 0 && lines.every((line) => line.currentQuantity === 0)) return true;
  return handTyped.amount > 0n && handTyped.factor.n === 0n;
}

type Counted = { lines: readonly OrderLine[]; parts: readonly EarningPart[]; handTyped: HandTyped; rate: Rational };

function countsForTier(order: OrderState, { lines, parts, handTyped, rate }: Counted): CountsForTier {
  const spendExact = spendOf(parts, handTyped, rate);
  return { spend: roundHalfUp(spendExact), spendExact, orders: isFullyRefunded(order, lines, handTyped) ? 0 : 1 };
}

const COUNTS_NOTHING: CountsForTier = { spend: 0n, spendExact: ZERO, orders: 0 };

/**
 * Rules 1 to 6 and 15: what an order deserves as it stands now, under what is pinned to it, and why. A pure function: asking
 * again, or after events that came in another order, gives the same answer.
 */
export function orderTarget(input: OrderTargetInput): OrderTarget {
  const { order, program, takesPart = true } = input;
  const known = coinRate(input);
  const rate = known ?? ZERO;
  const level = findLevel(program, input.tier);
  // Rule 1: a tier that the pinned version lacks multiplies by 1.
  const tierMultiplier = level === null ? ONE : parseDecimal(level.multiplier);
  const lines = countingLines(order);
  const handTyped = handTypedFactor(lines, order);
  const parts = earningParts(order, lines, program);
  const countsNothing = whyNothingCounts(order, takesPart) ?? (known === null ? "rateMissing" : null);
  const tender = tenderIfNeeded(order, program, countsNothing);
  const result = pointsOf(parts, { share: multiply(tender.share, rate), tier: tierMultiplier, handTyped }, program);
  const earned = earnedAt(order, program);
  const nothing = countsNothing ?? (earned === null ? "notFulfilled" : null);
  const points = nothing === null ? result.points : 0n;
  return {
    points,
    basis: nothing === null ? result.basis : ZERO,
    earnedAt: nothing === null ? earned : null,
    availableAt: nothing === null && earned !== null ? addHolds(earned, program.earning.holdDays) : null,
    countsForTier: countsNothing === null ? countsForTier(order, { lines, parts, handTyped, rate }) : COUNTS_NOTHING,
    explanation: explainOrder({ ...input, level, parts, handTyped, tender, result, nothing, points }),
  };
}

/** The payments of an order that earns nothing anyway need not be known. */
function tenderIfNeeded(order: OrderState, program: Program, nothing: NothingReason | null): Tender {
  return nothing === null ? tenderOf(order, program) : { methods: [], share: ZERO };
}
