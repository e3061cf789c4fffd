import { describe, expect, it } from "vitest";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import { lastDayBefore } from "./member-view.ts";
import { setTierByHand } from "./member-tier.ts";

// What customers and staff are shown of an account: each figure, and each date with its last day.

describe("what is shown of a member", () => {
  it("whether they take part", () => {
    const story = new Story({}, "01-05");
    expect(story.view.participates).toBe(true);
    story.account.exclusions = [{ from: oslo("01-04"), until: null }];
    expect(story.view.participates).toBe(false);
    const stranger = new Story({}, "01-05");
    stranger.account.joinedAt = null;
    expect(stranger.view.participates).toBe(false);
  });

  it("what waits, the soonest first, and nothing that is taken back or available", () => {
    const story = new Story({ earning: { holdDays: 20 } }, "01-05").order("a", worth("10.00")).at("01-30");
    story.publish({ earning: { holdDays: 30 } }).order("b", worth("20.00"));
    story
      .publish({ earning: { holdDays: 5 } })
      .at("01-31")
      .order("c", worth("30.00"))
      .order("d", worth("40.00"));
    story.order("d", { lines: [{ price: "40.00", refunded: 1 }] });
    expect(story.view.pendingLots.map(({ points, availableAt }) => [points, availableAt])).toEqual([
      [30n, new Date("2026-02-05T11:00:00Z")],
      [20n, new Date("2026-03-01T11:00:00Z")],
    ]);
    expect(story.view.lots).toMatchObject([
      { points: 10n, expires: null, availableAt: new Date("2026-01-25T11:00:00Z") },
    ]);
  });

  it("what expires next: all that goes on the first day on which anything goes", () => {
    const story = new Story({ expiry: { kind: "age", months: 2 } }, "01-05");
    expect(story.view.expires).toBeNull();
    story.order("a", worth("10.00")).order("b", worth("20.00")).at("01-10").order("c", worth("40.00"));
    expect(story.view.expires).toEqual({ points: 30n, on: "2026-03-05" });
    const forever = new Story({}, "01-05").order("a", worth("10.00"));
    expect(forever.view.expires).toBeNull();
    expect(lastDayBefore(oslo("03-06 00:00"), "Europe/Oslo")).toBe("2026-03-05");
    expect(lastDayBefore(oslo("03-06 00:01"), "Europe/Oslo")).toBe("2026-03-06");
  });

  it("codes with their last day, and what was spent by used ones", () => {
    const story = new Story({}, "01-05").order("a", worth("500.00")).exchange("K");
    expect(story.view.codes).toMatchObject([{ id: "K", status: "open", lastDay: "2026-04-05" }]);
    expect(story.view.spentTotal).toBe(0n);
  });

  it("what counts for the next tier", () => {
    const story = new Story(withLevels(), "01-05").order("a", worth("400.50"));
    expect(story.view.reached).toBe(40_050n);
  });
});

describe("rule 25: until when a tier is shown", () => {
  const shown = (story: Story) => story.view.tier;

  it("a card's days", () => {
    const story = new Story(withLevels({ window: { kind: "membership", months: 3 } }), "01-10").order(
      "a",
      worth("600.00"),
    );
    expect(shown(story)).toEqual({ id: "silver", since: "2026-01-10", until: "2026-04-10" });
  });

  it("the end that staff set while it lasts, and none for a floor or a lock", () => {
    const story = new Story(withLevels(), "01-05");
    const set = (until: Date | null, lock: boolean) =>
      setTierByHand(story.account, story.timeline, { tier: "gold", until, lock }, story.now);
    set(oslo("03-01 00:00"), false);
    expect(shown(story)).toEqual({ id: "gold", since: "2026-01-05", until: "2026-02-28" });
    set(null, true);
    expect(shown(story)?.until).toBeNull();
    set(null, false);
    expect(shown(story)?.until).toBeNull();
    story.account.tier = { ...story.account.tier, hold: { by: "staff", until: oslo("01-04"), lock: false } };
    expect(shown(story)?.until).toBeNull();
  });

  it("in calendar years the end of the year after the one in which it was reached", () => {
    const story = new Story(withLevels({ window: { kind: "calendarYear" } }), "01-05");
    expect(shown(story)).toMatchObject({ id: "bronze", until: null });
    story.order("a", worth("600.00"));
    expect(shown(story)).toMatchObject({ id: "silver", until: "2027-12-31" });
    expect(shown(story.at("2027-05-01"))).toMatchObject({ id: "silver", until: "2027-12-31" });
    story.order("b", { ...worth("500.00"), paidAt: story.now });
    expect(shown(story)).toMatchObject({ id: "silver", until: "2028-12-31" });
    story.at("2027-05-02").order("a", { lines: [{ price: "600.00", refunded: 1 }] });
    story.order("b", { lines: [{ price: "500.00", refunded: 1 }] });
    expect(shown(story)).toMatchObject({ id: "silver", until: null });
  });

  it("none in other windows, and no tier where the program lacks it", () => {
    const story = new Story(withLevels(), "01-05").order("a", worth("600.00"));
    expect(shown(story)).toEqual({ id: "silver", since: "2026-01-05", until: null });
    story.publish({ tiers: { levels: [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }] } });
    expect(shown(story)).toBeNull();
  });
});
