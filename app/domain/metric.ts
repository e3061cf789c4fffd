import type { OrderRef } from "./account.ts";
import type { Level, Metric, Program } from "./program.ts";
import type { Rational } from "./rational.ts";
import type { DayKey } from "./time.ts";
import { orderKey } from "./account.ts";
import { ladderOf } from "./program.ts";
import { add, compare, larger, rational, ZERO } from "./rational.ts";
import { addDays, addMonths, dayOf, firstDayOfYear, startOfDay } from "./time.ts";

/** What one order counts for the tier metric (rule 15): all three, because the metric may change. */
export type Contribution = {
  order: OrderRef;
  paidAt: Date;
  /** In the smallest unit of the programme's currency, exactly. */
  spend: Rational;
  points: bigint;
  /** 1 for a paid order that is not wholly refunded. */
  orders: number;
};

/** Orders paid in [from, until), without one of them; null: unbounded. */
export type Period = { from: Date | null; until: Date | null; without: string | null };

export const EVER: Period = { from: null, until: null, without: null };

/** Rule 15: what the orders of a period count. */
export function measure(contributions: readonly Contribution[], metric: Metric, period: Period): Rational {
  let total = ZERO;
  for (const contribution of contributions) {
    if (period.from !== null && contribution.paidAt < period.from) continue;
    if (period.until !== null && contribution.paidAt >= period.until) continue;
    if (period.without !== null && orderKey(contribution.order) === period.without) continue;
    total = add(total, countOf(contribution, metric));
  }
  return total;
}

function countOf(contribution: Contribution, metric: Metric): Rational {
  if (metric === "spend") return contribution.spend;
  return rational(metric === "points" ? contribution.points : BigInt(contribution.orders));
}

/** Rule 16: the first moment of the rolling window on a day: orders paid on or after the day N months before count. */
export function rollingStart(today: DayKey, months: number, zone: string): Date {
  return startOfDay(addMonths(today, -months), zone);
}

/** The calendar years that decide at a moment: this one and the last (rule 16). */
export function calendarYears(at: Date, zone: string): { current: Period; last: Period } {
  const thisYear = firstDayOfYear(dayOf(at, zone));
  const lastYear = firstDayOfYear(addDays(thisYear, -1));
  const begins = startOfDay(thisYear, zone);
  const ends = startOfDay(addMonths(thisYear, 12), zone);
  return {
    current: { from: begins, until: ends, without: null },
    last: { from: startOfDay(lastYear, zone), until: begins, without: null },
  };
}

/**
 * Rule 16: the metric that decides at a moment. For memberships it is that of all orders since the last card ended; what decides
 * at a card's end is in cards.ts.
 */
export function metricAt(
  contributions: readonly Contribution[],
  program: Program,
  at: Date,
  cardsEndedAt: Date | null,
): Rational {
  const { metric, window } = program.tiers;
  if (window.kind === "lifetime") return measure(contributions, metric, EVER);
  if (window.kind === "membership") return measure(contributions, metric, { ...EVER, from: cardsEndedAt });
  if (window.kind === "rolling") {
    const from = rollingStart(dayOf(at, program.timeZone), window.months, program.timeZone);
    return measure(contributions, metric, { ...EVER, from });
  }
  const { current, last } = calendarYears(at, program.timeZone);
  return larger(measure(contributions, metric, current), measure(contributions, metric, last));
}

/** Rule 18: the highest level that a metric qualifies for, or null. */
export function qualifyFor(program: Program, value: Rational): Level | null {
  let reached: Level | null = null;
  for (const { level, threshold } of ladderOf(program)) if (compare(threshold, value) <= 0) reached = level;
  return reached;
}

/** Rule 18: the place of a tier from the lowest (0) to the highest; −1 for none and for one that the program lacks. */
export function rankOf(program: Program, tier: string | null): number {
  return ladderOf(program).findIndex(({ level }) => level.id === tier);
}
