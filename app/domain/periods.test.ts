import { describe, expect, it } from "vitest";
import { daysOf, lastDays, monthOf, monthsOf, wholeMonths } from "./periods.ts";

// Broken if a report counted a day twice, or compared a month with a longer one.

describe("the time of a report", () => {
  it("is the last days up to today, beside as many before them", () => {
    expect(lastDays("2026-03-07", 7)).toEqual({
      now: { from: "2026-03-01", to: "2026-03-07" },
      before: { from: "2026-02-22", to: "2026-02-28" },
    });
    expect(lastDays("2026-03-07", 1)).toEqual({
      now: { from: "2026-03-07", to: "2026-03-07" },
      before: { from: "2026-03-06", to: "2026-03-06" },
    });
  });

  it("has each of its days and months once, the first and the last among them", () => {
    expect(daysOf({ from: "2026-02-27", to: "2026-03-02" })).toEqual([
      "2026-02-27",
      "2026-02-28",
      "2026-03-01",
      "2026-03-02",
    ]);
    expect(daysOf({ from: "2026-03-02", to: "2026-03-01" })).toEqual([]);
    expect(monthsOf({ from: "2025-11-30", to: "2026-02-01" })).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
    expect(monthsOf({ from: "2026-02-01", to: "2026-02-28" })).toEqual(["2026-02"]);
    expect(monthOf("2026-02-28")).toBe("2026-02");
  });

  it("is made whole by the months that it touches", () => {
    expect(wholeMonths({ from: "2026-01-31", to: "2028-02-01" })).toEqual({ from: "2026-01-01", to: "2028-02-29" });
  });
});
