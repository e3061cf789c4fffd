import { describe, expect, it } from "vitest";
import { monthsFrom, stateOf, stretchOf } from "./campaign-state.ts";

const blackFriday = { from: "2026-11-27T00:00:00+01:00", until: "2026-11-30T23:59:59+01:00" };

describe("a campaign", () => {
  it.each([
    ["2026-11-26T22:59:59Z", "coming"],
    ["2026-11-26T23:00:00Z", "running"],
    ["2026-11-30T22:59:59Z", "running"],
    ["2026-11-30T23:00:00Z", "over"],
  ])("at %s is %s", (now, state) => {
    expect(stateOf(blackFriday, Date.parse(now))).toBe(state);
  });

  it("whose days aren't typed stands nowhere", () => {
    expect(stateOf({ from: "", until: "2026-11-30T23:59:59+01:00" }, 0)).toBe("unknown");
  });

  it("takes the part of a calendar that it runs in, and nothing of others", () => {
    const span = { from: "2026-01-02T00:00:00Z", until: "2026-01-03T00:00:00Z" };
    const at = (day: number) => Date.UTC(2026, 0, day);
    expect(stretchOf(span, at(1), at(5))).toEqual({ start: 0.25, length: 0.25 });
    expect(stretchOf(span, at(2.5), at(5))?.start).toBe(0);
    expect(stretchOf(span, at(4), at(5))).toBeNull();
    expect(stretchOf({ ...span, until: "" }, at(1), at(5))).toBeNull();
  });
});

describe("the months of the calendar", () => {
  it("begin with the shop's month, not with the server's", () => {
    expect(monthsFrom(Date.parse("2026-10-31T23:30:00Z"), "Europe/Oslo", 3)).toEqual(["2026-11", "2026-12", "2027-01"]);
  });
});
