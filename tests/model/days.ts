import { Temporal } from "temporal-polyfill";

/** The model asks for the days of the same few moments again and again: each is looked up once. */
const known = new Map<string, Temporal.PlainDate>();
const KNOWN_MAX = 20_000;

/** Days of the shop's calendar as Temporal's plain dates, moments as milliseconds. */
export function dayOf(at: number, zone: string): Temporal.PlainDate {
  const key = `${at} ${zone}`;
  const day = known.get(key) ?? Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, day);
  return day;
}

/** The first moment of a day. */
export const startOf = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;

/** The first moment after a day. */
export const endOf = (day: Temporal.PlainDate, zone: string): number => startOf(day.add({ days: 1 }), zone);

const knownNights = new Map<string, number>();

/** The moment of a night's jobs: 02:00, or what the clocks make of it. */
export function nightOf(day: Temporal.PlainDate, zone: string): number {
  const key = `${day.toString()} ${zone}`;
  const night = knownNights.get(key) ?? day.toZonedDateTime({ timeZone: zone, plainTime: "02:00" }).epochMilliseconds;
  if (knownNights.size >= KNOWN_MAX) knownNights.clear();
  knownNights.set(key, night);
  return night;
}

/** Rule 10: when something that began at a moment has lasted N months, rounded to the end of a day, month or year. */
export function monthsLater(at: number, months: number, roundTo: "day" | "month" | "year", zone: string): number {
  const day = dayOf(at, zone).add({ months });
  if (roundTo === "month") return endOf(day.with({ day: day.daysInMonth }), zone);
  if (roundTo === "year") return endOf(day.with({ month: 12, day: 31 }), zone);
  return endOf(day, zone);
}
