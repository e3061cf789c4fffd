/**
 * The days on which a reward is offered, as a merchant types them, and the moments that the program keeps: the first moment of the first
 * day and the last second of the last one, in the shop's time zone.
 */

/** The day of a moment, "2026-01-31"; of no moment an empty text. */
export function dayOfMoment(moment: string | null, timeZone: string): string {
  const at = moment === null ? Number.NaN : Date.parse(moment);
  if (Number.isNaN(at)) return "";
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(at);
}

export function firstMoment(day: string, timeZone: string): string | null {
  return moment(day, "00:00:00", timeZone);
}

export function lastMoment(day: string, timeZone: string): string | null {
  return moment(day, "23:59:59", timeZone);
}

function moment(day: string, clock: string, timeZone: string): string | null {
  const local = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(local)) return null;
  // The offset at a wall clock's time depends on the moment, which depends on the offset: the second look settles it.
  const guess = offsetAt(local, timeZone);
  const offset = offsetAt(local - guess * 60_000, timeZone);
  return `${day}T${clock}${written(offset)}`;
}

/** By how many minutes a time zone is ahead at a moment. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

function written(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
