import type { Code } from "./account.ts";
import type { LimitSpan, Reward, RewardLimit } from "./program.ts";
import type { DayKey } from "./time.ts";
import {
  addDays,
  addMonths,
  compareDays,
  dayOf,
  firstDayOfMonth,
  firstDayOfYear,
  startOfDay,
  weekdayOf,
} from "./time.ts";

/** How often a member may take a reward in a day, a week, a month, a year of the shop's calendar, or ever. */

/** The span of a limit that a moment lies in; `until` is the first day of the next one, and `ever` has neither end. */
type Span = { from: Date | null; until: DayKey | null };

function spanAt(per: LimitSpan, now: Date, zone: string): Span {
  const today = dayOf(now, zone);
  const span = (first: DayKey, next: DayKey): Span => ({ from: startOfDay(first, zone), until: next });
  switch (per) {
    case "day":
      return span(today, addDays(today, 1));
    case "week": {
      const monday = addDays(today, 1 - weekdayOf(today));
      return span(monday, addDays(monday, 7));
    }
    case "month": {
      const first = firstDayOfMonth(today);
      return span(first, addMonths(first, 1));
    }
    case "year": {
      const first = firstDayOfYear(today);
      return span(first, addMonths(first, 12));
    }
    case "ever":
      return { from: null, until: null };
  }
}

/**
 * Whether a code counts for its reward's limits: while its points are set aside or spent. One that expired, was undone or could not be
 * made doesn't, nor does one that was used by an order after which all of its points came back.
 */
export function countsForLimits(code: Pick<Code, "status" | "points" | "returned">): boolean {
  if (code.status === "used") return code.returned < code.points;
  return code.status === "reserving" || code.status === "open";
}

/** Since when each limit of a reward counts what was taken; null: since ever. */
export function limitsAt(reward: Reward, now: Date, zone: string): { times: number; since: Date | null }[] {
  return reward.limits.map(({ times, per }) => ({ times, since: spanAt(per, now, zone).from }));
}

/** How often a limit still lets the reward be taken; several times in one code count as so many. */
function leftOf(limit: RewardLimit, reward: Reward, codes: Iterable<Code>, now: Date, zone: string): number {
  const { from } = spanAt(limit.per, now, zone);
  let taken = 0;
  for (const code of codes) {
    if (code.reward !== reward.id || !countsForLimits(code)) continue;
    if (from === null || code.reservedAt >= from) taken += code.times;
  }
  return Math.max(0, limit.times - taken);
}

/** Whether the reward's limits let it be taken so many times now. */
export function isWithinLimits(reward: Reward, codes: Iterable<Code>, times: number, now: Date, zone: string): boolean {
  const all = [...codes];
  return reward.limits.every((limit) => leftOf(limit, reward, all, now, zone) >= times);
}

/** A reward that may not be taken any more, and the first day on which it may again; null: never, unless a code comes back. */
export type ReachedLimit = { reward: string; again: DayKey | null };

/** The rewards of which a member has had all that their limits allow now. */
export function reachedLimits(
  rewards: readonly Reward[],
  codes: Iterable<Code>,
  now: Date,
  zone: string,
): ReachedLimit[] {
  const all = [...codes];
  return rewards.flatMap((reward): ReachedLimit[] => {
    const reached = reward.limits.filter((limit) => leftOf(limit, reward, all, now, zone) === 0);
    if (reached.length === 0) return [];
    return [{ reward: reward.id, again: latest(reached.map((limit) => spanAt(limit.per, now, zone).until)) }];
  });
}

function latest(days: readonly (DayKey | null)[]): DayKey | null {
  const known = days.filter((day) => day !== null);
  if (known.length < days.length) return null;
  return known.reduce((last, day) => (compareDays(day, last) > 0 ? day : last));
}
