import type { Account } from "./account.ts";
import type { Level, Program } from "./program.ts";
import type { Rational } from "./rational.ts";
import type { DayKey } from "./time.ts";
import { renewalBasis } from "./cards.ts";
import { calendarYears, measure, metricAt } from "./metric.ts";
import { findLevel, thresholdOf } from "./program.ts";
import { ceil, compare, rational, subtract } from "./rational.ts";
import { graceEnd } from "./tiers.ts";
import { addDays, addMonths, dayOf, firstDayOfYear, startOfDay } from "./time.ts";

/** What decides about a member's tier from here on (rules 16 and 17). */
export type TierOutlook = {
  /** The first day whose orders count now; null: all orders count. */
  countedFrom: DayKey | null;
  /** What is missing to keep the tier, and the last day for it; null where it is safe as it stands, or others decide. */
  keep: { missing: bigint; by: DayKey } | null;
};

type Ground = { account: Account; program: Program; now: Date };

/** Since when orders count, and what the member has to do to keep the tier, if nothing else changes. */
export function tierOutlook(ground: Ground): TierOutlook {
  return { countedFrom: countedFrom(ground), keep: keepOf(ground) };
}

function countedFrom({ account, program, now }: Ground): DayKey | null {
  const { window } = program.tiers;
  const zone = program.timeZone;
  const today = dayOf(now, zone);
  if (window.kind === "rolling") return addMonths(today, -window.months);
  if (window.kind === "calendarYear") return firstDayOfYear(today);
  const { cardsEndedAt } = account.tier;
  return window.kind === "membership" && cardsEndedAt !== null ? dayOf(cardsEndedAt, zone) : null;
}

function keepOf(ground: Ground): TierOutlook["keep"] {
  const { account, program } = ground;
  const level = findLevel(program, account.tier.tier);
  // What staff or the start gave is no matter of the metric, and a tier for everybody is never lost.
  if (level === null || account.tier.hold !== null || thresholdOf(level, program) === 0n) return null;
  switch (program.tiers.window.kind) {
    case "lifetime":
      return account.tier.belowSince === null ? null : keepUntil(ground, level, graceDay(ground));
    case "rolling":
      return keepRolling(ground, level);
    case "calendarYear":
      return keepCalendarYear(ground, level);
    case "membership":
      return keepCard(ground, level);
  }
}

const contributionsOf = ({ account }: Ground) => [...account.contributions.values()];

function missing(level: Level, program: Program, reached: Rational): bigint | null {
  const threshold = rational(thresholdOf(level, program));
  return compare(reached, threshold) >= 0 ? null : ceil(subtract(threshold, reached));
}

/** The day whose review takes the tier from a member who is below it. */
function graceDay({ account, program, now }: Ground): DayKey {
  return graceEnd(account.tier.belowSince ?? now, program);
}

/** What is missing at the review of a day, which looks at everything up to the day before. */
function keepUntil({ account, program, ...ground }: Ground, level: Level, day: DayKey): TierOutlook["keep"] {
  const at = startOfDay(day, program.timeZone);
  const reached = metricAt(contributionsOf({ account, program, ...ground }), program, at, account.tier.cardsEndedAt);
  const lacking = missing(level, program, reached);
  return lacking === null ? null : { missing: lacking, by: addDays(day, -1) };
}

/** The window moves over the oldest orders: the first review that would take the tier is what has to be prevented. */
function keepRolling(ground: Ground, level: Level): TierOutlook["keep"] {
  const { account, program, now } = ground;
  const { window } = program.tiers;
  if (window.kind !== "rolling") return null;
  if (account.tier.belowSince !== null) return keepUntil(ground, level, graceDay(ground));
  const zone = program.timeZone;
  const today = dayOf(now, zone);
  const days = contributionsOf(ground).map((counted) => leaves(dayOf(counted.paidAt, zone), window.months));
  for (const day of [...new Set(days)].filter((each) => each > today).sort()) {
    const keep = keepUntil(ground, level, day);
    if (keep !== null) return keepUntil(ground, level, addDays(day, program.tiers.graceDays));
  }
  return null;
}

/** The first day whose window no longer reaches back to a day. */
function leaves(day: DayKey, months: number): DayKey {
  let gone = addMonths(day, months);
  while (addMonths(gone, -months) <= day) gone = addDays(gone, 1);
  return gone;
}

/** What this year has reached is kept to the end of the next; what only last year reached ends with this one. */
function keepCalendarYear(ground: Ground, level: Level): TierOutlook["keep"] {
  const { program, now } = ground;
  const zone = program.timeZone;
  const { current } = calendarYears(now, zone);
  const lacking = missing(level, program, measure(contributionsOf(ground), program.tiers.metric, current));
  if (lacking === null) return null;
  return { missing: lacking, by: addDays(addMonths(firstDayOfYear(dayOf(now, zone)), 12), -1) };
}

/** A card is followed by one of the same tier if the orders of its own time reach it, without the one that brought it. */
function keepCard(ground: Ground, level: Level): TierOutlook["keep"] {
  const { account, program } = ground;
  const { card } = account.tier;
  if (card === null) return null;
  const lacking = missing(level, program, measure(contributionsOf(ground), program.tiers.metric, renewalBasis(card)));
  if (lacking === null) return null;
  return { missing: lacking, by: dayOf(new Date(card.until.getTime() - 1), program.timeZone) };
}
