import { describe, expect, it } from "vitest";
import { Story, oslo, worth } from "./account.fixture.ts";
import { takeByHand } from "./debits.ts";
import { endCode, returnUpTo } from "./exchange.ts";
import { ageExpiry, inactivitySince } from "./expiry.ts";
import { compareAge, credit, expire, release, smaller, takeFrom, usableLots } from "./lots.ts";

const AGE = { expiry: { kind: "age", months: 12, roundTo: "day" } };
const returned = { lines: [{ price: "100.00", refunded: 1 }] };

describe("rule 7: taking back", () => {
  it("takes own pending points, own lots, then those that expire soonest, and the rest is debt", () => {
    const story = new Story({ ...AGE, earning: { holdDays: 14 } }, "01-01");
    story.at("01-02").order("a", worth("100.00")).at("01-20").order("b", worth("50.00"));
    expect(story.pockets).toEqual({ available: 100, pending: 50, reserved: 0, debt: 0 });
    story.at("01-21").order("b", { lines: [{ price: "50.00", refunded: 1 }] });
    expect(story.pockets).toEqual({ available: 100, pending: 0, reserved: 0, debt: 0 });
    takeByHand(story.account, story.timeline, { points: 30n, key: null, now: story.now });
    story.at("01-22").order("a", returned);
    expect(story.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 30 });
  });

  it("forgives what is missing where the program in force forgives", () => {
    const story = new Story({ debt: "forgive" }, "01-01").order("a", worth("100.00"));
    takeByHand(story.account, story.timeline, { points: 60n, key: null, now: story.now });
    story.at("01-02").order("a", returned);
    expect(story.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 0 });
    expect(story.account.news.entries.at(-1)).toMatchObject({ kind: "forgiven", points: 60n });
  });

  it("costs nothing more where the order's points have expired already, and says so", () => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-01");
    story.at("01-10").order("a", worth("100.00")).at("02-15").order("b", worth("40.00"));
    expect(story.pockets.available).toBe(40);
    story.at("02-16").order("a", returned);
    expect(story.pockets).toEqual({ available: 40, pending: 0, reserved: 0, debt: 0 });
    expect(story.account.news.entries.slice(-2).map((entry) => [entry.kind, entry.points])).toEqual([
      ["takeBack", -100n],
      ["takeBackCovered", 100n],
    ]);
  });

  it("lets whatever becomes available pay the debt first: an order, the end of a hold, a gift, points that come back", () => {
    const indebted = (): Story => {
      const story = new Story({}, "01-01").order("a", worth("100.00")).exchange("K");
      return story.at("01-02").order("a", returned);
    };
    expect(indebted().pockets).toEqual({ available: 0, pending: 0, reserved: 100, debt: 100 });
    expect(indebted().order("b", worth("130.00")).pockets).toMatchObject({ available: 30, debt: 0 });
    const gift = indebted();
    const at = gift.now;
    credit(gift.account, gift.timeline, { kind: "adjusted", points: 70n, earnedAt: at, availableAt: at, now: at });
    expect(gift.pockets).toMatchObject({ available: 0, debt: 30 });
    const undone = indebted();
    endCode(undone.account, undone.timeline, "K", "undone", undone.now);
    expect(undone.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 0 });
    const held = indebted()
      .publish({ earning: { holdDays: 1 } })
      .order("c", worth("150.00"));
    expect(held.pockets).toMatchObject({ pending: 150, debt: 100 });
    expect(held.at("01-04").pockets).toMatchObject({ available: 50, pending: 0, debt: 0 });
  });
});

describe("rule 9: which lot a debit takes from", () => {
  it("takes the one that expires soonest, those without a date last, then the oldest", () => {
    const story = new Story({}, "01-01").order("a", worth("10.00"));
    story.at("01-02").publish(AGE).order("b", worth("20.00"));
    story
      .at("01-03")
      .publish({ expiry: { months: 1 } })
      .order("c", worth("30.00"));
    expect(story.lots).toEqual([
      [30, "2026-02-03"],
      [20, "2027-01-02"],
      [10, null],
    ]);
    takeByHand(story.account, story.timeline, { points: 45n, key: null, now: story.now });
    expect(story.lots).toEqual([
      [5, "2027-01-02"],
      [10, null],
    ]);
  });

  it("makes points that an edit adds a lot of their own, as old as the edit", () => {
    const story = new Story(AGE, "01-01").order("a", worth("100.00"));
    story.at("02-01").order("a", { lines: [{ price: "100.00" }, { price: "50.00" }], editedAt: [oslo("01-20")] });
    expect(story.lots).toEqual([
      [100, "2027-01-01"],
      [50, "2027-01-20"],
    ]);
  });

  it("holds points of an edit only as long as the order's own hold lasts", () => {
    const edited = { lines: [{ price: "100.00" }, { price: "50.00" }] };
    const story = (day: string): Story => {
      const begun = new Story({ earning: { holdDays: 14 } }, "01-01").order("a", worth("100.00"));
      return begun.at(day).order("a", { ...edited, editedAt: [oslo(day)] });
    };
    expect(story("01-05").pockets).toMatchObject({ available: 0, pending: 150 });
    expect(story("01-20").pockets).toMatchObject({ available: 150, pending: 0 });
  });

  it("dates a lot by what earned it, not by the message", () => {
    const paid = oslo("01-05");
    const story = new Story(AGE, "01-01").at("03-01");
    story.order("a", worth("100.00", { createdAt: paid, processedAt: paid, paidAt: paid }));
    expect(story.lots).toEqual([[100, "2027-01-05"]]);
  });
});

describe("rule 10: expiry", () => {
  it.each([
    ["2026-01-31 10:00", 1, "day", "2026-02-28"],
    ["2028-01-31 10:00", 1, "day", "2028-02-29"],
    ["2026-03-05 10:00", 1, "month", "2026-04-30"],
    ["2026-03-05 10:00", 12, "year", "2027-12-31"],
    ["2026-03-01 00:30", 12, "day", "2027-03-01"],
  ] as const)("%s + %i months rounded to the %s is usable through %s", (from, months, roundTo, last) => {
    const end = ageExpiry(oslo(from), { kind: "age", months, roundTo }, "Europe/Oslo");
    expect(new Date((end?.getTime() ?? 0) - 1).toLocaleDateString("sv", { timeZone: "Europe/Oslo" })).toBe(last);
  });

  it("keeps the rule under which a pending lot was credited", () => {
    const story = new Story({ ...AGE, earning: { holdDays: 30 } }, "01-01").order("a", worth("100.00"));
    story
      .at("01-10")
      .publish({ expiry: { months: 1 } })
      .at("02-10");
    expect(story.lots).toEqual([[100, "2027-01-31"]]);
  });

  it("counts inactivity from the last earning order or exchange, refunded later or not", () => {
    const story = new Story({ expiry: { kind: "inactivity", months: 2 } }, "01-01").order("a", worth("300.00"));
    story.at("02-01").order("b", worth("100.00")).at("02-02").order("b", returned);
    expect(story.lots).toEqual([[300, "2026-04-01"]]);
    story.at("03-01").exchange("K");
    expect(story.lots).toEqual([[200, "2026-05-01"]]);
    expect(story.at("05-01 23:30").pockets.available).toBe(200);
    expect(story.at("05-02 00:00").pockets.available).toBe(0);
  });

  it("counts inactivity from when it, or its number of months, was switched on", () => {
    const story = new Story({}, "01-01").order("a", worth("100.00"));
    story.at("06-01").publish({ expiry: { kind: "inactivity", months: 2 } });
    expect(story.lots).toEqual([[100, "2026-08-01"]]);
    story.at("07-01").publish({ expiry: { months: 6 } });
    expect(story.lots).toEqual([[100, "2027-01-01"]]);
    expect(inactivitySince(story.timeline, oslo("07-02"))).toEqual(oslo("07-01"));
    story.at("08-01").publish({ expiry: { kind: "none" } });
    expect(story.at("2028-01-01").lots).toEqual([[100, null]]);
  });

  it("opens a lot again for 30 days where it expired while its points lay in a code", () => {
    const story = new Story({ expiry: { kind: "age", months: 1 } }, "01-10").order("a", worth("100.00")).exchange("K");
    story.at("02-20");
    expect(story.pockets).toEqual({ available: 0, pending: 0, reserved: 100, debt: 0 });
    story.at("03-01");
    endCode(story.account, story.timeline, "K", "undone", story.now);
    expect(story.lots).toEqual([[100, "2026-03-31"]]);
    expect(story.at("04-01 00:00").pockets.available).toBe(0);
  });

  it("expires lots before codes that end in the same moment are returned", () => {
    const rewards = [{ id: "nok-50", type: "amount", points: 100, value: "50.00", codeDays: 31 }];
    const story = new Story({ expiry: { kind: "age", months: 1 }, exchange: { rewards } }, "01-10");
    story.order("a", worth("100.00")).exchange("K");
    expect(story.at("02-10 23:59").pockets.reserved).toBe(100);
    story.at("02-11 00:00");
    expect(story.account.codes.get("K")?.status).toBe("expired");
    expect(story.lots).toEqual([[100, "2026-03-13"]]);
  });
});

describe("rule 13: points that come back", () => {
  it("go to the same lots in the order in which they were taken, and only once", () => {
    const story = new Story(AGE, "01-01")
      .order("a", worth("60.00"))
      .at("01-02")
      .order("b", worth("60.00"))
      .exchange("K");
    expect(story.lots).toEqual([[20, "2027-01-02"]]);
    const { account, timeline, now } = story;
    const code = account.codes.get("K");
    if (!code) throw new Error("no code");
    story.order("c", { lines: [{ price: "200.00", code: "K", codeDiscount: "50.00" }], codes: ["K"] });
    expect(code.status).toBe("used");
    expect(returnUpTo(account, timeline, "K", 80n, now)).toBe(80n);
    expect(returnUpTo(account, timeline, "K", 80n, now)).toBe(0n);
    expect(story.lots.slice(0, 2)).toEqual([
      [60, "2027-01-01"],
      [40, "2027-01-02"],
    ]);
    expect(returnUpTo(account, timeline, "K", 500n, now)).toBe(20n);
  });
});

describe("a lot by itself", () => {
  const give = (story: Story, points: bigint, availableAt = story.now) =>
    credit(story.account, story.timeline, {
      kind: "adjusted",
      points,
      earnedAt: story.now,
      availableAt,
      now: story.now,
    });
  const last = (story: Story) => story.account.news.entries.at(-1);

  it("is opened with at least one point, and is among the news", () => {
    const story = new Story({}, "01-01");
    expect(() => give(story, 0n)).toThrow("a credit must be of at least one point");
    expect(() => give(story, -1n)).toThrow("a credit must be of at least one point");
    expect(story.account.lots.size).toBe(0);
    const lot = give(story, 1n);
    expect(lot).toMatchObject({ points: 1n, remaining: 1n, pending: false });
    expect([...story.account.news.lots]).toEqual([lot.no]);
  });

  it("that was held pays what is owed when its hold ends, and says which lot ended", () => {
    const story = new Story({}, "01-01").order("a", worth("100.00")).exchange("K");
    story.at("01-02").order("a", returned);
    const lot = give(story, 150n, oslo("01-05"));
    release(story.account, lot.no, oslo("01-05"));
    expect(last(story)).toMatchObject({
      kind: "released",
      pending: -150n,
      debt: -100n,
      lots: [{ lot: lot.no, points: 150n }],
    });
    expect([lot.remaining, lot.pending]).toEqual([50n, false]);
  });

  it("of which nothing is left ends without an entry, held or not", () => {
    const story = new Story({}, "01-01");
    const held = give(story, 10n, oslo("01-05"));
    held.remaining = 0n;
    const entries = story.account.news.entries.length;
    release(story.account, held.no, oslo("01-05"));
    expire(story.account, held.no, oslo("01-06"));
    expect(story.account.news.entries).toHaveLength(entries);
    expect(held).toMatchObject({ pending: false, expired: 0n, expiredAt: oslo("01-06") });
  });

  it("expires with what is left of it, which is an entry", () => {
    const story = new Story({}, "01-01");
    const lot = give(story, 10n);
    takeFrom(story.account, [lot], 4n);
    expire(story.account, lot.no, oslo("01-06"));
    expect(last(story)).toMatchObject({ kind: "expired", points: -6n, lots: [{ lot: lot.no, points: 6n }] });
    expect(lot).toMatchObject({ remaining: 0n, expired: 6n });
  });

  it("gives in its turn: the oldest first, of the same age the one that was opened first, and none that is empty", () => {
    const story = new Story({}, "01-01");
    const [first, second, third] = [give(story, 5n), give(story, 5n), give(story, 5n)];
    third.bornAt = oslo("2025-12-31");
    expect(usableLots(story.account, story.timeline, story.now).map(({ no }) => no)).toEqual([
      third.no,
      first.no,
      second.no,
    ]);
    expect([compareAge(first, second), compareAge(second, first), compareAge(first, first)]).toEqual([
      first.no - second.no,
      second.no - first.no,
      0,
    ]);
    expect([compareAge(third, first), compareAge(first, third)]).toEqual([-1, 1]);
    first.remaining = 0n;
    story.account.news.lots.clear();
    expect(takeFrom(story.account, [third, first, second], 7n)).toEqual([
      { lot: third.no, points: 5n },
      { lot: second.no, points: 2n },
    ]);
    expect(takeFrom(story.account, [second], 3n)).toEqual([{ lot: second.no, points: 3n }]);
    expect(takeFrom(story.account, [second], 3n)).toEqual([]);
    expect(takeFrom(story.account, [second], 0n)).toEqual([]);
  });

  it("is never asked for more than there is", () => {
    expect([smaller(1n, 2n), smaller(2n, 1n), smaller(3n, 3n)]).toEqual([1n, 1n, 3n]);
  });
});
