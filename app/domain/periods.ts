import { addDays, addMonths, compareDays, firstDayOfMonth, lastDayOfMonth, type DayKey } from "./time.ts";

/** Days from one to another, both included. */
export type Period = { from: DayKey; to: DayKey };

/** The last `days` days up to and including today, and as many before them to compare with. */
export function lastDays(today: DayKey, days: number): { now: Period; before: Period } {
  const from = addDays(today, 1 - days);
  return { now: { from, to: today }, before: { from: addDays(from, -days), to: addDays(from, -1) } };
}

/** Every day of a period. */
export function daysOf({ from, to }: Period): DayKey[] {
  const days: DayKey[] = [];
  for (let day = from; compareDays(day, to) <= 0; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The month of a day, "2026-01". */
export function monthOf(day: DayKey): string {
  return day.slice(0, 7);
}

/** Every month that a period touches. */
export function monthsOf({ from, to }: Period): string[] {
  const months: string[] = [];
  for (let day = firstDayOfMonth(from); compareDays(day, to) <= 0; day = addMonths(day, 1)) months.push(monthOf(day));
  return months;
}

/** The months from the first to the last, whole: what an account of months covers. */
export function wholeMonths({ from, to }: Period): Period {
  return { from: firstDayOfMonth(from), to: lastDayOfMonth(to) };
}
