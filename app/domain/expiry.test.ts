import { describe, expect, it } from "vitest";
import { oslo, Story } from "./account.fixture.ts";
import { expiryOf, toldEnd, waitsToBeTold } from "./expiry.ts";
import { follow } from "./moments.ts";

// Broken if a customer lost points without having been told in time, or if points that were told of lived on for ever.

const AGE = { expiry: { kind: "age", months: 1, roundTo: "day" } };
const ORDER = { lines: [{ price: "1000.00" }] };

function storyWithPoints(patch: unknown = AGE): Story {
  const story = new Story(patch, "01-05 12:00").order("1", ORDER);
  story.account.tellsSince = oslo("01-01");
  return story;
}

/** What the teller does when a mail has gone out, or when none is owed (`until` the lot's own end then). */
function tell(story: Story, until: Date): void {
  for (const lot of story.account.lots.values()) lot.toldUntil = until;
  follow(story.account, story.timeline, story.now);
}

const end = (story: Story): Date | null => {
  const [lot] = story.account.lots.values();
  return lot === undefined ? null : expiryOf(lot, story.account, story.timeline, story.now);
};

describe("points of a shop that tells its customers first", () => {
  it("expire on their day where the member was told in time", () => {
    const story = storyWithPoints();
    story.at("01-25 12:00");
    tell(story, toldEnd(oslo("02-06 00:00"), story.now, "Europe/Oslo"));
    expect(end(story)).toEqual(oslo("02-06 00:00"));
    expect(story.at("02-05 23:59").account.available).toBe(1000n);
    expect(story.at("02-06 00:00").account.available).toBe(0n);
  });

  it("wait as long as nobody has told the member, then seven whole days", () => {
    const story = storyWithPoints();
    expect(story.at("03-10 12:00").account.available).toBe(1000n);
    tell(story, toldEnd(oslo("02-06 00:00"), story.now, "Europe/Oslo"));
    expect(story.at("03-17 23:59").account.available).toBe(1000n);
    story.at("03-18 00:00");
    expect(story.account.available).toBe(0n);
    expect(story.account.news.entries.at(-1)).toMatchObject({ kind: "expired", at: oslo("03-18 00:00") });
  });

  it("that were told of too early, before an order moved their end, have to be told of again", () => {
    const story = storyWithPoints({ expiry: { kind: "inactivity", months: 1 } });
    story.at("01-30 12:00");
    tell(story, oslo("02-06 00:00"));
    story.order("2", ORDER);
    const [lot] = [...story.account.lots.values()];
    expect(waitsToBeTold(lot!, story.account, story.timeline, story.now)).toBe(true);
    expect(story.at("03-15 12:00").account.available).toBe(2000n);
    tell(story, oslo("03-23 00:00"));
    expect(story.at("03-23 00:00").account.available).toBe(0n);
  });

  it("that end before the shop began to tell expire untold", () => {
    const story = storyWithPoints();
    story.account.tellsSince = oslo("02-10");
    expect(story.at("02-06 00:00").account.available).toBe(0n);
  });

  it("are spent first, soonest end first, also while they wait", () => {
    const story = storyWithPoints();
    story.at("02-20 12:00").order("2", ORDER);
    story.account.tellsSince = oslo("01-01");
    expect(story.view.lots.map((lot) => lot.expires)).toEqual(["2026-02-05", "2026-03-20"]);
  });

  it("the same when time is followed in one step or day by day", () => {
    const atOnce = storyWithPoints();
    const daily = storyWithPoints();
    for (let day = 6; day <= 31; day += 1) daily.at(`01-${String(day).padStart(2, "0")} 09:00`);
    for (const story of [atOnce, daily]) {
      story.at("02-20 12:00");
      tell(story, oslo("02-28 00:00"));
      story.at("03-05 12:00");
    }
    expect(daily.account.news.entries).toEqual(atOnce.account.news.entries);
    expect(daily.account.available).toBe(0n);
  });
});
