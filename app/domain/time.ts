import { Temporal } from "temporal-polyfill";

/**
 * The shop's calendar. Days and months are those of the shop's time zone, moments are `Date`. Where a rule says "through the
 * whole of a day", the end is the first moment of the next day, and it is exclusive: what ends at `endOfDay` holds until just
 * before it. A day is written as a day key, "2026-01-31".
 */
export type DayKey = string;

export const HOUR_MS = 3_600_000;

/** The hour at which birthdays, the review and the comparison run (rule 25). */
const NIGHTLY_HOUR = 2;

/** Thrown for text that is not a moment or a day; the message names the text. */
export class TimeError extends Error {
  override readonly name = "TimeError";
}

/** Zones that were found to be real: to ask for one takes milliseconds, and every program that is read asks. */
const knownZones = new Set<string>();

/** Whether the text names a time zone of the IANA database, such as "Europe/Oslo". Bare offsets are refused: they have no summer. */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    knownZones.add(zone);
    return true;
  } catch {
    return false;
  }
}

/** Answers that are kept at most, and things that they are about; then all of them are forgotten. */
const MAX_REMEMBERED = 5_000;
const MAX_SUBJECTS = 500;

/**
 * Keeps answers to questions whose answer never changes: every order asks for the same few days and nights, and the calendar is slow.
 * A question has two parts (a zone and a day, say) that are looked up one after the other: to join them into one key takes longer than both.
 */
function remembering<Answer>(): (about: string | number, key: string | number, look: () => Answer) => Answer {
  const known = new Map<string | number, Map<string | number, Answer>>();
  return (about, key, look) => {
    let answers = known.get(about);
    const answer = answers?.get(key);
    if (answer !== undefined) return answer;
    if (answers === undefined) {
      if (known.size >= MAX_SUBJECTS) known.clear();
      known.set(about, (answers = new Map<string | number, Answer>()));
    }
    if (answers.size >= MAX_REMEMBERED) answers.clear();
    const found = look();
    answers.set(key, found);
    return found;
  };
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads a moment in ISO 8601 with an offset; one without an offset is refused, because it would mean another moment in each zone. */
export function parseMoment(text: string): Date {
  if (!MOMENT.test(text))
    throw new TimeError(`"${text}" is not a moment with an offset: write it like "2026-01-31T10:00:00+01:00"`);
  try {
    return toDate(Temporal.Instant.from(text));
  } catch {
    throw new TimeError(`"${text}" is not a moment that exists`);
  }
}

/** Whether `parseMoment` can read the text. */
export function isMoment(text: string): boolean {
  try {
    parseMoment(text);
    return true;
  } catch {
    return false;
  }
}

function toDate(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}

function zoned(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

const plainDays = remembering<Temporal.PlainDate>();

function plainDay(day: DayKey): Temporal.PlainDate {
  return plainDays("day", day, () => readDay(day));
}

function readDay(day: DayKey): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new TimeError(`"${day}" is not a day: write it like "2026-01-31"`);
  try {
    return Temporal.PlainDate.from(day);
  } catch {
    throw new TimeError(`"${day}" is not a day that exists`);
  }
}

/** A day of a zone: from its first moment up to the first one of the next day. */
type Span = { readonly day: DayKey; readonly from: number; readonly until: number };

/** The days of a zone that a day of UTC touches, as far as somebody has asked for them. */
const spans = remembering<Span[]>();

/** The day, in the shop's time zone, to which a moment belongs. */
export function dayOf(at: Date, zone: string): DayKey {
  const moment = at.getTime();
  const touched = spans(zone, Math.floor(moment / (24 * HOUR_MS)), () => []);
  const known = touched.find((span) => span.from <= moment && moment < span.until);
  if (known) return known.day;
  const day = zoned(at, zone).toPlainDate().toString();
  touched.push({ day, from: startOfDay(day, zone).getTime(), until: endOfDay(day, zone).getTime() });
  return day;
}

const startsOfDays = remembering<number>();

/** The first moment of a day. Where midnight is skipped by a change of the clocks, that is the first moment that exists. */
export function startOfDay(day: DayKey, zone: string): Date {
  return new Date(startsOfDays(zone, day, () => plainDay(day).toZonedDateTime(zone).epochMilliseconds));
}

/** The end of a day, exclusive: the first moment of the next day. */
export function endOfDay(day: DayKey, zone: string): Date {
  return startOfDay(addDays(day, 1), zone);
}

const endsOfMonths = remembering<DayKey>();

/** The last day of the month that the day lies in. */
export function lastDayOfMonth(day: DayKey): DayKey {
  return endsOfMonths("month", day, () => {
    const date = plainDay(day);
    return date.with({ day: date.daysInMonth }).toString();
  });
}

/** The last day of the year that the day lies in. */
export function lastDayOfYear(day: DayKey): DayKey {
  return plainDay(day).with({ month: 12, day: 31 }).toString();
}

/** The first day of the year that the day lies in. */
export function firstDayOfYear(day: DayKey): DayKey {
  return plainDay(day).with({ month: 1, day: 1 }).toString();
}

/** The first day of the month that the day lies in. */
export function firstDayOfMonth(day: DayKey): DayKey {
  return plainDay(day).with({ day: 1 }).toString();
}

/** The day of the week: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: DayKey): number {
  return plainDay(day).dayOfWeek;
}

/** The year of a day, as a number. */
export function yearOf(day: DayKey): number {
  return plainDay(day).year;
}

const laterDays = remembering<DayKey>();

/** A day so many days later (or earlier, with a negative number). */
export function addDays(day: DayKey, days: number): DayKey {
  return laterDays(days, day, () => plainDay(day).add({ days }).toString());
}

const laterMonths = remembering<DayKey>();

/** A day so many months later or earlier; where that month is shorter, its last day (31 January + 1 month = 28 or 29 February, rule 10). */
export function addMonths(day: DayKey, months: number): DayKey {
  return laterMonths(months, day, () => plainDay(day).add({ months }, { overflow: "constrain" }).toString());
}

/** Below zero, zero or above zero as the first day is before, the same as or after the second. */
export function compareDays(a: DayKey, b: DayKey): number {
  return a < b ? -1 : Number(a > b);
}

/** The moment so many times 24 hours later: holds are counted in hours, not in calendar days (rule 5). */
export function addHolds(at: Date, days: number): Date {
  return new Date(at.getTime() + days * 24 * HOUR_MS);
}

/**
 * The moment at which a clock on the wall shows a time of a day; where the clocks skip it, as much later; where it comes twice, the
 * first.
 * @param clock hours and minutes as "HH:MM"
 */
export function wallMoment(day: DayKey, clock: string, zone: string): Date {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (!match) throw new TimeError(`"${clock}" is not a time: write it like "09:30"`);
  const wanted = plainDay(day).toPlainDateTime({ hour: Number(match[1]), minute: Number(match[2]) });
  return toDate(wanted.toZonedDateTime(zone).toInstant());
}

/** What a clock on the wall shows at a moment, as "HH:MM". */
export function clockOf(at: Date, zone: string): string {
  return zoned(at, zone).toPlainTime().toString({ smallestUnit: "minute" });
}

const nights = remembering<number>();

/** 02:00 of a day in the shop's time zone; where the clocks skip it, the first moment after; where it comes twice, the first (rule 25). */
export function nightlyMoment(day: DayKey, zone: string): Date {
  return new Date(nights(zone, day, () => findNight(day, zone).getTime()));
}

function findNight(day: DayKey, zone: string): Date {
  const wanted = plainDay(day).toPlainDateTime({ hour: NIGHTLY_HOUR });
  const found = wanted.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (found.toPlainDateTime().equals(wanted)) return toDate(found.toInstant());
  // The wall clock jumps over 02:00: "earlier" gave a moment before the jump, and the jump itself is the next transition.
  const jump = found.getTimeZoneTransition("next");
  return toDate((jump ?? found).toInstant());
}

/** The first nightly moment that is later than the given one. */
export function nextNightlyMoment(after: Date, zone: string): Date {
  const today = dayOf(after, zone);
  const tonight = nightlyMoment(today, zone);
  return tonight.getTime() > after.getTime() ? tonight : nightlyMoment(addDays(today, 1), zone);
}

const birthdays = remembering<DayKey>();

/**
 * The birthday's day in a year: 29 February is kept on the 28th where there is none (rule 8).
 * @param birthday month and day as "MM-DD"
 */
export function birthdayIn(year: number, birthday: string): DayKey {
  return birthdays(year, birthday, () => findBirthday(year, birthday));
}

function findBirthday(year: number, birthday: string): DayKey {
  const match = /^(\d{2})-(\d{2})$/.exec(birthday);
  if (!match) throw new TimeError(`"${birthday}" is not a birthday: write it like "02-29"`);
  const monthDay = Temporal.PlainMonthDay.from(
    { monthCode: `M${match[1]}`, day: Number(match[2]) },
    { overflow: "reject" },
  );
  return monthDay.toPlainDate({ year }).toString();
}
