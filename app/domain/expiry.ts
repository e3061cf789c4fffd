import type { Account, Lot } from "./account.ts";
import type { Expiry } from "./program.ts";
import type { Timeline } from "./timeline.ts";
import { addDays, addMonths, dayOf, endOfDay, lastDayOfMonth, lastDayOfYear } from "./time.ts";
import { versionAt } from "./timeline.ts";

/** For how many days a lot that expired while its points lay in a code is open again after their return (rule 12). */
const REOPENED_DAYS = 30;

/** For how many days points can still be used after their member was told that they expire. */
const TOLD_DAYS_BEFORE = 7;

/**
 * Rule 10: the moment from which a lot of its own date cannot be used any more, or null where the rule gives none. A lot can
 * be used through the whole of its last day.
 */
export function ageExpiry(availableAt: Date, expiry: Expiry, zone: string): Date | null {
  if (expiry.kind !== "age") return null;
  const day = addMonths(dayOf(availableAt, zone), expiry.months);
  if (expiry.roundTo === "month") return endOfDay(lastDayOfMonth(day), zone);
  if (expiry.roundTo === "year") return endOfDay(lastDayOfYear(day), zone);
  return endOfDay(day, zone);
}

/** Rule 12: the end of the 30th day after the return of points whose lot had expired. */
export function reopenedUntil(returnedAt: Date, zone: string): Date {
  return endOfDay(addDays(dayOf(returnedAt, zone), REOPENED_DAYS), zone);
}

/**
 * Rule 10: since when the rule of inactivity in force has been in force with its number of months; null where it is not in force.
 * What was counted under another number of months before does not count.
 */
export function inactivitySince(timeline: Timeline, at: Date): Date | null {
  const inForce = versionAt(timeline, at).program.expiry;
  if (inForce.kind !== "inactivity") return null;
  let since: Date | null = null;
  for (const { effectiveAt, program } of timeline) {
    if (effectiveAt > at) break;
    const same = program.expiry.kind === "inactivity" && program.expiry.months === inForce.months;
    if (!same) since = null;
    else since ??= effectiveAt;
  }
  return since ?? timeline[0]?.effectiveAt ?? null;
}

/**
 * Rule 10: when a lot expires under the rules in force at a moment: at its own date; without one, where inactivity is in force,
 * N months after the latest of the member's last activity, the lot's becoming available and the rule's becoming so. Where the member
 * was told of a later end, that one holds. Pending lots never expire.
 */
export function expiryOf(lot: Lot, account: Pick<Account, "activeAt">, timeline: Timeline, at: Date): Date | null {
  const end = endByRule(lot, account, timeline, at);
  return end !== null && lot.toldUntil !== null && lot.toldUntil > end ? lot.toldUntil : end;
}

/**
 * Whether a lot with points in it has to wait, though its end may have come: where a shop tells its customers before points expire,
 * none do that their member has not been told of. Being told of an earlier end, before activity moved it, is not enough.
 */
export function waitsToBeTold(
  lot: Lot,
  account: Pick<Account, "activeAt" | "tellsSince">,
  timeline: Timeline,
  at: Date,
): boolean {
  if (account.tellsSince === null || lot.remaining === 0n) return false;
  const end = endByRule(lot, account, timeline, at);
  return end !== null && end > account.tellsSince && (lot.toldUntil === null || lot.toldUntil < end);
}

function endByRule(lot: Lot, account: Pick<Account, "activeAt">, timeline: Timeline, at: Date): Date | null {
  if (lot.pending) return null;
  if (lot.expiresAt) return lot.expiresAt;
  const { program } = versionAt(timeline, at);
  if (program.expiry.kind !== "inactivity") return null;
  const since = inactivitySince(timeline, at);
  if (since === null) return null;
  const from = Math.max(since.getTime(), lot.availableAt.getTime(), account.activeAt?.getTime() ?? 0);
  const day = addMonths(dayOf(new Date(from), program.timeZone), program.expiry.months);
  return endOfDay(day, program.timeZone);
}

/** The end that a member is told of: the lot's own, but never sooner than the end of the 7th day after the telling. */
export function toldEnd(end: Date, toldAt: Date, zone: string): Date {
  const soonest = endOfDay(addDays(dayOf(toldAt, zone), TOLD_DAYS_BEFORE), zone);
  return end > soonest ? end : soonest;
}
