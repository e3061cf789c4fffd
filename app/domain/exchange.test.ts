import { describe, expect, it } from "vitest";
import { Story, oslo, worth } from "./account.fixture.ts";
import { endCode, refusalOf, reserve, returnUpTo, spendCode, spentTotal, valueOf } from "./exchange.ts";
import { programOf } from "./order.fixture.ts";

// Rules 11 to 13: what a code costs and brings, and where its points go.

const order = (orderId: string) => ({ shopId: "1", orderId });
const rewards = [
  { id: "nok-50", type: "amount", points: 100, value: "50.00", multiples: true },
  { id: "ten", type: "percentage", points: 100, value: "10" },
  { id: "ship", type: "freeShipping", points: 100 },
  { id: "tote", type: "product", points: 100, variant: "tote-bag" },
];
const PROGRAM = { exchange: { rewards } };
const rich = (points = "1000.00") => new Story(PROGRAM, "01-05").order("a", worth(points));
const codeOf = (story: Story) => story.account.codes.get("K")!;
const last = (story: Story) => story.account.news.entries.at(-1)!;
const lots = (story: Story) => [...story.account.lots.values()].map((lot) => [lot.remaining, lot.inCodes]);

function spend(story: Story, orderId: string): void {
  spendCode(story.account, story.timeline, "K", order(orderId), story.now, story.now);
}

describe("rule 11: a wish", () => {
  it.each([
    ["nok-50", 1, null],
    ["nok-50", 10, null],
    ["nok-50", 11, "tooFewPoints"],
    ["nok-50", 0, "notMultiple"],
    ["nok-50", -1, "notMultiple"],
    ["nok-50", 1.5, "notMultiple"],
    ["nok-50", 2 ** 53, "notMultiple"],
    ["ten", 1, null],
    ["ten", 2, "notMultiple"],
    ["gone", 1, "unknownReward"],
  ])("for %s × %s is refused as %s", (reward, times, refusal) => {
    const story = rich();
    expect(refusalOf(story.account, story.timeline, { reward, times }, story.now)).toBe(refusal);
  });

  it.each([
    ["nok-50", 3, "150.00"],
    ["ten", 1, "10"],
    ["ship", 1, null],
    ["tote", 1, "tote-bag"],
  ])("for %s × %s brings %s", (id, times, value) => {
    const program = programOf(PROGRAM);
    const reward = program.exchange.rewards.find((each) => each.id === id)!;
    expect(valueOf(reward, times, program)).toBe(value);
  });
});

describe("rule 12: a code", () => {
  it("reserves its points out of lots, and counts as activity unless a later one is known", () => {
    const story = rich("150.00").at("01-07").exchange("K");
    expect(lots(story)).toEqual([[50n, 100n]]);
    expect(codeOf(story)).toMatchObject({ pool: false, points: 100n, returned: 0n, usedAt: null, value: "50.00" });
    expect([...story.account.news.codes]).toEqual(["K"]);
    expect(last(story)).toMatchObject({ kind: "reserved", points: -100n, reserved: 100n, codeId: "K", version: 1 });
    expect(story.account.activeAt).toEqual(oslo("01-07"));
    const later = rich("150.00");
    later.account.activeAt = oslo("02-01");
    expect(later.at("01-07").exchange("K").account.activeAt).toEqual(oslo("02-01"));
  });

  it("of an unknown reward, or beyond what lots hold, is a fault", () => {
    const story = rich("150.00");
    const wish = { id: "K", shopId: "1", code: "K", key: "K", now: story.now };
    const make = (reward: string, times: number) => reserve(story.account, story.timeline, { ...wish, reward, times });
    expect(() => make("gone", 1)).toThrow('the program has no reward "gone"');
    expect(() => make("nok-50", 2)).toThrow("member 1 has too few points in lots");
  });

  it("that is used is spent once", () => {
    const story = rich("150.00").exchange("K");
    spend(story, "u");
    expect(last(story)).toMatchObject({ kind: "spent", points: 0n, reserved: -100n, lots: [], order: order("u") });
    const count = story.account.news.entries.length;
    spend(story, "other");
    expect([story.account.news.entries.length, codeOf(story).order]).toEqual([count, order("u")]);
    expect(story.pockets).toEqual({ available: 50, pending: 0, reserved: 0, debt: 0 });
  });

  it("that is still being made when an order carries it is spent as well", () => {
    const story = rich("150.00").exchange("K");
    codeOf(story).status = "reserving";
    spend(story, "u");
    expect(last(story)).toMatchObject({ kind: "spent", reserved: -100n });
  });

  it("that had ended takes its points again, from the lots that they had gone back to", () => {
    const story = new Story(PROGRAM, "01-05").order("a", worth("100.00")).exchange("K").order("b", worth("500.00"));
    endCode(story.account, story.timeline, "K", "undone", story.now);
    expect(lots(story)).toEqual([
      [100n, 0n],
      [500n, 0n],
    ]);
    spend(story, "u");
    expect(lots(story)).toEqual([
      [0n, 100n],
      [500n, 0n],
    ]);
    expect(last(story)).toMatchObject({
      ...{
        kind: "spentAgain",
        points: -100n,
        debt: 0n,
        codeId: "K",
        order: order("u"),
        lots: [{ lot: 1, points: 100n }],
      },
    });
    expect(codeOf(story)).toMatchObject({ status: "used", returned: 0n, endedAt: null });
    returnUpTo(story.account, story.timeline, "K", 100n, story.now);
    expect(lots(story)[0]).toEqual([100n, 0n]);
  });

  it.each([
    ["carry", 60],
    ["forgive", 0],
  ])("that had ended and whose points are gone takes others, then leaves what %s makes of the rest", (debt, owed) => {
    const story = new Story({ ...PROGRAM, debt }, "01-05").order("a", worth("100.00")).exchange("K");
    endCode(story.account, story.timeline, "K", "undone", story.now);
    story.exchange("L");
    story.order("b", worth("40.00"));
    spend(story, "u");
    expect(story.pockets).toEqual({ available: 0, pending: 0, reserved: 100, debt: owed });
    expect(codeOf(story).lots).toEqual([{ lot: 5, points: 40n }]);
    // What had become debt has no lot to go back to: it is a credit of its own, which pays the debt.
    returnUpTo(story.account, story.timeline, "K", 100n, story.now);
    expect(story.pockets).toEqual({ available: owed === 0 ? 100 : 40, pending: 0, reserved: 100, debt: 0 });
    expect(last(story)).toMatchObject({ kind: "returned", points: 60n, codeId: "K", order: order("u"), lots: null });
  });

  it("that was used or has ended cannot end again", () => {
    const story = rich("150.00").exchange("K");
    endCode(story.account, story.timeline, "K", "undone", story.now);
    expect(() => endCode(story.account, story.timeline, "K", "expired", story.now)).toThrow(
      "code K is undone: it cannot become expired",
    );
  });
});

describe("rule 13: what comes back", () => {
  it("is a running total, in the order in which it was taken, and never more than was spent", () => {
    const story = new Story(PROGRAM, "01-05")
      .order("a", worth("60.00"))
      .at("01-06")
      .order("b", worth("60.00"))
      .exchange("K");
    spend(story, "u");
    const back = (total: bigint) => returnUpTo(story.account, story.timeline, "K", total, story.now);
    expect(lots(story)).toEqual([
      [0n, 60n],
      [20n, 40n],
    ]);
    expect([back(33n), back(33n), back(20n)]).toEqual([33n, 0n, 0n]);
    expect(lots(story)).toEqual([
      [33n, 27n],
      [20n, 40n],
    ]);
    expect([back(70n), back(500n)]).toEqual([37n, 30n]);
    expect(lots(story)).toEqual([
      [60n, 0n],
      [60n, 0n],
    ]);
    expect(last(story).lots).toEqual([{ lot: 2, points: 30n }]);
    expect([codeOf(story).returned, story.pockets.available]).toEqual([100n, 120]);
  });

  it("pays debt first, lot after lot", () => {
    const story = new Story(PROGRAM, "01-05")
      .order("a", worth("60.00"))
      .at("01-06")
      .order("b", worth("40.00"))
      .exchange("K");
    story.order("b", { lines: [{ price: "40.00", refunded: 1 }] });
    story.order("a", { lines: [{ price: "60.00", quantity: 2, refunded: 1 }] });
    spend(story, "u");
    const owed = story.account.debt;
    returnUpTo(story.account, story.timeline, "K", 100n, story.now);
    expect(story.account.available + owed).toBe(100n);
    expect(lots(story).reduce((sum, [remaining]) => sum + (remaining ?? 0n), 0n)).toBe(story.account.available);
    expect(lots(story).every(([, inCodes]) => inCodes === 0n)).toBe(true);
  });

  it("opens a lot that has expired meanwhile until the end of the 30th day, and no other", () => {
    const patch = { ...PROGRAM, expiry: { kind: "age", months: 2 } };
    const expired = new Story(patch, "01-05").order("a", worth("100.00")).exchange("K").at("03-10");
    endCode(expired.account, expired.timeline, "K", "undone", expired.now);
    expect(expired.lots).toEqual([[100, "2026-04-09"]]);
    const open = new Story(patch, "01-05").order("a", worth("100.00")).exchange("K").at("03-04");
    endCode(open.account, open.timeline, "K", "undone", open.now);
    expect(open.lots).toEqual([[100, "2026-03-05"]]);
  });

  it("is no longer spent", () => {
    const story = rich().exchange("K").exchange("L", 2).exchange("M");
    for (const id of ["K", "L"]) spendCode(story.account, story.timeline, id, order(id), story.now, story.now);
    returnUpTo(story.account, story.timeline, "L", 50n, story.now);
    expect(spentTotal(story.account.codes.values())).toBe(250n);
  });
});
