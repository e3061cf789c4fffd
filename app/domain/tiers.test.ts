import { describe, expect, it } from "vitest";
import { Story, THREE_LEVELS, oslo, withLevels, worth } from "./account.fixture.ts";
import { setExcluded } from "./exclusion.ts";
import { setTierByHand, tierBefore } from "./member-tier.ts";
import { orderTarget } from "./earning.ts";

const returned = (price: string): object => ({ lines: [{ price, refunded: 1 }] });
const byHand = (story: Story, tier: string | null, rest: { until?: string; lock?: boolean } = {}): Story => {
  const until = rest.until === undefined ? null : oslo(rest.until);
  setTierByHand(story.account, story.timeline, { tier, until, lock: rest.lock ?? false }, story.now);
  return story.at(story.now.toISOString().slice(0, 10) + " 23:59");
};
const notices = (story: Story): string[] => story.account.news.notices.map(({ kind, tier }) => `${kind} ${tier}`);

describe("rule 17: up with the order, down at the review", () => {
  it("lifts at once, falls at night, straight to the tier that is still earned", () => {
    const story = new Story(withLevels(), "01-05").order("a", worth("600.00")).order("b", worth("600.00"));
    expect(story.tier).toBe("gold");
    story.at("01-06").order("b", returned("600.00"));
    expect(story.tier).toBe("gold");
    expect(story.at("01-07 01:59").tier).toBe("gold");
    expect(story.at("01-07 02:00").tier).toBe("silver");
    expect(notices(story)).toEqual(["reached bronze", "reached silver", "reached gold", "lost silver"]);
  });

  it("counts the days of grace from the first review that finds it, anew after a recovery", () => {
    const story = new Story(withLevels({ graceDays: 10 }), "01-05").order("a", {
      lines: [{ price: "500.00", quantity: 2 }],
    });
    story.at("01-10").order("a", { lines: [{ price: "500.00", quantity: 2, refunded: 1 }] });
    expect(story.at("01-15").account.tier.belowSince).toEqual(oslo("01-11 02:00"));
    story.order("b", worth("500.00"));
    expect(story.account.tier.belowSince).toBeNull();
    story.at("01-16").order("b", returned("500.00"));
    expect(story.at("01-27 01:00").tier).toBe("gold");
    expect(story.at("01-27 02:00").tier).toBe("silver");
  });

  it("falls at once where refunds count at once, but not by an edit", () => {
    const patch = withLevels({ onRefund: "immediately", graceDays: 30 });
    const story = new Story(patch, "01-05").order("a", worth("600.00")).order("b", worth("500.00"));
    story.at("01-06").order("b", { lines: [{ price: "500.00", current: 0 }], editedAt: [oslo("01-06")] });
    expect(story.tier).toBe("gold");
    const other = new Story(patch, "01-05").order("a", worth("600.00")).order("b", worth("500.00"));
    expect(other.at("01-06").order("b", { ...worth("500.00"), cancelledAt: oslo("01-06") }).tier).toBe("silver");
  });

  it("moves nobody by new thresholds until the next review or order, nor by an order that is told again", () => {
    const story = new Story(withLevels(), "01-05").order("a", worth("400.00"));
    const levels = THREE_LEVELS.map((level) => (level.id === "silver" ? { ...level, threshold: "300.00" } : level));
    story.at("01-06").publish({ tiers: { levels } });
    expect(story.tier).toBe("bronze");
    expect(story.order("a", worth("400.00")).tier).toBe("bronze");
    expect(story.at("01-07 02:00").tier).toBe("silver");
    const buyer = new Story(withLevels(), "01-05").order("a", worth("400.00")).publish({ tiers: { levels } });
    expect(buyer.order("b", worth("1.00")).tier).toBe("silver");
  });
});

describe("rule 18: start tier and levels", () => {
  it("holds the start tier until the metric qualifies for a higher one", () => {
    const story = new Story(withLevels({ startTier: "silver" }), "01-05");
    expect(story.tier).toBe("silver");
    expect(story.at("02-01").tier).toBe("silver");
    expect(story.order("a", worth("600.00")).tier).toBe("silver");
    expect(story.order("b", worth("600.00")).tier).toBe("gold");
  });

  it("takes the later of two levels with one threshold for the higher", () => {
    const levels = ["low", "high"].map((id) => ({ id, name: id, threshold: "500.00", tag: id }));
    expect(new Story({ tiers: { levels } }, "01-05").order("a", worth("500.00")).tier).toBe("high");
  });

  it("gives a zero level to members who joined before it was published at the next review", () => {
    const story = new Story({}, "01-05").at("01-06").publish({ tiers: { levels: THREE_LEVELS } });
    expect(story.tier).toBeNull();
    expect(story.at("01-07 02:00").tier).toBe("bronze");
  });
});

describe("rule 19: tiers set by hand", () => {
  it("stay until their end, then the metric decides without grace at the first review", () => {
    const story = byHand(new Story(withLevels({ graceDays: 30 }), "01-05"), "gold", { until: "01-31 12:00" });
    expect(story.view.tier).toMatchObject({ id: "gold", until: "2026-01-31" });
    expect(story.at("01-31 23:00").tier).toBe("gold");
    expect(story.at("02-01 02:00").tier).toBe("bronze");
  });

  it("are moved by nothing while they are locked", () => {
    const story = byHand(new Story(withLevels(), "01-05"), "bronze", { lock: true });
    expect(story.at("01-07").order("a", worth("5000.00")).tier).toBe("bronze");
    expect(story.at("02-07").tier).toBe("bronze");
  });

  it("are a floor without end and lock", () => {
    const story = byHand(new Story(withLevels(), "01-05"), "silver");
    expect(story.at("02-01").tier).toBe("silver");
    expect(story.order("a", worth("1000.00")).tier).toBe("gold");
    expect(story.at("02-02").order("a", returned("1000.00")).at("02-04").tier).toBe("bronze");
  });

  it("can hold at no tier, and null alone lets the metric decide at once", () => {
    const story = byHand(new Story(withLevels(), "01-05").order("a", worth("600.00")), null, { lock: true });
    expect(story.at("01-20").tier).toBeNull();
    expect(byHand(story, null).tier).toBe("silver");
  });

  it("let an order lift between their end and the review", () => {
    const story = byHand(new Story(withLevels(), "01-05"), "silver", { until: "01-31 22:00" });
    story.at("01-31 23:00").order("a", worth("100.00"));
    expect(story.tier).toBe("silver");
    expect(story.order("b", worth("1000.00")).tier).toBe("gold");
  });
});

describe("rule 16: windows", () => {
  it("counts an order in a rolling window from the day it was paid to the day N months later", () => {
    const story = new Story(withLevels({ window: { kind: "rolling", months: 3 } }), "01-01");
    story.at("01-31 23:30").order("a", worth("600.00"));
    expect(story.at("04-30 12:00").tier).toBe("silver");
    expect(story.at("05-01 12:00").tier).toBe("bronze");
  });

  it("keeps a tier of a calendar year to the end of the next", () => {
    const story = new Story(withLevels({ window: { kind: "calendarYear" } }), "03-01").order("a", worth("600.00"));
    expect(story.view.tier).toMatchObject({ id: "silver", until: "2027-12-31" });
    expect(story.at("2027-06-01").view.tier).toMatchObject({ id: "silver", until: "2027-12-31" });
    expect(story.at("2028-01-01 02:00").view.tier).toMatchObject({ id: "bronze", until: null });
  });
});

describe("rule 16: membership", () => {
  const GOLD = [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }];
  const membership = (levels: object[] = GOLD): object => ({
    tiers: { window: { kind: "membership", months: 3 }, levels },
  });

  it("gives a card that ends without new orders, and then only later orders count", () => {
    const story = new Story(membership(), "01-05").order("a", worth("900.00")).at("01-10").order("b", worth("100.00"));
    expect(story.view.tier).toEqual({ id: "gold", since: "2026-01-10", until: "2026-04-10" });
    expect(story.at("04-11 01:59").tier).toBe("gold");
    expect(story.at("04-11 02:00").tier).toBeNull();
    expect(story.at("04-12").order("c", worth("900.00")).tier).toBeNull();
    expect(story.order("d", worth("100.00")).view.tier).toMatchObject({ since: "2026-04-12", until: "2026-07-12" });
  });

  it("follows a card by another that runs from its end, by the orders of its period without the one that brought it", () => {
    const story = new Story(membership(), "01-05")
      .order("a", worth("1500.00"))
      .at("02-15")
      .order("b", worth("1000.00"));
    story.at("04-06 02:00");
    expect(story.view.tier).toEqual({ id: "gold", since: "2026-04-06", until: "2026-07-05" });
    expect(notices(story)).toEqual(["reached gold"]);
    expect(story.at("07-06 02:00").tier).toBeNull();
  });

  it("does not let the order that brought the card bring the next", () => {
    const story = new Story(membership(), "01-05").order("a", worth("1500.00"));
    expect(story.at("04-06 02:00").tier).toBeNull();
  });

  it("lifts to a higher card by all orders since the last card ended", () => {
    const story = new Story(membership(THREE_LEVELS), "01-05");
    expect(story.view.tier).toEqual({ id: "bronze", since: "2026-01-05", until: "2026-04-05" });
    expect(story.at("01-10").order("a", worth("600.00")).view.tier).toMatchObject({
      id: "silver",
      until: "2026-04-10",
    });
    expect(story.at("02-10").order("b", worth("400.00")).view.tier).toMatchObject({ id: "gold", until: "2026-05-10" });
    expect(story.at("05-11 02:00").view.tier).toMatchObject({ id: "bronze", until: "2026-08-10" });
  });

  it("ends a card that is no longer reached, where refunds count at once", () => {
    const patch = {
      tiers: { window: { kind: "membership", months: 3 }, levels: THREE_LEVELS, onRefund: "immediately" },
    };
    const story = new Story(patch, "01-05").order("a", worth("600.00")).at("01-10").order("b", worth("400.00"));
    story.at("01-20").order("b", returned("400.00"));
    expect(story.view.tier).toEqual({ id: "silver", since: "2026-01-20", until: "2026-04-20" });
  });
});

describe("rules 8 and 22: bonuses and notices of tiers", () => {
  const levels = THREE_LEVELS.map((level, index) => ({ ...level, entryBonus: 100 * (index + 1) }));

  it("gives a tier's bonus once, not for tiers jumped over or fallen into", () => {
    const story = new Story({ tiers: { levels, onRefund: "immediately" } }, "01-05");
    expect(story.pockets.available).toBe(100);
    story.order("a", worth("600.00")).order("b", worth("600.00"));
    expect(story.pockets.available).toBe(1200 + 100 + 200 + 300);
    story.at("01-06").order("b", returned("600.00")).order("c", worth("600.00"));
    expect(story.pockets.available).toBe(1200 + 100 + 200 + 300);
    const jumper = new Story({ tiers: { levels, onRefund: "immediately" } }, "01-05").order("a", worth("1000.00"));
    expect(jumper.pockets.available).toBe(1000 + 100 + 300);
    jumper.at("01-06").order("a", { lines: [{ price: "500.00", quantity: 2, refunded: 1 }] });
    expect([jumper.tier, jumper.pockets.available]).toEqual(["silver", 500 + 100 + 300]);
  });

  it("gives none by hand for a lower tier, and none later for what was passed while it was 0", () => {
    const lowered = byHand(new Story({ tiers: { levels } }, "01-05").order("a", worth("1000.00")), "silver");
    expect(lowered.pockets.available).toBe(1000 + 100 + 300);
    const early = new Story(withLevels(), "01-05").at("01-06").publish({ tiers: { levels } });
    expect(byHand(early, "gold").pockets.available).toBe(300);
    expect(byHand(early, null).tier).toBe("bronze");
    expect(early.pockets.available).toBe(300);
  });
});

describe("rule 21: excluded customers", () => {
  it("keep and hide what they have, earn nothing meanwhile, and have it back when the tag goes", () => {
    const story = new Story(withLevels(), "01-05").order("a", worth("1000.00"));
    story.at("01-06");
    setExcluded(story.account, story.timeline, true, story.now, story.now);
    expect(story.tier).toBeNull();
    story.at("01-07").order("b", worth("700.00"));
    expect(story.pockets.available).toBe(1000);
    story.at("01-08").order("a", { lines: [{ price: "500.00", quantity: 2, refunded: 1 }] });
    expect(story.pockets.available).toBe(500);
    story.at("01-09");
    setExcluded(story.account, story.timeline, false, story.now, story.now);
    expect(story.at("01-09 13:00").tier).toBe("gold");
    expect(story.at("01-10 02:00").tier).toBe("silver");
    expect(story.order("b", worth("700.00")).pockets.available).toBe(500);
  });
});

describe("rule 1: the tier that an order is pinned to", () => {
  it("is the one held just before the payment, whenever it is heard of", () => {
    const story = new Story(withLevels(), "01-05").at("01-10").order("a", worth("1000.00")).at("01-20");
    expect(tierBefore(story.account, oslo("01-10"))).toBe("bronze");
    expect(tierBefore(story.account, oslo("01-11"))).toBe("gold");
    expect(tierBefore(story.account, oslo("01-04"))).toBeNull();
    const paid = oslo("01-08");
    story.order("late", worth("10.00", { createdAt: paid, processedAt: paid, paidAt: paid }));
    expect(story.orders.get("late")?.pinned?.tier).toBe("bronze");
  });

  it("counts from joining on for an order of the same second", () => {
    const story = new Story(withLevels(), "01-05").order("a", worth("10.00"));
    expect(story.orders.get("a")?.pinned).toMatchObject({ tier: "bronze", version: 1 });
    const record = story.orders.get("a");
    if (!record) throw new Error("no order");
    const again = orderTarget({ order: record.state, program: story.timeline[0]!.program, version: 1, tier: "bronze" });
    expect(record.posted).toBe(again.points);
  });
});
