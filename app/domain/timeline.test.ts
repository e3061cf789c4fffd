import { describe, expect, it } from "vitest";
import { oslo } from "./account.fixture.ts";
import { programOf } from "./order.fixture.ts";
import { boundariesBetween, makeTimeline, versionAt, versionNumbered } from "./timeline.ts";

// Which version is in force when: everything that is computed asks here.

const version = (number: number, day: string) => ({ version: number, effectiveAt: oslo(day), program: programOf() });
const numbersOf = (versions: readonly { version: number }[]): number[] => versions.map((each) => each.version);

describe("a program's versions", () => {
  it("stand in the order in which they take effect, those of one moment by their number", () => {
    const given = [
      version(5, "03-01"),
      version(3, "02-01"),
      version(4, "04-01"),
      version(2, "02-01"),
      version(1, "01-01"),
    ];
    expect(numbersOf(makeTimeline(given))).toEqual([1, 2, 3, 5, 4]);
    expect(numbersOf(given)).toEqual([5, 3, 4, 2, 1]);
  });

  it.each([
    ["12-31 00:00 of the year before", "2025-12-31 00:00", 1],
    ["the first one's moment", "01-01 12:00", 1],
    ["just before the second", "02-01 11:59", 1],
    ["the moment of two, the later of them", "02-01 12:00", 3],
    ["long after", "2030-01-01 00:00", 3],
  ])("are in force from their moment on: %s", (_what, at, expected) => {
    const timeline = makeTimeline([version(1, "01-01"), version(2, "02-01"), version(3, "02-01")]);
    expect(versionAt(timeline, oslo(at)).version).toBe(expected);
  });

  it("are found by their number; one that is not there, and a program without any, is a fault", () => {
    const timeline = makeTimeline([version(1, "01-01"), version(2, "02-01")]);
    expect(versionNumbered(timeline, 2).effectiveAt).toEqual(oslo("02-01"));
    expect(() => versionNumbered(timeline, 3)).toThrow("the program has no version 3");
    expect(() => versionAt([], oslo("01-01"))).toThrow("the program has no published version");
  });

  it("divide time at the moments after the first and up to the second", () => {
    const timeline = makeTimeline([version(1, "01-01"), version(2, "02-01"), version(3, "03-01")]);
    const between = (after: string, until: string) => boundariesBetween(timeline, oslo(after), oslo(until));
    expect(between("01-01", "03-01")).toEqual([oslo("02-01"), oslo("03-01")]);
    expect(between("01-15", "02-15")).toEqual([oslo("02-01")]);
    expect(between("02-01", "02-28")).toEqual([]);
    expect(between("2025-01-01", "01-01")).toEqual([oslo("01-01")]);
  });
});
