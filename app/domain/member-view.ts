import type { Account, Code } from "./account.ts";
import type { Level, Program } from "./program.ts";
import type { Timeline } from "./timeline.ts";
import { isExcluded } from "./account.ts";
import { spentTotal } from "./exchange.ts";
import { expiryOf } from "./expiry.ts";
import { usableLots } from "./lots.ts";
import { visibleTier } from "./member-tier.ts";
import { calendarYears, measure, metricAt, qualifyFor, rankOf } from "./metric.ts";
import { findLevel, thresholdOf } from "./program.ts";
import { floor } from "./rational.ts";
import type { ReachedLimit } from "./reward-limits.ts";
import { reachedLimits } from "./reward-limits.ts";
import { tierOutlook } from "./tier-outlook.ts";
import type { TierOutlook } from "./tier-outlook.ts";
import { isFirm } from "./tiers.ts";
import { addDays, addMonths, dayOf, firstDayOfYear } from "./time.ts";
import { versionAt } from "./timeline.ts";

/** What of an account is shown, as it is at a moment; days are those of the shop's calendar. */
export type MemberView = {
  participates: boolean;
  available: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
  /** Spent by used codes, less what came back. */
  spentTotal: bigint;
  tier: { id: string; since: string; until: string | null } | null;
  /** How the tier is held: by the metric, by hand (until when, locked), or as the start tier. */
  hold: Account["tier"]["hold"];
  /** What counts for the next tier now: smallest coins for spend, else points or orders. */
  reached: bigint;
  /** Since when orders count, and what it takes to keep the tier. */
  outlook: TierOutlook;
  /** What can be used, soonest expiry first (rule 9). */
  lots: { points: bigint; expires: string | null; availableAt: Date }[];
  /** What waits for the end of its hold, soonest first. */
  pendingLots: { points: bigint; availableAt: Date }[];
  expires: { points: bigint; on: string } | null;
  codes: (Code & { lastDay: string })[];
  /** Rewards that the member has had as often as they may. */
  limited: ReachedLimit[];
};

/** The last day of something that ends, exclusively, at a moment. */
export function lastDayBefore(end: Date, zone: string): string {
  return dayOf(new Date(end.getTime() - 1), zone);
}

/** What is shown of an account at a moment up to which it has been followed. */
export function viewMember(account: Account, timeline: Timeline, now: Date): MemberView {
  const { program } = versionAt(timeline, now);
  const zone = program.timeZone;
  const lots = usableLots(account, timeline, now).map((lot) => {
    const end = expiryOf(lot, account, timeline, now);
    return {
      points: lot.remaining,
      expires: end === null ? null : lastDayBefore(end, zone),
      availableAt: lot.availableAt,
    };
  });
  const waiting = [...account.lots.values()].filter((lot) => lot.pending && lot.remaining > 0n);
  const codes = [...account.codes.values()].map((code) => ({ ...code, lastDay: lastDayBefore(code.until, zone) }));
  const { available, pending, reserved, debt } = account;
  return {
    participates: account.joinedAt !== null && !isExcluded(account, now),
    ...{ available, pending, reserved, debt },
    spentTotal: spentTotal(account.codes.values()),
    tier: viewTier(account, timeline, now),
    hold: account.tier.hold,
    outlook: tierOutlook({ account, program, now }),
    reached: floor(metricAt([...account.contributions.values()], program, now, account.tier.cardsEndedAt)),
    lots,
    pendingLots: waiting
      .map((lot) => ({ points: lot.remaining, availableAt: lot.availableAt }))
      .sort((a, b) => a.availableAt.getTime() - b.availableAt.getTime()),
    expires: nextExpiry(lots),
    codes,
    limited: reachedLimits(program.exchange.rewards, account.codes.values(), now, zone),
  };
}

function nextExpiry(lots: MemberView["lots"]): MemberView["expires"] {
  const on = lots[0]?.expires ?? null;
  if (on === null) return null;
  const points = lots.filter((lot) => lot.expires === on).reduce((sum, lot) => sum + lot.points, 0n);
  return { points, on };
}

function viewTier(account: Account, timeline: Timeline, now: Date): MemberView["tier"] {
  const id = visibleTier(account, timeline, now);
  const { program } = versionAt(timeline, now);
  const level = findLevel(program, id);
  if (level === null) return null;
  const since = account.tier.card?.from ?? account.tier.since ?? account.createdAt;
  return { id: level.id, since: dayOf(since, program.timeZone), until: tierUntil(account, program, level, now) };
}

/**
 * Rule 25: until when a tier is sure: a card's last day, the end that staff set, and in calendar years above a zero threshold the
 * end of the year after the one in which it was reached. Otherwise null.
 */
function tierUntil(account: Account, program: Program, level: Level, now: Date): string | null {
  const { hold, card } = account.tier;
  const zone = program.timeZone;
  if (card !== null) return lastDayBefore(card.until, zone);
  if (hold !== null) return hold.until !== null && isFirm(hold, now) ? lastDayBefore(hold.until, zone) : null;
  if (program.tiers.window.kind !== "calendarYear" || thresholdOf(level, program) === 0n) return null;
  const years = calendarYears(now, zone);
  const thisYear = firstDayOfYear(dayOf(now, zone));
  const reaches = (period: typeof years.current): boolean => {
    const reached = qualifyFor(program, measure([...account.contributions.values()], program.tiers.metric, period));
    return rankOf(program, reached?.id ?? null) >= rankOf(program, level.id);
  };
  if (reaches(years.current)) return addDays(addMonths(thisYear, 24), -1);
  return reaches(years.last) ? addDays(addMonths(thisYear, 12), -1) : null;
}
