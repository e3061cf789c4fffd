import { describe, expect, it } from "vitest";
import type { Lot } from "./account.ts";
import { Story, oslo, worth } from "./account.fixture.ts";
import { expiryOf, inactivitySince, toldEnd, waitsToBeTold } from "./expiry.ts";
import { programOf } from "./order.fixture.ts";
import { makeTimeline } from "./timeline.ts";

// Rule 10: when a lot ends, and when points wait because their member has not been told.

const INACTIVITY = { kind: "inactivity", months: 3 };
const version = (number: number, day: string, expiry: object) => ({
  ...{ version: number, effectiveAt: oslo(day), program: programOf({ expiry }) },
});

function lotWith(given: Partial<Lot>): Lot {
  const story = new Story({}, "01-05").order("a", worth("10.00"));
  return { ...story.account.lots.get(1)!, ...given };
}

describe("rule 10: since when inactivity counts", () => {
  const timeline = makeTimeline([
    version(1, "01-01", { kind: "none" }),
    version(2, "02-01", INACTIVITY),
    version(3, "03-01", INACTIVITY),
    version(4, "04-01", { kind: "inactivity", months: 6 }),
    version(5, "05-01", { kind: "age", months: 6 }),
    version(6, "06-01", INACTIVITY),
  ]);
  it.each([
    ["01-15", null],
    ["02-01", "02-01"],
    ["03-15", "02-01"],
    ["04-15", "04-01"],
    ["05-15", null],
    ["06-15", "06-01"],
  ])("at %s: %s", (at, since) => {
    expect(inactivitySince(timeline, oslo(at))).toEqual(since === null ? null : oslo(since));
  });

  it("from the first version on, also before it", () => {
    expect(inactivitySince(makeTimeline([version(1, "02-01", INACTIVITY)]), oslo("01-01"))).toEqual(oslo("02-01"));
  });
});

describe("rule 10: the end of a lot", () => {
  const timeline = makeTimeline([version(1, "01-01", INACTIVITY)]);
  const end = (given: Partial<Lot>, activeAt: string | null = null): Date | null =>
    expiryOf(lotWith(given), { activeAt: activeAt === null ? null : oslo(activeAt) }, timeline, oslo("02-01"));

  it.each([
    ["its own date", { expiresAt: oslo("04-01 00:00") }, null, oslo("04-01 00:00")],
    ["none while it waits", { pending: true, expiresAt: oslo("04-01 00:00") }, null, null],
    ["months after it became available", { availableAt: oslo("01-10") }, null, oslo("04-11 00:00")],
    ["months after the last activity", { availableAt: oslo("01-10") }, "01-20", oslo("04-21 00:00")],
    ["months after the rule came", { availableAt: new Date(0) }, null, oslo("04-02 00:00")],
    [
      "what the member was told, where that is later",
      { expiresAt: oslo("04-01 00:00"), toldUntil: oslo("04-05 00:00") },
      null,
      oslo("04-05 00:00"),
    ],
    [
      "its own date where what was told is earlier",
      { expiresAt: oslo("04-01 00:00"), toldUntil: oslo("03-05 00:00") },
      null,
      oslo("04-01 00:00"),
    ],
  ])("is %s", (_what, given, activeAt, expected) => {
    expect(end(given, activeAt)).toEqual(expected);
  });

  it("is none under no rule, whatever was told", () => {
    const none = makeTimeline([version(1, "01-01", { kind: "none" })]);
    const told = lotWith({ toldUntil: oslo("04-05 00:00") });
    expect(expiryOf(told, { activeAt: null }, none, oslo("02-01"))).toBeNull();
  });
});

describe("points that wait until their member was told", () => {
  const timeline = makeTimeline([version(1, "01-01", { kind: "none" })]);
  const END = oslo("04-01 00:00");
  it.each([
    ["where the shop tells", oslo("03-01"), { expiresAt: END }, true],
    ["not where it doesn't", null, { expiresAt: END }, false],
    ["not where nothing is left", oslo("03-01"), { expiresAt: END, remaining: 0n }, false],
    ["not where the end was before the shop began to tell", END, { expiresAt: END }, false],
    ["not where it was told", oslo("03-01"), { expiresAt: END, toldUntil: END }, false],
    ["where an earlier end was told", oslo("03-01"), { expiresAt: END, toldUntil: oslo("03-31 00:00") }, true],
    ["not where they never end", oslo("03-01"), { expiresAt: null }, false],
    ["not while they are pending", oslo("03-01"), { expiresAt: END, pending: true }, false],
  ])("%s", (_what, tellsSince, given, waits) => {
    expect(waitsToBeTold(lotWith(given), { activeAt: null, tellsSince }, timeline, oslo("05-01"))).toBe(waits);
  });

  it("are told an end that is seven days away at least", () => {
    const zone = "Europe/Oslo";
    expect(toldEnd(oslo("04-20 00:00"), oslo("04-01"), zone)).toEqual(oslo("04-20 00:00"));
    expect(toldEnd(oslo("04-05 00:00"), oslo("04-01"), zone)).toEqual(oslo("04-09 00:00"));
  });
});
