import type { Account } from "./account.ts";
import type { Program } from "./program.ts";
import type { Timeline } from "./timeline.ts";
import { isExcluded } from "./account.ts";
import { giveBirthday } from "./bonuses.ts";
import { endCode } from "./exchange.ts";
import { expiryOf, waitsToBeTold } from "./expiry.ts";
import { expire, release } from "./lots.ts";
import { review, reviewWouldChange } from "./member-tier.ts";
import { graceEnd } from "./tiers.ts";
import {
  addDays,
  addMonths,
  birthdayIn,
  dayOf,
  firstDayOfYear,
  nextNightlyMoment,
  nightlyMoment,
  yearOf,
} from "./time.ts";
import { boundariesBetween, versionAt } from "./timeline.ts";

/** What the passing of time does to one account, in the order in which it happens at one moment (rule 25). */
type Moment = {
  at: Date;
  /** The last of its night: after it, that night has been. */
  endsNight?: true;
  run(account: Account, timeline: Timeline, at: Date, now: Date): void;
};

/** No account has more moments than this in one go: more is a fault that would never end. */
const MOST_MOMENTS = 100_000;

/**
 * Rule 25: lets time pass for an account up to `now`: lots expire, holds end, codes end, and at 02:00 birthdays and the review,
 * each at its moment and under the program version in force then. It is true from the moment on whether a job has run or not,
 * so everything that reads or changes an account begins here. Following time in one step or in many gives the same account.
 */
export function follow(account: Account, timeline: Timeline, now: Date): void {
  const ahead = pass(account, timeline, now);
  account.nextAt = nextAt(account, timeline, ahead);
}

/** What lies ahead of an account, seen from a moment. */
type Ahead = { from: Date; first: Moment | null };

/** The same without noting when time next brings something: for accounts that nobody keeps, and for whom time passes once more before they are. */
export function pass(account: Account, timeline: Timeline, now: Date): Ahead | null {
  let ahead: Ahead | null = null;
  if (account.mergedInto === null && account.deletedAt === null) {
    let cursor = account.settledAt;
    for (const boundary of boundariesBetween(timeline, cursor, now)) {
      runMoments(account, timeline, cursor, { until: new Date(boundary.getTime() - 1), now });
      cursor = boundary;
    }
    ahead = runMoments(account, timeline, cursor, { until: now, now });
  }
  if (now > account.settledAt) account.settledAt = now;
  return ahead;
}

function runMoments(account: Account, timeline: Timeline, from: Date, span: { until: Date; now: Date }): Ahead {
  let cursor = from;
  for (let count = 0; ; count += 1) {
    if (count > MOST_MOMENTS) throw new Error(`the moments of member ${account.memberId} do not end`);
    const next = firstMoment(account, timeline, cursor);
    if (next === null || next.at.getTime() > span.until.getTime()) return { from: cursor, first: next };
    next.run(account, timeline, next.at, span.now);
    // What else happens at the same moment still lies ahead: nights are looked for after the cursor.
    const passed = next.endsNight ? next.at : new Date(next.at.getTime() - 1);
    if (passed > cursor) cursor = passed;
  }
}

/** The earliest moment; of several at one time the first in the list, which is in the order of rule 25. */
function firstMoment(
  account: Account,
  timeline: Timeline,
  cursor: Date,
  options: { ownOnly?: boolean } = {},
): Moment | null {
  let first: Moment | null = null;
  for (const moments of [
    lotMoments(account, timeline, cursor),
    codeMoments(account),
    nightlyMoments(account, timeline, cursor, options),
  ])
    for (const moment of moments) if (first === null || moment.at.getTime() < first.at.getTime()) first = moment;
  return first;
}

function lotMoments(account: Account, timeline: Timeline, cursor: Date): Moment[] {
  const expiries: Moment[] = [];
  const releases: Moment[] = [];
  for (const lot of account.lots.values()) {
    if (lot.pending) {
      releases.push({ at: lot.availableAt, run: (target, _timeline, at) => release(target, lot.no, at) });
      continue;
    }
    if (lot.expiredAt !== null || (lot.remaining === 0n && lot.inCodes === 0n)) continue;
    const at = expiryOf(lot, account, timeline, cursor);
    if (at !== null && !waitsToBeTold(lot, account, timeline, cursor))
      expiries.push({ at, run: (target, _timeline, moment) => expire(target, lot.no, moment) });
  }
  return [...expiries, ...releases];
}

function codeMoments(account: Account): Moment[] {
  if (account.codes.size === 0) return [];
  return [...account.codes.values()]
    .filter((code) => code.status === "open")
    .map((code) => ({
      at: code.until,
      run: (target, timeline, at) => endCode(target, timeline, code.id, "expired", at),
    }));
}

function nightlyMoments(account: Account, timeline: Timeline, cursor: Date, options: { ownOnly?: boolean }): Moment[] {
  const { program } = versionAt(timeline, cursor);
  const moments: Moment[] = [];
  const birthday = nextBirthday(account, program, cursor);
  if (birthday !== null) moments.push({ at: birthday, run: (target, line, at) => giveBirthday(target, line, at, at) });
  const night = nextReview(account, program, cursor, options);
  if (night !== null) moments.push({ at: night, endsNight: true, run: (target, line, at) => review(target, line, at) });
  return moments;
}

/** Rule 8: the review of the next birthday. */
function nextBirthday(account: Account, program: Program, cursor: Date): Date | null {
  if (account.birthday === null || account.joinedAt === null) return null;
  const year = yearOf(dayOf(cursor, program.timeZone));
  for (const candidate of [year, year + 1]) {
    const at = nightlyMoment(birthdayIn(candidate, account.birthday), program.timeZone);
    if (at > cursor && account.bonuses.birthdayYear !== candidate) return at;
  }
  return null;
}

/**
 * The next night whose review could change something: the next one where it would already; else the first after a card or a
 * hand-set tier ends, days of grace are over, or the window moves over an order. Other nights need not look at the member.
 */
function nextReview(account: Account, program: Program, cursor: Date, { ownOnly = false } = {}): Date | null {
  if (account.joinedAt === null || isExcluded(account, cursor)) return null;
  const next = nextNightlyMoment(cursor, program.timeZone);
  if (reviewWouldChange(account, program, next)) return next;
  const turns = ownOnly && program.tiers.window.kind === "calendarYear" ? [] : movesOfWindow(account, program, cursor);
  const nights = [...endsOfTier(account, program), ...turns];
  const later = nights.map((night) => (night > next ? night : next));
  return earliest(later);
}

function endsOfTier(account: Account, program: Program): Date[] {
  const { hold, card, belowSince } = account.tier;
  const ends = [hold?.until, card?.until].filter((end) => end !== undefined && end !== null);
  const nights = ends.map((end) => nextNightlyMoment(new Date(end.getTime() - 1), program.timeZone));
  if (belowSince !== null) nights.push(nightlyMoment(graceEnd(belowSince, program), program.timeZone));
  return nights;
}

function movesOfWindow(account: Account, program: Program, cursor: Date): Date[] {
  const { window } = program.tiers;
  const zone = program.timeZone;
  if (account.tier.tier === null && account.contributions.size === 0) return [];
  if (window.kind === "calendarYear") {
    return [nightlyMoment(addMonths(firstDayOfYear(dayOf(cursor, zone)), 12), zone)];
  }
  if (window.kind !== "rolling") return [];
  const today = dayOf(cursor, zone);
  const start = addMonths(today, -window.months);
  const days = [...account.contributions.values()].map((counted) => dayOf(counted.paidAt, zone));
  const oldest = days.filter((day) => day >= start).sort()[0];
  if (oldest === undefined) return [];
  // Months differ in length: the first day from which the window no longer reaches back to the oldest order.
  let leaves = addMonths(oldest, window.months);
  while (addMonths(leaves, -window.months) <= oldest) leaves = addDays(leaves, 1);
  return [nightlyMoment(leaves, zone)];
}

/**
 * When time next brings something for an account; a later version of the program may, at the first review under it. The turn of the
 * year is everybody's at once: app/ledger/tier-reviews.ts then looks for the members whom it moves, and nobody else is opened.
 */
function nextAt(account: Account, timeline: Timeline, ahead: Ahead | null): Date | null {
  if (account.mergedInto !== null || account.deletedAt !== null) return null;
  const first = nextOwn(account, timeline, ahead);
  const versions = timeline.filter((version) => version.effectiveAt > account.settledAt);
  const nights = versions.map((version) => nextNightlyMoment(version.effectiveAt, version.program.timeZone));
  return earliest(first === null ? nights : [first, ...nights]);
}

/** The account's own next moment: known where time was just seen from where the account stands, and no turn of the year was among it. */
function nextOwn(account: Account, timeline: Timeline, ahead: Ahead | null): Date | null {
  const { settledAt } = account;
  const isSeen = ahead !== null && ahead.from.getTime() === settledAt.getTime();
  if (isSeen && versionAt(timeline, settledAt).program.tiers.window.kind !== "calendarYear")
    return ahead.first?.at ?? null;
  return firstMoment(account, timeline, settledAt, { ownOnly: true })?.at ?? null;
}

function earliest(dates: readonly Date[]): Date | null {
  return dates.reduce<Date | null>((first, date) => (first === null || date < first ? date : first), null);
}
