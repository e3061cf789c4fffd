import { describe, expect, it } from "vitest";
import { Story, oslo, worth } from "./account.fixture.ts";
import { isExcluded, newAccount, noNews } from "./account.ts";
import { hasExcludedTag, setExcluded } from "./exclusion.ts";
import { programOf } from "./order.fixture.ts";

// Rule 21: who carries an excluded tag takes no part from the tag's coming to its going.

const EXCLUDING = { excludeCustomers: { tags: ["Staff", " wholesale "] } };

describe("rule 21: excluded tags", () => {
  it.each([
    [["staff"], true],
    [["STAFF "], true],
    [["vip", "Wholesale"], true],
    [["wholesale"], true],
    [["staffing"], false],
    [[], false],
  ])("%j: %s", (tags, excluded) => {
    expect(hasExcludedTag(tags, programOf(EXCLUDING))).toBe(excluded);
  });

  it("are the same whatever their capitals, also where small ones need not come back from big ones", () => {
    expect(hasExcludedTag(["straße"], programOf({ excludeCustomers: { tags: ["STRASSE"] } }))).toBe(false);
  });
});

describe("rule 21: an exclusion", () => {
  const changed = (story: Story, excluded: boolean, at: string) => {
    story.account.news = noNews();
    setExcluded(story.account, story.timeline, excluded, oslo(at), story.now);
    return story.account.news;
  };

  it("begins and ends with the tag, and both are news for the shopper and the tags", () => {
    const story = new Story({}, "01-05").at("06-01");
    expect(changed(story, true, "02-01")).toMatchObject({ seen: true, tags: true });
    expect(story.account.exclusions).toEqual([{ from: oslo("02-01"), until: null }]);
    expect(changed(story, false, "03-01")).toMatchObject({ seen: true, tags: true });
    expect(story.account.exclusions).toEqual([{ from: oslo("02-01"), until: oslo("03-01") }]);
    expect(changed(story, true, "04-01")).toMatchObject({ seen: true });
    expect(story.account.exclusions).toEqual([
      { from: oslo("02-01"), until: oslo("03-01") },
      { from: oslo("04-01"), until: null },
    ]);
    changed(story, false, "05-01");
    expect(story.account.exclusions[0]).toEqual({ from: oslo("02-01"), until: oslo("03-01") });
  });

  it("that is told again changes nothing", () => {
    const story = new Story({}, "01-05").at("06-01");
    expect(changed(story, false, "02-01")).toEqual(noNews());
    changed(story, true, "02-01");
    expect(changed(story, true, "03-01")).toEqual(noNews());
    expect(story.account.exclusions).toEqual([{ from: oslo("02-01"), until: null }]);
  });

  it("never begins or ends before what is known of earlier changes", () => {
    const story = new Story({}, "01-05").at("06-01");
    changed(story, true, "03-01");
    changed(story, false, "02-01");
    expect(story.account.exclusions).toEqual([{ from: oslo("03-01"), until: oslo("03-01") }]);
    changed(story, true, "02-15");
    expect(story.account.exclusions.at(-1)).toEqual({ from: oslo("03-01"), until: null });
  });

  it.each([
    ["02-01 11:59", false],
    ["02-01 12:00", true],
    ["02-28 23:00", true],
    ["03-01 11:59", true],
    ["03-01 12:00", false],
    ["05-01 12:00", true],
  ])("holds from its beginning up to just before its end: %s: %s", (at, excluded) => {
    const exclusions = [
      { from: oslo("02-01"), until: oslo("03-01") },
      { from: oslo("05-01"), until: null },
    ];
    expect(isExcluded({ exclusions }, oslo(at))).toBe(excluded);
  });

  it("ends with joining for who never took part, and never joins at its beginning", () => {
    const story = new Story({ earning: { bonuses: { joining: 25 } } }, "01-05");
    const account = newAccount("1", "9", oslo("01-05"));
    setExcluded(account, story.timeline, true, oslo("01-05"), oslo("01-05"));
    expect(account.joinedAt).toBeNull();
    setExcluded(account, story.timeline, false, oslo("02-01"), oslo("02-02"));
    expect([account.joinedAt, account.available]).toEqual([oslo("02-01"), 25n]);
    const never = newAccount("1", "8", oslo("01-05"));
    setExcluded(never, story.timeline, false, oslo("02-01"), oslo("02-02"));
    expect([never.joinedAt, never.exclusions]).toEqual([null, []]);
  });

  it("leaves what the member had", () => {
    const story = new Story({}, "01-05").order("a", worth("50.00"));
    changed(story, true, "01-05");
    expect(story.pockets.available).toBe(50);
    expect(story.view.participates).toBe(false);
  });
});
