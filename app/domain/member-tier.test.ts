import { describe, expect, it } from "vitest";
import { newAccount, noNews } from "./account.ts";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import { join, liftByMerge, review, reviewWouldChange, setTierByHand, tierBefore } from "./member-tier.ts";
import { versionAt } from "./timeline.ts";

// What a change of tier brings with it: history, notice, tag and bonus; and who is left alone.

const programOf = (story: Story) => versionAt(story.timeline, story.now).program;
const byHand = (story: Story, tier: string | null, rest: object = {}) =>
  setTierByHand(story.account, story.timeline, { tier, until: null, lock: false, ...rest }, story.now);
const changes = (story: Story) => story.account.tierChanges.map(({ tier, reason, at }) => [tier, reason, at]);

describe("a change of tier", () => {
  it("is history and news, and says why", () => {
    const story = new Story(withLevels(), "01-05");
    story.account.news = noNews();
    story.at("01-06").order("a", worth("600.00"));
    expect(story.account.news.tierChanges).toEqual([{ tier: "silver", reason: "order", at: oslo("01-06") }]);
    expect([story.account.news.seen, story.account.news.tags]).toEqual([true, true]);
    story
      .at("01-07")
      .order("a", { lines: [{ price: "600.00", refunded: 1 }] })
      .at("01-09");
    byHand(story, "gold");
    expect(changes(story)).toEqual([
      ["bronze", "joined", oslo("01-05")],
      ["silver", "order", oslo("01-06")],
      ["bronze", "review", oslo("01-08 02:00")],
      ["gold", "staff", oslo("01-09")],
    ]);
  });

  it("says that a refund did it where refunds count at once", () => {
    const story = new Story(withLevels({ onRefund: "immediately" }), "01-05").order("a", worth("600.00"));
    story.at("01-07").order("a", { lines: [{ price: "600.00", refunded: 1 }] });
    expect(changes(story).at(-1)).toEqual(["bronze", "refund", oslo("01-07")]);
  });

  it("that is heard of late does not stand before what history has", () => {
    const story = new Story(withLevels(), "01-05").at("01-10");
    byHand(story, "silver");
    story.at("01-12").order("a", { ...worth("2000.00"), paidAt: oslo("01-08") });
    expect(changes(story).slice(-2)).toEqual([
      ["silver", "staff", oslo("01-10")],
      ["gold", "order", oslo("01-10")],
    ]);
  });

  it("of the hold alone is seen, but neither history nor a tag", () => {
    const story = new Story(withLevels(), "01-05");
    story.account.news = noNews();
    byHand(story, "bronze", { lock: true });
    expect(story.account.news).toMatchObject({ seen: true, tags: false, tierChanges: [], notices: [] });
    story.account.news = noNews();
    review(story.account, story.timeline, story.now);
    expect(story.account.news).toEqual(noNews());
  });

  it("is announced by the tier that is held now, or by the lost one where there is none (rule 22)", () => {
    const levels = [{ id: "gold", name: "Gold card", threshold: "1000.00", tag: "gold" }];
    const story = new Story({ tiers: { levels } }, "01-05");
    byHand(story, "gold");
    byHand(story, null, { lock: true });
    byHand(story, "gold");
    story.publish({ tiers: { levels: [{ id: "new", name: "New", threshold: "5000.00", tag: "new" }] } });
    byHand(story, null, { lock: true });
    expect(story.account.news.notices.map(({ kind, tier, name }) => [kind, tier, name])).toEqual([
      ["reached", "gold", "Gold card"],
      ["lost", "gold", "Gold card"],
      ["reached", "gold", "Gold card"],
      ["lost", "gold", "gold"],
    ]);
  });

  it("brings the tier's bonus when it is risen to, younger than the order, and none when it is fallen to", () => {
    const levels = [
      { id: "bronze", name: "Bronze", threshold: "0", tag: "b", entryBonus: 5 },
      { id: "silver", name: "Silver", threshold: "500.00", tag: "s", entryBonus: 50 },
      { id: "gold", name: "Gold", threshold: "1000.00", tag: "g", entryBonus: 500 },
    ];
    const story = new Story({ tiers: { levels }, earning: { holdDays: 14 } }, "01-05").order("a", worth("1000.00"));
    const bonus = [...story.account.lots.values()].at(-1);
    expect([bonus?.points, bonus?.bornAt]).toEqual([500n, oslo("01-19")]);
    story
      .at("01-06")
      .order("a", { lines: [{ price: "250.00", quantity: 4, refunded: 2 }] })
      .at("01-08");
    expect([story.tier, story.account.bonuses.tiers]).toEqual(["silver", ["bronze", "gold"]]);
  });
});

describe("rule 21: who takes no part", () => {
  const excluded = (story: Story): Story => {
    story.account.exclusions = [{ from: oslo("01-04"), until: null }];
    return story;
  };

  it("neither joins, nor is reviewed, lifted by a merge, or lifted by an order", () => {
    const story = excluded(new Story(withLevels(), "01-05"));
    story.account.contributions = new Story(withLevels(), "01-05").order("a", worth("2000.00")).account.contributions;
    review(story.account, story.timeline, story.now);
    liftByMerge(story.account, story.timeline, story.now);
    expect(reviewWouldChange(story.account, programOf(story), story.now)).toBe(false);
    expect(story.account.tier.tier).toBe("bronze");
    const never = newAccount("1", "9", oslo("01-05"));
    never.exclusions = [{ from: oslo("01-04"), until: null }];
    join(never, story.timeline, oslo("01-05"), oslo("01-05"));
    expect([never.joinedAt, never.tier.tier]).toEqual([null, null]);
  });

  it("and who never joined has no review either", () => {
    const story = new Story(withLevels(), "01-05");
    const never = newAccount("1", "9", oslo("01-05"));
    review(never, story.timeline, story.now);
    expect([never.tier.tier, reviewWouldChange(never, programOf(story), story.now)]).toEqual([null, false]);
  });

  it("others are reviewed where something would change, and only there", () => {
    const story = new Story(withLevels(), "01-05");
    expect(reviewWouldChange(story.account, programOf(story), story.now)).toBe(false);
    story.account.tier = { ...story.account.tier, tier: "gold" };
    expect(reviewWouldChange(story.account, programOf(story), story.now)).toBe(true);
    story.account.contributions = new Story(withLevels(), "01-05").order("a", worth("2000.00")).account.contributions;
    const merged = new Story(withLevels(), "01-05");
    merged.account.contributions = story.account.contributions;
    liftByMerge(merged.account, merged.timeline, merged.now);
    expect(merged.account.tierChanges.at(-1)).toMatchObject({ tier: "gold", reason: "merge", at: merged.now });
  });
});

describe("rules 8 and 18: joining", () => {
  it("happens once, brings bonus and tier, and is seen", () => {
    const patch = withLevels({}, { earning: { bonuses: { joining: 30 } } });
    const timeline = new Story(patch, "01-05").timeline;
    const account = newAccount("1", "9", oslo("01-05"));
    join(account, timeline, oslo("01-05"), oslo("01-05"));
    expect([account.joinedAt, account.available, account.tier.tier]).toEqual([oslo("01-05"), 30n, "bronze"]);
    expect(account.news.seen).toBe(true);
    join(account, timeline, oslo("02-05"), oslo("02-05"));
    expect([account.joinedAt, account.available]).toEqual([oslo("01-05"), 30n]);
    const bare = newAccount("1", "8", oslo("01-05"));
    join(bare, new Story({}, "01-05").timeline, oslo("01-05"), oslo("01-05"));
    expect(bare.news.seen).toBe(true);
  });
});

describe("rule 1: the tier held just before a moment", () => {
  it.each([
    ["01-05 11:59", null],
    ["01-05 12:00", "bronze"],
    ["01-06 12:00", "bronze"],
    ["01-06 12:01", "silver"],
    ["03-01", "silver"],
  ])("%s: %s", (at, tier) => {
    const story = new Story(withLevels(), "01-05").at("01-06").order("a", worth("600.00"));
    expect(tierBefore(story.account, oslo(at))).toBe(tier);
  });
});

describe("rule 16: an order that is heard of when the card it brought has ended", () => {
  it("brings what followed the card, not the card", () => {
    const story = new Story(withLevels({ window: { kind: "membership", months: 1 } }), "01-05").at("06-10");
    story.order("a", {
      ...worth("2000.00"),
      createdAt: oslo("02-01"),
      processedAt: oslo("02-01"),
      paidAt: oslo("02-01"),
    });
    expect(story.account.tier.card === null || story.account.tier.card.until > story.now).toBe(true);
    expect(story.tier).toBe("bronze");
  });
});
