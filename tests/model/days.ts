import { Temporal } from "temporal-polyfill";

/** Days of the shop's calendar as Temporal's plain dates, moments as milliseconds. */
export const dayOf = (at: number, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();

/** The first moment of a day. */
export const startOf = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;

/** The first moment after a day. */
export const endOf = (day: Temporal.PlainDate, zone: string): number => startOf(day.add({ days: 1 }), zone);

/** The moment of a night's jobs: 02:00, or what the clocks make of it. */
export const nightOf = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone, plainTime: "02:00" }).epochMilliseconds;

/** Rule 10: when something that began at a moment has lasted N months, rounded to the end of a day, month or year. */
export function monthsLater(at: number, months: number, roundTo: "day" | "month" | "year", zone: string): number {
  const day = dayOf(at, zone).add({ months });
  if (roundTo === "month") return endOf(day.with({ day: day.daysInMonth }), zone);
  if (roundTo === "year") return endOf(day.with({ month: 12, day: 31 }), zone);
  return endOf(day, zone);
}
