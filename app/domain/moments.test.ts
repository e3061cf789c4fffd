import { describe, expect, it } from "vitest";
import { Story, THREE_LEVELS, oslo, withLevels, worth } from "./account.fixture.ts";
import { credit } from "./lots.ts";
import { setTierByHand } from "./member-tier.ts";
import { follow } from "./moments.ts";
import { programOf } from "./order.fixture.ts";
import { makeTimeline } from "./timeline.ts";

// Rule 25: what time brings, at which moment, in which order, and when it brings something next.

const kinds = (story: Story) => story.account.news.entries.map(({ kind, at }) => [kind, at]);
const changes = (story: Story) => story.account.tierChanges.map(({ tier, at, reason }) => [tier, at, reason]);
const next = (story: Story): Date | null => story.account.nextAt;
/** The hour of the night's jobs on a day. */
const night = (day: string): Date => oslo(`${day} 02:00`);

describe("time brings", () => {
  it("nothing to somebody who has nothing", () => {
    const story = new Story({}, "01-05");
    expect(next(story)).toBeNull();
    story.at("2027-01-05");
    expect([kinds(story), next(story), story.account.settledAt]).toEqual([[], null, oslo("2027-01-05")]);
  });

  it("the end of a hold, at its hour", () => {
    const story = new Story({ earning: { holdDays: 3 } }, "01-05").at("01-10 10:00").order("a");
    expect(next(story)).toEqual(oslo("01-13 10:00"));
    expect(story.at("01-13 09:59").pockets).toMatchObject({ available: 0, pending: 100 });
    expect(story.at("01-20").pockets).toMatchObject({ available: 100, pending: 0 });
    expect(kinds(story).at(-1)).toEqual(["released", oslo("01-13 10:00")]);
    expect(next(story)).toBeNull();
  });

  it("the end of points, after their whole last day, once, and none of points that are gone", () => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-05").at("01-10").order("a").order("b");
    expect(next(story)).toEqual(oslo("02-11 00:00"));
    expect(story.at("02-10 23:59").pockets.available).toBe(200);
    story.order("b", { lines: [{ price: "100.00", refunded: 1 }] });
    expect(story.at("03-01").pockets.available).toBe(0);
    expect(kinds(story).filter(([kind]) => kind === "expired")).toEqual([["expired", oslo("02-11 00:00")]]);
    expect(next(story)).toBeNull();
  });

  it("the end of points that lie in a code: they are not lost on their way back", () => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-05").at("01-10").order("a").exchange("C");
    expect(story.pockets).toMatchObject({ available: 0, reserved: 100 });
    expect(next(story)).toEqual(oslo("02-11 00:00"));
    story.at("02-12");
    expect(story.pockets).toMatchObject({ available: 0, reserved: 100 });
    expect([...story.account.lots.values()].map((lot) => lot.expiredAt)).toEqual([oslo("02-11 00:00")]);
  });

  it("no end to points of which their member has to be told first", () => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-05").at("01-10");
    story.account.tellsSince = oslo("01-01");
    story.order("a");
    expect(next(story)).toBeNull();
    expect(story.at("03-01").pockets.available).toBe(100);
    for (const lot of story.account.lots.values()) lot.toldUntil = oslo("03-09 00:00");
    expect(next(story.at("03-02"))).toEqual(oslo("03-09 00:00"));
    expect(story.at("03-09 00:00").pockets.available).toBe(0);
  });

  it("the end of a code, if it is open", () => {
    const patch = {
      exchange: { rewards: [{ id: "nok-50", type: "amount", points: 100, value: "50.00", codeDays: 5 }] },
    };
    const story = new Story(patch, "01-05").order("a").exchange("C");
    const until = story.account.codes.get("C")?.until ?? null;
    expect(next(story)).toEqual(until);
    const code = story.account.codes.get("C");
    if (code) code.status = "reserving";
    expect(next(story.at("01-06"))).toBeNull();
    if (code) code.status = "open";
    expect(story.at("02-01").pockets).toMatchObject({ available: 100, reserved: 0 });
    expect(kinds(story).at(-1)).toEqual(["returned", until]);
  });

  it("at one moment first what ends, then what begins, then the codes", () => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-05")
      .at("01-10")
      .order("a")
      .exchange("C")
      .order("b");
    const { account, timeline } = story;
    const at = oslo("02-11 00:00");
    credit(account, timeline, { kind: "adjusted", points: 7n, earnedAt: story.now, availableAt: at, now: story.now });
    const code = account.codes.get("C");
    if (code) code.until = at;
    story.at("02-20");
    const there = kinds(story).filter(([, moment]) => Number(moment) === at.getTime());
    expect(there.map(([kind]) => kind)).toEqual(["expired", "released", "returned"]);
  });
});

describe("a birthday", () => {
  const patch = { earning: { bonuses: { birthday: 30 } } };
  const born = (birthday: string, from = "01-05"): Story => {
    const story = new Story(patch, from);
    story.account.birthday = birthday;
    follow(story.account, story.timeline, story.now);
    return story;
  };

  it("is kept in its night, once a year, every year", () => {
    const story = born("02-20");
    expect(next(story)).toEqual(night("02-20"));
    expect(story.at("02-20 01:59").pockets.available).toBe(0);
    expect(story.at("02-20 02:00").pockets.available).toBe(30);
    expect(next(story)).toEqual(night("2027-02-20"));
    story.at("2028-03-01");
    expect(kinds(story)).toEqual([
      ["birthday", night("02-20")],
      ["birthday", night("2027-02-20")],
      ["birthday", night("2028-02-20")],
    ]);
  });

  it("is one of next year where this year's has been, or was kept already", () => {
    expect(next(born("01-04"))).toEqual(night("2027-01-04"));
    const story = born("02-20");
    story.account.bonuses = { ...story.account.bonuses, birthdayYear: 2026 };
    expect(next(story.at("01-06"))).toEqual(night("2027-02-20"));
  });

  it("is nobody's who doesn't take part", () => {
    const story = born("02-20");
    story.account.joinedAt = null;
    expect(next(story.at("01-06"))).toBeNull();
  });
});

describe("the night's review comes next", () => {
  it("after days of grace are over", () => {
    const story = new Story(withLevels({ graceDays: 5, window: { kind: "rolling", months: 1 } }), "01-05");
    story.at("01-10").order("a", worth("600.00"));
    expect(story.tier).toBe("silver");
    // The window has left the order on 11 February.
    expect(next(story)).toEqual(night("02-11"));
    story.at("02-12");
    expect([story.tier, next(story)]).toEqual(["silver", night("02-16")]);
    story.at("03-01");
    expect(changes(story).at(-1)).toEqual(["bronze", night("02-16"), "review"]);
  });

  it("when the window leaves the oldest order that counts, months of any length", () => {
    const rolling = withLevels({ window: { kind: "rolling", months: 1 } });
    const story = new Story(rolling, "01-05").at("01-31").order("a", worth("600.00"));
    // A month before 28 February is 28 January, which reaches back to the order until 30 March is asked for.
    expect(next(story)).toEqual(night("03-01"));
    expect(changes(story.at("04-01")).at(-1)).toEqual(["bronze", night("03-01"), "review"]);
    expect(next(story)).toBeNull();
  });

  it("with the older of two orders first", () => {
    const story = new Story(withLevels({ window: { kind: "rolling", months: 2 } }), "01-05");
    story.at("01-10").order("a", worth("600.00")).at("01-20").order("b", worth("600.00"));
    expect([story.tier, next(story)]).toEqual(["gold", night("03-11")]);
    story.at("03-12");
    expect([story.tier, next(story)]).toEqual(["silver", night("03-21")]);
    story.at("06-01");
    expect([story.tier, next(story)]).toEqual(["bronze", null]);
  });

  it("with the oldest order first, in whichever order they were heard of", () => {
    const story = new Story(withLevels({ window: { kind: "rolling", months: 2 } }), "01-05").at("01-20");
    const early = { createdAt: oslo("01-10"), processedAt: oslo("01-10"), paidAt: oslo("01-10") };
    story.order("b", worth("600.00")).order("a", worth("600.00", early));
    expect([story.tier, next(story)]).toEqual(["gold", night("03-11")]);
    // On the last day that still reaches back to it, the order counts.
    expect(next(story.at("03-10 12:00"))).toEqual(night("03-11"));
  });

  it("in the night in which a tier set by hand ends, where it ends with that night's hour", () => {
    const story = new Story(withLevels(), "01-05");
    setTierByHand(story.account, story.timeline, { tier: "gold", until: night("01-20"), lock: true }, story.now);
    expect(next(story.at("01-06"))).toEqual(night("01-20"));
    expect(changes(story.at("02-01")).at(-1)).toEqual(["bronze", night("01-20"), "review"]);
  });

  it("for nobody who is shut out, though their orders leave the window", () => {
    const story = new Story(withLevels({ window: { kind: "rolling", months: 1 } }), "01-05");
    story.at("01-10").order("a", worth("600.00"));
    expect(next(story)).toEqual(night("02-11"));
    story.account.exclusions = [{ from: oslo("01-11"), until: null }];
    expect(next(story.at("01-12"))).toBeNull();
  });

  it("after a tier set by hand or a card has ended", () => {
    const story = new Story(withLevels(), "01-05");
    setTierByHand(story.account, story.timeline, { tier: "gold", until: oslo("01-20 12:00"), lock: true }, story.now);
    expect(next(story.at("01-06"))).toEqual(night("01-21"));
    expect(changes(story.at("02-01")).at(-1)).toEqual(["bronze", night("01-21"), "review"]);
    const member = new Story(withLevels({ window: { kind: "membership", months: 1 } }), "01-05");
    member.at("01-10").order("a", worth("600.00"));
    // The card holds through the whole of 10 February.
    expect(next(member)).toEqual(night("02-11"));
    expect(changes(member.at("03-01")).at(-1)).toEqual(["bronze", night("02-11"), "review"]);
  });

  it("at once where it would change something already, but for nobody who is shut out", () => {
    const story = new Story(withLevels(), "01-05").at("01-10").order("a", worth("600.00"));
    story.account.contributions.clear();
    story.at("01-10 12:30");
    expect(next(story)).toEqual(night("01-11"));
    story.account.exclusions = [{ from: oslo("01-10"), until: null }];
    expect(next(story.at("01-10 13:00"))).toBeNull();
    expect(story.at("02-01").account.tier.tier).toBe("silver");
  });

  it("at the turn of the year for everybody together: it is nobody's own moment, and comes all the same", () => {
    const story = new Story(withLevels({ window: { kind: "calendarYear" } }), "01-05")
      .at("01-10")
      .order("a", worth("600.00"));
    expect(next(story)).toBeNull();
    story.at("2027-12-31");
    expect(story.tier).toBe("silver");
    story.at("2028-01-02");
    expect(changes(story).at(-1)).toEqual(["bronze", night("2028-01-01"), "review"]);
  });

  it("after another version of the program takes effect, which is the one that reviews", () => {
    const story = new Story(withLevels(), "01-05").at("01-10").order("a", worth("600.00"));
    expect(next(story)).toBeNull();
    const dear = THREE_LEVELS.map((level) => (level.id === "silver" ? { ...level, threshold: "700.00" } : level));
    const program = programOf({ tiers: { levels: dear } });
    const later = { version: 2, effectiveAt: oslo("02-01 12:00"), program };
    story.timeline = makeTimeline([...story.timeline, later]);
    expect(next(story.at("01-11"))).toEqual(night("02-02"));
    expect(story.at("02-02 01:59").tier).toBe("silver");
    expect(changes(story.at("03-01")).at(-1)).toEqual(["bronze", night("02-02"), "review"]);
  });
});

describe("the moment when another version begins", () => {
  it("belongs to that version, and the one before it to the version before", () => {
    const long = { expiry: { kind: "age", months: 1 } };
    const story = new Story(long, "01-05").at("01-10").order("a").order("b");
    const [first, second] = [...story.account.lots.values()];
    const at = oslo("02-01 12:00");
    if (first) first.expiresAt = new Date(at.getTime() - 1);
    if (second) second.expiresAt = at;
    const versions = (told: Story) =>
      told.account.news.entries.filter(({ kind }) => kind === "expired").map((entry) => entry.at);
    story.timeline = makeTimeline([...story.timeline, { version: 2, effectiveAt: at, program: programOf(long) }]);
    story.at("03-01");
    expect(versions(story)).toEqual([new Date(at.getTime() - 1), at]);
  });

  it("is no moment to wait for once it has come", () => {
    const story = new Story(withLevels(), "01-05").at("01-10");
    story.publish({ earning: { points: 2 } }).at("01-10");
    expect(next(story)).toBeNull();
  });
});

describe("time stands still", () => {
  it.each(["mergedInto", "deletedAt"] as const)("for a member with %s", (which) => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-05").order("a");
    Object.assign(story.account, which === "mergedInto" ? { mergedInto: "2" } : { deletedAt: story.now });
    story.at("06-01");
    expect([story.pockets.available, next(story), story.account.settledAt]).toEqual([100, null, oslo("06-01")]);
  });

  it("and never runs backwards", () => {
    const story = new Story({}, "01-05").at("02-01");
    follow(story.account, story.timeline, oslo("01-20"));
    expect(story.account.settledAt).toEqual(oslo("02-01"));
  });
});
