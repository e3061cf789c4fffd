import { describe, expect, it } from "vitest";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import { giveBirthday, giveFirstOrder, giveJoining, giveTierBonus } from "./bonuses.ts";

// Rule 8: each bonus once, available at once, and never taken back.

const told = (story: Story) => story.account.news.entries.map(({ kind, points, key }) => [kind, points, key]);

describe("rule 8: a bonus", () => {
  it("for joining is given once, with a key that says for what", () => {
    const story = new Story({ earning: { bonuses: { joining: 25 } } }, "01-05");
    expect(told(story)).toEqual([["joining", 25n, "joining:1:once"]]);
    expect(story.account.news.entries[0]).toMatchObject({ version: 1, at: oslo("01-05") });
    giveJoining(story.account, story.timeline, story.now, story.now);
    expect(told(story)).toHaveLength(1);
    expect(story.pockets.available).toBe(25);
  });

  it("for joining of 0 counts as passed and leaves no entry", () => {
    const story = new Story({}, "01-05");
    expect([told(story), story.account.bonuses.joining]).toEqual([[], true]);
    story.publish({ earning: { bonuses: { joining: 25 } } });
    giveJoining(story.account, story.timeline, story.now, story.now);
    expect(told(story)).toEqual([]);
  });

  it("for the first order is that of the order's version, once, and stays when the order is returned", () => {
    const story = new Story({ earning: { bonuses: { firstOrder: 20 } } }, "01-05");
    story.order("a", worth("10.00")).order("b", worth("10.00"));
    expect(told(story)).toEqual([
      ["order", 10n, null],
      ["firstOrder", 20n, "firstOrder:1:once"],
      ["order", 10n, null],
    ]);
    story.at("01-06").order("a", { lines: [{ price: "10.00", refunded: 1 }] });
    expect(story.pockets.available).toBe(30);
    const later = new Story({ earning: { bonuses: { firstOrder: 20 } } }, "01-05");
    later.publish({ earning: { bonuses: { firstOrder: 99 } } });
    const order = { shopId: "1", orderId: "x" };
    giveFirstOrder(later.account, later.timeline, { order, version: 1, at: later.now, now: later.now });
    expect(told(later)).toEqual([["firstOrder", 20n, "firstOrder:1:once"]]);
  });

  it("has a lot that is younger than that of the order that brought it, and no younger than other orders'", () => {
    const held = { earning: { holdDays: 14, bonuses: { firstOrder: 20 } } };
    const story = new Story(held, "01-05").order("a", worth("10.00"));
    const born = [...story.account.lots.values()].map((lot) => lot.bornAt);
    expect(born).toEqual([new Date("2026-01-19T11:00:00Z"), new Date("2026-01-19T11:00:00Z")]);
    // The lot of another order, of another shop, or of no order says nothing about the bonus's age.
    const other = new Story(held, "01-05");
    const add = (no: number, order: { shopId: string; orderId: string } | null) =>
      other.account.lots.set(no, { ...[...story.account.lots.values()][0]!, no, order, bornAt: oslo("12-01") });
    add(91, { shopId: "1", orderId: "b" });
    add(92, { shopId: "2", orderId: "a" });
    add(93, null);
    giveFirstOrder(other.account, other.timeline, {
      order: { shopId: "1", orderId: "a" },
      ...{ version: 1, at: other.now, now: other.now },
    });
    expect([...other.account.lots.values()].at(-1)?.bornAt).toEqual(oslo("01-05"));
    giveTierBonus(other.account, withBonus(other), { tier: "gold", at: other.now, now: other.now });
    expect([...other.account.lots.values()].at(-1)?.bornAt).toEqual(oslo("01-05"));
  });

  it("for a birthday is given once a calendar year to those who take part", () => {
    const story = new Story({ earning: { bonuses: { birthday: 30 } } }, "01-05");
    const { account, timeline } = story;
    giveBirthday(account, timeline, oslo("03-01"), oslo("03-01"));
    giveBirthday(account, timeline, oslo("03-02"), oslo("03-02"));
    giveBirthday(account, timeline, oslo("2027-03-01"), oslo("2027-03-01"));
    expect(told(story)).toEqual([
      ["birthday", 30n, "birthday:1:2026"],
      ["birthday", 30n, "birthday:1:2027"],
    ]);
  });

  it("for a birthday is lost for the year by those who take no part that day (rule 21)", () => {
    const patch = { earning: { bonuses: { birthday: 30 } } };
    const staff = new Story(patch, "01-05");
    staff.account.exclusions = [{ from: oslo("02-01"), until: oslo("03-15") }];
    const stranger = new Story(patch, "01-05");
    stranger.account.joinedAt = null;
    for (const { account, timeline } of [staff, stranger]) {
      giveBirthday(account, timeline, oslo("03-01"), oslo("03-01"));
      expect([account.news.entries, account.bonuses.birthdayYear]).toEqual([[], 2026]);
    }
    giveBirthday(staff.account, staff.timeline, oslo("04-01"), oslo("04-01"));
    expect(told(staff)).toEqual([]);
  });

  it("for a tier is given once, and a tier without a bonus, or one that is gone, counts as passed", () => {
    const story = new Story(withLevels(), "01-05");
    const timeline = withBonus(story);
    const { account, now } = story;
    account.bonuses = { ...account.bonuses, tiers: [] };
    for (const tier of ["gold", "gold", "bronze", "gone"]) giveTierBonus(account, timeline, { tier, at: now, now });
    expect(told(story)).toEqual([["tierBonus", 200n, "tierBonus:1:gold"]]);
    expect(account.bonuses.tiers).toEqual(["gold", "bronze", "gone"]);
  });
});

/** The story's program in which gold brings 200 points. */
function withBonus(story: Story): Story["timeline"] {
  const gold = { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold", entryBonus: 200 };
  const bronze = { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" };
  return story.publish({ tiers: { levels: [bronze, gold] } }).timeline;
}
