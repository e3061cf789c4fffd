import { describe, expect, it } from "vitest";
import { dayOfMoment, firstMoment, lastMoment } from "./offered-days.ts";

describe("the days of a reward", () => {
  it.each([
    ["2026-01-31", "Europe/Oslo", "2026-01-31T00:00:00+01:00", "2026-01-31T23:59:59+01:00"],
    ["2026-07-01", "Europe/Oslo", "2026-07-01T00:00:00+02:00", "2026-07-01T23:59:59+02:00"],
    // The clocks change in the night: the day begins in winter time and ends in summer time.
    ["2026-03-29", "Europe/Oslo", "2026-03-29T00:00:00+01:00", "2026-03-29T23:59:59+02:00"],
    ["2026-01-31", "America/St_Johns", "2026-01-31T00:00:00-03:30", "2026-01-31T23:59:59-03:30"],
    ["2026-01-31", "UTC", "2026-01-31T00:00:00+00:00", "2026-01-31T23:59:59+00:00"],
  ])("%s in %s", (day, zone, first, last) => {
    expect([firstMoment(day, zone), lastMoment(day, zone)]).toEqual([first, last]);
    expect([dayOfMoment(first, zone), dayOfMoment(last, zone)]).toEqual([day, day]);
  });

  it("are none where nothing, or no day, was typed", () => {
    expect([firstMoment("", "UTC"), lastMoment("2026-02-", "UTC")]).toEqual([null, null]);
    expect([dayOfMoment(null, "UTC"), dayOfMoment("soon", "UTC")]).toEqual(["", ""]);
  });
});
