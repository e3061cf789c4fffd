import { describe, expect, it } from "vitest";
import { Story, oslo, worth } from "./account.fixture.ts";
import { payDebt, settleMissing, takeBack, takeByHand } from "./debits.ts";
import { credit } from "./lots.ts";

// Rule 7: where points are taken from, in which order, and what becomes of what is missing.

const order = (orderId: string) => ({ shopId: "1", orderId });

/** A lot of an order that became available on a day and expires on another. */
function give(story: Story, orderId: string, points: bigint, day: string, expires: string | null): void {
  const at = oslo(day);
  const lot = credit(story.account, story.timeline, {
    ...{ kind: "order", points, earnedAt: at, availableAt: at, now: story.now, order: order(orderId) },
  });
  lot.expiresAt = expires === null ? null : oslo(expires);
}

function take(story: Story, orderId: string, points: bigint): void {
  const { account, timeline, now } = story;
  takeBack(account, timeline, { order: order(orderId), points, posting: 2, version: 1, at: now, now });
}

const left = (story: Story) => [...story.account.lots.values()].map((lot) => lot.remaining);
const last = (story: Story, count = 1) => story.account.news.entries.slice(-count);

describe("rule 7: what is taken back comes", () => {
  it("from the order's own pending points first, the oldest first, and from no other order's", () => {
    const story = new Story({ earning: { holdDays: 30 } }, "01-05").at("01-10");
    story.order("b", worth("50.00")).at("01-11").order("a", worth("40.00")).at("01-12");
    const { account, timeline, now } = story;
    const availableAt = oslo("03-01");
    credit(account, timeline, {
      kind: "order",
      points: 30n,
      earnedAt: now,
      availableAt,
      bornAt: oslo("01-01"),
      now,
      order: order("a"),
    });
    take(story, "a", 35n);
    expect(left(story)).toEqual([50n, 35n, 0n]);
    expect(last(story)[0]).toMatchObject({
      ...{ kind: "takeBack", points: -35n, pending: -35n, debt: 0n, posting: 2, version: 1 },
      lots: [
        { lot: 3, points: 30n },
        { lot: 2, points: 5n },
      ],
    });
  });

  it("then from its own lots, and only the rest from those that expire soonest", () => {
    const story = new Story({}, "01-05").at("02-01");
    give(story, "b", 50n, "01-10", "06-01");
    give(story, "a", 20n, "01-11", null);
    give(story, "c", 50n, "01-12", "05-01");
    take(story, "a", 40n);
    expect(left(story)).toEqual([50n, 0n, 30n]);
    expect(last(story)[0]?.lots).toEqual([
      { lot: 2, points: 20n },
      { lot: 3, points: 20n },
    ]);
  });

  it("then from what of its own lots has expired, the oldest first, which costs nothing more", () => {
    const story = new Story({}, "01-05").at("02-01");
    for (const [id, day] of [
      ["a", "01-12"],
      ["a", "01-10"],
      ["b", "01-11"],
    ] as const)
      give(story, id, 10n, day, "01-31");
    story.at("02-02");
    give(story, "c", 50n, "02-01", null);
    take(story, "a", 15n);
    expect(last(story, 2).map(({ kind, points, debt, lots }) => [kind, points, debt, lots])).toEqual([
      ["takeBack", -15n, 15n, []],
      [
        ...["takeBackCovered", 15n, -15n],
        [
          { lot: 2, points: 10n },
          { lot: 1, points: 5n },
        ],
      ],
    ]);
    expect([...story.account.lots.values()].map((lot) => lot.expired)).toEqual([5n, 0n, 10n, 0n]);
    take(story, "a", 9n);
    expect([...story.account.lots.values()].map((lot) => lot.expired)).toEqual([0n, 0n, 10n, 0n]);
    expect(story.pockets).toEqual({ available: 46, pending: 0, reserved: 0, debt: 0 });
  });

  it("without a word about expired points where none were needed", () => {
    const story = new Story({}, "01-05").at("02-01");
    give(story, "a", 10n, "01-10", null);
    take(story, "a", 10n);
    expect(last(story, 2).map((entry) => entry.kind)).toEqual(["order", "takeBack"]);
  });
});

describe("rule 7: what is missing", () => {
  it.each([
    ["carry", 30],
    ["forgive", 0],
  ])("under %s leaves a debt of %s, by hand too", (debt, owed) => {
    const byHand = new Story({ debt }, "01-05").order("a", worth("50.00"));
    takeByHand(byHand.account, byHand.timeline, { points: 80n, key: "k", now: byHand.now });
    expect(byHand.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: owed });
    const told = byHand.account.news.entries
      .slice(1)
      .map(({ kind, points, debt: change, key }) => [kind, points, change, key]);
    const forgiven = owed === 0 ? [["forgiven", 30n, -30n, null]] : [];
    expect(told).toEqual([["adjusted", -80n, 30n, "k"], ...forgiven]);
  });

  it("is nothing to forgive where nothing is missing", () => {
    const story = new Story({ debt: "forgive" }, "01-05").order("a", worth("50.00"));
    takeByHand(story.account, story.timeline, { points: 50n, key: null, now: story.now });
    settleMissing(story.account, story.timeline, 0n, story.now);
    expect(story.account.news.entries.map((entry) => entry.kind)).toEqual(["order", "adjusted"]);
  });
});

describe("a debt that is paid", () => {
  it.each([
    [40n, 100n, 60n, 0n],
    [100n, 40n, 0n, 60n],
    [0n, 40n, 40n, 0n],
    [40n, 0n, 0n, 40n],
  ])("of %s by %s leaves %s to use and %s to pay", (debt, available, leftOver, stillOwed) => {
    const story = new Story({}, "01-05");
    const before = available === 0n ? 0 : 1;
    if (available > 0n) give(story, "a", available, "01-05", null);
    // Both at once happens only while two accounts become one.
    story.account.debt = debt;
    payDebt(story.account, story.timeline, { kind: "mergedIn", at: story.now });
    expect([story.account.available, story.account.debt, left(story)[0] ?? 0n]).toEqual([
      leftOver,
      stillOwed,
      leftOver,
    ]);
    const paid = story.account.news.entries.slice(before);
    if (debt === 0n || available === 0n) expect(paid).toEqual([]);
    else expect(paid).toMatchObject([{ kind: "mergedIn", points: 0n, debt: stillOwed - debt }]);
  });
});
