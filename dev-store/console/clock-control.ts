/** Moves the store's time forward, for the store and the app alike. */
import { Temporal } from "temporal-polyfill";
import { clockFile, machineNow, writeOffset } from "../clock.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Store } from "../store.ts";

/** Farther than any rule reaches; a typing mistake in a year is refused. */
const FARTHEST_YEARS = 20;

const fileOf = (store: Store) => clockFile({ ...process.env, DATA_DIR: store.config.dataDir });

/** The same time of day one or more days or months later, in the shop's time zone. */
export function advance(store: Store, by: { days?: number; months?: number }): string {
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now()).toZonedDateTimeISO(store.shop.state.info.timeZone);
  return moveTo(store, now.add(by).epochMilliseconds);
}

/** A moment in the future; time never goes backwards, because what has happened could not be taken back. */
export function setClock(store: Store, text: string): string {
  const moment = new Date(text).getTime();
  if (Number.isNaN(moment))
    throw new Refusal("INVALID", ["to"], `"${text}" is not a moment, for example 2027-01-31T09:00:00+01:00.`);
  if (moment < Date.now()) throw new Refusal("INVALID", ["to"], "Time only goes forward.");
  if (moment > machineNow() + FARTHEST_YEARS * 365 * 86_400_000)
    throw new Refusal("INVALID", ["to"], `The clock moves at most ${FARTHEST_YEARS} years.`);
  return moveTo(store, moment);
}

function moveTo(store: Store, moment: number): string {
  writeOffset(fileOf(store), Math.round(moment - machineNow()));
  return new Date().toISOString();
}
