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

  it("is nothing for who holds a tier by hand, or one that is everybody's, whatever has left the window", () => {
    const told = paid(story({ kind: "rolling", months: 3 }).at("2026-01-10 12:00"), "1", "1000.00");
    expect(outlookOf(told).keep).not.toBeNull();
    told.account.tier = { ...told.account.tier, hold: { by: "staff", until: null, lock: false } };
    expect(outlookOf(told).keep).toBeNull();
    const levels = [{ ...LEVELS[0], threshold: "0" }];
    const everybody = story({ kind: "calendarYear" }, { levels }).at("2026-01-10 12:00");
    expect([everybody.tier, outlookOf(everybody).keep]).toEqual(["gold", null]);
    const nobody = paid(story({ kind: "rolling", months: 3 }).at("2026-01-10 12:00"), "1", "10.00");
    expect([nobody.tier, outlookOf(nobody).keep]).toEqual([null, null]);
  });

  it("where all orders count, what a dearer tier asks for before the days of grace are over", () => {
    const told = paid(story({ kind: "lifetime" }, { graceDays: 10 }).at("2026-01-10 12:00"), "1", "1000.00");
    told.publish({ tiers: { levels: [{ ...LEVELS[0], threshold: "1500.00" }] } }).at("2026-01-12 12:00");
    expect(told.account.tier.belowSince).not.toBeNull();
    expect(outlookOf(told)).toEqual({ countedFrom: null, keep: { missing: 50_000n, by: "2026-01-20" } });
    // One coin less on that very day does not keep it, and the night takes it.
    expect(told.at("2026-01-20 23:00").tier).toBe("gold");
    expect(paid(told, "2", "499.99").at("2026-01-22 12:00").tier).toBeNull();
  });

  it("in a rolling window by the order that leaves first, in whichever order they were heard of", () => {
    const told = story({ kind: "rolling", months: 3 }).at("2026-02-20 12:00");
    const late = { lines: [{ price: "400.00" }] };
    const at = new Date("2026-01-10T11:00:00Z");
    paid(told, "2", "700.00").order("1", { ...late, createdAt: at, processedAt: at, paidAt: at });
    expect(told.tier).toBe("gold");
    expect(outlookOf(told).keep).toEqual({ missing: 30_000n, by: "2026-04-10" });
    // On the day itself the order has left already: what is asked for is what the next one leaves.
    told.at("2026-04-11 01:00");
    paid(told, "3", "600.00").at("2026-04-12 12:00");
    expect(outlookOf(told).keep).toEqual({ missing: 40_000n, by: "2026-05-20" });
  });

  it("of cards the orders since the last one ended count", () => {
    const told = paid(story({ kind: "membership", months: 3 }).at("2026-01-10 12:00"), "1", "1500.00");
    expect(outlookOf(told).countedFrom).toBeNull();
    told.at("2026-05-01 12:00");
    expect([told.tier, outlookOf(told)]).toEqual([null, { countedFrom: "2026-04-11", keep: null }]);
    const rolling = story({ kind: "rolling", months: 3 }).at("2026-05-01 12:00");
    rolling.account.tier = { ...rolling.account.tier, cardsEndedAt: rolling.now };
    expect(outlookOf(rolling).countedFrom).toBe("2026-02-01");
    const lifetime = story({ kind: "lifetime" }).at("2026-05-01 12:00");
    lifetime.account.tier = { ...lifetime.account.tier, cardsEndedAt: lifetime.now };
    expect(outlookOf(lifetime).countedFrom).toBeNull();
  });
});
