import { describe, expect, it } from "vitest";
import type { EntryKind } from "./account.ts";
import type { DaySum } from "./points-report.ts";
import { outstandingOf, pointsReport } from "./points-report.ts";
import { monthOf } from "./periods.ts";

// Broken if the accounts didn't add up to what members have.

const sum = (day: string | null, kind: EntryKind, points: number, rest: Partial<DaySum> = {}): DaySum => ({
  ...{ day, kind, gain: points > 0, entries: 1n, points: BigInt(points), pending: 0n, reserved: 0n, debt: 0n },
  ...rest,
});
const NOTHING = { earned: 0n, adjusted: 0n, takenBack: 0n, exchanged: 0n, returned: 0n, expired: 0n, other: 0n };

describe("the points' accounts", () => {
  it("go on from what was there before, month by month, also where nothing happened", () => {
    const sums = [
      sum(null, "order", 100),
      sum(null, "reserved", -30, { reserved: 30n }),
      sum("2026-01-05", "order", 50),
      sum("2026-01-20", "order", 7),
      sum("2026-01-20", "reserved", -40, { reserved: 40n }),
      sum("2026-01-21", "spent", 0, { reserved: -30n }),
      sum("2026-03-01", "expired", -12),
      sum("2026-03-02", "returned", 40, { reserved: -40n }),
    ];
    expect(pointsReport(sums, ["2026-01", "2026-02", "2026-03"], monthOf)).toEqual({
      lines: [
        { ...NOTHING, period: "2026-01", opening: 70n, closing: 87n, inCodes: 40n, earned: 57n, exchanged: -40n },
        { ...NOTHING, period: "2026-02", opening: 87n, closing: 87n, inCodes: 40n },
        { ...NOTHING, period: "2026-03", opening: 87n, closing: 115n, inCodes: 0n, expired: -12n, returned: 40n },
      ],
      total: {
        ...NOTHING,
        period: "",
        opening: 70n,
        closing: 115n,
        inCodes: 0n,
        earned: 57n,
        exchanged: -40n,
        expired: -12n,
        returned: 40n,
      },
    });
  });

  it("put each kind of entry into one column", () => {
    const kinds: Record<EntryKind, string> = {
      ...{ order: "earned", joining: "earned", birthday: "earned", firstOrder: "earned", tierBonus: "earned" },
      ...{ adjusted: "adjusted", takeBack: "takenBack", takeBackCovered: "takenBack", forgiven: "takenBack" },
      ...{
        reserved: "exchanged",
        spent: "exchanged",
        spentAgain: "exchanged",
        returned: "returned",
        expired: "expired",
      },
      ...{ released: "other", mergedIn: "other", mergedOut: "other", closed: "other" },
    };
    for (const [kind, column] of Object.entries(kinds)) {
      const [line] = pointsReport([sum("2026-01-05", kind as EntryKind, 5)], ["2026-01"], monthOf).lines;
      expect(line, kind).toEqual({
        ...NOTHING,
        period: "2026-01",
        opening: 0n,
        closing: 5n,
        inCodes: 0n,
        [column]: 5n,
      });
    }
  });

  it("end where they begin for a time without a month", () => {
    expect(pointsReport([sum(null, "order", 9)], [], monthOf)).toEqual({
      lines: [],
      total: { ...NOTHING, period: "", opening: 9n, closing: 9n, inCodes: 0n },
    });
  });

  it("count as outstanding what can be used, waits and lies in codes, without deducting what is owed", () => {
    expect(outstandingOf([])).toBe(0n);
    expect(
      outstandingOf([
        sum("2026-01-05", "order", 100),
        sum(null, "reserved", -30, { reserved: 30n }),
        sum(null, "takeBack", -20, { debt: 15n }),
      ]),
    ).toBe(95n);
  });
});
