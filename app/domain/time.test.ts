import { describe, expect, it } from "vitest";
import {
  addDays,
  addHolds,
  addMonths,
  birthdayIn,
  clockOf,
  compareDays,
  dayOf,
  endOfDay,
  firstDayOfMonth,
  firstDayOfYear,
  isMoment,
  isTimeZone,
  lastDayOfMonth,
  lastDayOfYear,
  nextNightlyMoment,
  nightlyMoment,
  parseMoment,
  startOfDay,
  wallMoment,
  weekdayOf,
  yearOf,
} from "./time.ts";

const OSLO = "Europe/Oslo";

describe("the shop's calendar", () => {
  it("puts a moment into the day of the shop, not of the server", () => {
    expect(dayOf(new Date("2026-01-05T23:30:00Z"), OSLO)).toBe("2026-01-06");
    expect(dayOf(new Date("2026-01-05T23:30:00Z"), "America/New_York")).toBe("2026-01-05");
  });

  it("ends a day at the first moment of the next, also on days of 23 and 25 hours and where midnight is skipped", () => {
    expect(endOfDay("2026-03-29", OSLO).getTime() - startOfDay("2026-03-29", OSLO).getTime()).toBe(23 * 3_600_000);
    expect(endOfDay("2026-10-25", OSLO).getTime() - startOfDay("2026-10-25", OSLO).getTime()).toBe(25 * 3_600_000);
    expect(startOfDay("2018-11-04", "America/Sao_Paulo").toISOString()).toBe("2018-11-04T03:00:00.000Z");
  });

  it.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2026-01-10", 3, "2026-04-10"],
    ["2026-11-30", 3, "2027-02-28"],
    ["2026-03-31", -1, "2026-02-28"],
  ])("%s and %i months is %s (rule 10)", (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  it("knows ends of months and years", () => {
    expect(lastDayOfMonth("2028-02-03")).toBe("2028-02-29");
    expect(lastDayOfYear("2026-02-03")).toBe("2026-12-31");
    expect(firstDayOfYear("2026-02-03")).toBe("2026-01-01");
    expect(yearOf("2026-02-03")).toBe(2026);
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect([compareDays("2026-01-01", "2026-01-02"), compareDays("2026-01-02", "2026-01-02")]).toEqual([-1, 0]);
  });

  it("holds for hours, not for calendar days, on the night when clocks spring forward (rule 5)", () => {
    expect(addHolds(parseMoment("2026-03-28T12:00:00+01:00"), 1)).toEqual(parseMoment("2026-03-29T13:00:00+02:00"));
  });

  it.each([
    ["an ordinary night", "2026-01-05", OSLO, "2026-01-05T02:00:00+01:00"],
    ["the night that skips 02:00", "2026-03-29", OSLO, "2026-03-29T03:00:00+02:00"],
    ["the night that has 02:00 twice: the first", "2026-10-25", OSLO, "2026-10-25T02:00:00+02:00"],
    [
      "a jump of half an hour over 02:00: the first moment after it",
      "2026-10-04",
      "Australia/Lord_Howe",
      "2026-10-04T02:30:00+11:00",
    ],
    ["clocks back from 02:00 to 01:00", "2026-11-01", "America/New_York", "2026-11-01T02:00:00-05:00"],
  ])("runs the night's work in %s (rule 25)", (_, day, zone, expected) => {
    expect(nightlyMoment(day, zone)).toEqual(parseMoment(expected));
  });

  it("runs once a day, also on nights when the clocks change", () => {
    let at = parseMoment("2026-03-28T01:59:59+01:00");
    const nights: string[] = [];
    for (let night = 0; night < 3; night++) {
      at = nextNightlyMoment(at, OSLO);
      nights.push(at.toISOString());
    }
    expect(nights).toEqual(["2026-03-28T01:00:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-30T00:00:00.000Z"]);
    expect(nextNightlyMoment(parseMoment("2026-01-05T02:00:00+01:00"), OSLO)).toEqual(
      parseMoment("2026-01-06T02:00:00+01:00"),
    );
  });

  it("answers the same night whatever was asked before", () => {
    const moment = (text: string) => parseMoment(`2026-01-05T${text}+01:00`);
    const tonight = moment("02:00:00");
    const tomorrow = parseMoment("2026-01-06T02:00:00+01:00");
    for (const early of ["01:10:00", "01:59:59", "01:00:00"]) {
      expect(nextNightlyMoment(moment(early), OSLO)).toEqual(tonight);
      for (const late of ["02:00:00", "23:00:00", "03:00:00"]) {
        expect(nextNightlyMoment(moment(late), OSLO)).toEqual(tomorrow);
      }
    }
    nextNightlyMoment(moment("03:00:00"), OSLO).setFullYear(2000);
    expect(nextNightlyMoment(moment("03:00:00"), OSLO)).toEqual(tomorrow);
    expect(nextNightlyMoment(moment("03:00:00"), "America/New_York")).toEqual(parseMoment("2026-01-05T02:00:00-05:00"));
  });

  it("keeps a birthday of 29 February on the 28th where there is none (rule 8)", () => {
    expect(birthdayIn(2027, "02-29")).toBe("2027-02-28");
    expect(birthdayIn(2028, "02-29")).toBe("2028-02-29");
    expect(birthdayIn(2026, "12-24")).toBe("2026-12-24");
    for (const wrong of ["2-29", "02-30", "13-01", "x"]) expect(() => birthdayIn(2026, wrong)).toThrow();
  });

  it.each(["2026-01-05T10:00:00", "2026-01-05", "2026-02-30T10:00:00Z", "2026-01-05T25:00:00Z", "yesterday", ""])(
    "refuses %o as a moment",
    (text) => {
      expect(isMoment(text)).toBe(false);
      expect(() => parseMoment(text)).toThrow(`"${text}" is not a moment`);
    },
  );

  it("refuses what is not a day, by name", () => {
    expect(() => addDays("2026-02-30", 1)).toThrow('"2026-02-30" is not a day that exists');
    expect(() => addDays("5 May", 1)).toThrow('"5 May" is not a day');
  });

  it("tells time zones from other words and from bare offsets", () => {
    expect([OSLO, "UTC", "America/Argentina/Buenos_Aires"].every(isTimeZone)).toBe(true);
    expect(["Mars/Olympus", "+01:00", "", "Oslo"].some(isTimeZone)).toBe(false);
  });
});

describe("a clock on the wall", () => {
  it.each([
    ["2026-01-05", "09:30", "2026-01-05T08:30:00.000Z"],
    ["2026-07-01", "00:00", "2026-06-30T22:00:00.000Z"],
    ["2026-07-01", "23:59", "2026-07-01T21:59:00.000Z"],
    // The clocks skip 02:30 in spring and show it twice in autumn.
    ["2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"],
    ["2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
  ])("shows on %s %s the moment %s", (day, clock, moment) => {
    expect(wallMoment(day, clock, OSLO).toISOString()).toBe(moment);
  });

  it.each(["24:00", "9:30", "09:60", "09:30:00", " 09:30", ""])("shows no %j", (clock) => {
    expect(() => wallMoment("2026-01-05", clock, OSLO)).toThrow(`"${clock}" is not a time`);
  });

  it("shows a moment's hours and minutes in the shop", () => {
    expect(clockOf(new Date("2026-07-01T21:05:59Z"), OSLO)).toBe("23:05");
    expect(clockOf(new Date("2026-01-05T08:30:00Z"), "UTC")).toBe("08:30");
  });
});

describe("months and weeks", () => {
  it("begin on the first, and Monday is 1", () => {
    expect(firstDayOfMonth("2026-02-28")).toBe("2026-02-01");
    expect([weekdayOf("2026-01-05"), weekdayOf("2026-01-11")]).toEqual([1, 7]);
  });
});
