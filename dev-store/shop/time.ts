/** Moments as the pretend shop writes them. */
import type { Moment } from "./types.ts";

/** A date as Shopify's GraphQL writes it: UTC, whole seconds. */
export function isoSeconds(date: Date): Moment {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    formats.set(timeZone, format);
  }
  return format;
}

/** A moment as Shopify's webhooks write it: local time of the shop with its offset, for example "2026-01-05T10:00:00+01:00". */
export function isoInZone(moment: Moment, timeZone: string): string {
  const date = new Date(moment);
  const zone = formatOf(timeZone)
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(zone ?? "");
  const sign = match?.[1] === "-" ? -1 : 1;
  const minutes = match ? sign * (Number(match[2]) * 60 + Number(match[3])) : 0;
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  return match ? `${local}${match[1]}${match[2]}:${match[3]}` : `${local}+00:00`;
}
