import { describe, expect, it } from "vitest";
import { Story } from "./account.fixture.ts";
import { tierOutlook, type TierOutlook } from "./tier-outlook.ts";
import { versionAt } from "./timeline.ts";

// Broken if a member were told a wrong amount or day, ordered accordingly, and lost the tier all the same.

const LEVELS = [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }];

function story(window: object, rest: object = {}): Story {
  return new Story({ tiers: { levels: LEVELS, window, ...rest } }, "2026-01-01 09:00");
}

function outlookOf(told: Story): TierOutlook {
  const { program } = versionAt(told.timeline, told.now);
  return tierOutlook({ account: told.account, program, now: told.now });
}

const paid = (told: Story, id: string, price: string): Story => told.order(id, { lines: [{ price }] });

describe("what is missing to keep a tier", () => {
  it("in a rolling window: what leaves it has to be replaced before the night", () => {
    const told = paid(story({ kind: "rolling", months: 3 }).at("2026-01-10 12:00"), "1", "400.00");
    paid(told.at("2026-02-10 12:00"), "2", "700.00");
    expect(told.account.tier.tier).toBe("gold");
    expect(outlookOf(told)).toEqual({ countedFrom: "2025-11-10", keep: { missing: 30_000n, by: "2026-04-10" } });
    // Exactly that, on that very day, is enough.
    paid(told.at("2026-04-10 23:00"), "3", "300.00").at("2026-04-11 12:00");
    expect(told.account.tier.tier).toBe("gold");
  });

  it("with days of grace there is as much longer, and one coin less is not enough", () => {
    const told = paid(story({ kind: "rolling", months: 3 }, { graceDays: 10 }).at("2026-01-10 12:00"), "1", "1000.00");
    expect(outlookOf(told).keep).toEqual({ missing: 100_000n, by: "2026-04-20" });
    told.at("2026-04-15 12:00");
    expect(outlookOf(told).keep).toEqual({ missing: 100_000n, by: "2026-04-20" });
    paid(told, "2", "999.99").at("2026-04-21 12:00");
    expect(told.account.tier.tier).toBeNull();
  });

  it("in calendar years: what this year reached is safe, what only last year did ends with this one", () => {
    const told = paid(story({ kind: "calendarYear" }).at("2026-05-01 12:00"), "1", "1200.00");
    expect(outlookOf(told)).toEqual({ countedFrom: "2026-01-01", keep: null });
    paid(told.at("2027-03-01 12:00"), "2", "250.00");
    expect(outlookOf(told)).toEqual({ countedFrom: "2027-01-01", keep: { missing: 75_000n, by: "2027-12-31" } });
  });

  it("of a card: the orders of its own time count, without the one that brought it", () => {
    const told = paid(story({ kind: "membership", months: 3 }).at("2026-01-10 12:00"), "1", "1500.00");
    expect(outlookOf(told).keep).toEqual({ missing: 100_000n, by: "2026-04-10" });
    paid(told.at("2026-02-01 12:00"), "2", "1000.00");
    expect(outlookOf(told).keep).toBeNull();
  });

  it("is nothing where all orders count, for tiers of everybody, and for what staff have set", () => {
    const told = paid(story({ kind: "lifetime" }).at("2026-01-10 12:00"), "1", "1500.00");
    expect(outlookOf(told)).toEqual({ countedFrom: null, keep: null });
    told.account.tier = { ...told.account.tier, hold: { by: "staff", until: null, lock: true } };
    expect(outlookOf(told).keep).toBeNull();
  });
});
