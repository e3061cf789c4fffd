import { describe, expect, it } from "vitest";
import { Story, oslo, worth } from "./account.fixture.ts";
import { isDone, newAccount, noNews, post, sameOrder, touchCode, touchLot } from "./account.ts";

// The working copy itself: an entry moves balances, and what cannot be is a fault of whoever asked for it.

const at = oslo("01-05");
const account = () => newAccount("1", "7", at);

describe("a new account", () => {
  it("has nothing, and has told nobody anything", () => {
    expect(account()).toMatchObject({
      ...{ available: 0n, pending: 0n, reserved: 0n, debt: 0n, entryCount: 0, version: 0n },
      ...{ tierChanges: [], exclusions: [], joinedAt: null, activeAt: null, settledAt: at, createdAt: at },
    });
    expect(noNews()).toEqual({
      ...{ entries: [], lots: new Set(), codes: new Set(), tierChanges: [], notices: [], seen: false, tags: false },
    });
  });
});

describe("an entry", () => {
  it("moves available by points − pending + debt, and each other balance by its own", () => {
    const one = account();
    post(one, { kind: "order", points: 100n, pending: 30n, at });
    post(one, { kind: "adjusted", points: -90n, debt: 25n, at });
    const last = post(one, { kind: "reserved", points: -5n, reserved: 5n, at });
    expect(one).toMatchObject({ available: 0n, pending: 30n, reserved: 5n, debt: 25n, entryCount: 3 });
    expect(last).toMatchObject({ no: 3, balance: 0n, order: null, lots: null, codeId: null, key: null, version: null });
    expect(one.news.entries.map((entry) => entry.no)).toEqual([1, 2, 3]);
    expect(one.news.seen).toBe(true);
  });

  it.each([
    ["available", { points: -1n }],
    ["pending", { points: 0n, pending: -1n }],
    ["reserved", { points: 0n, reserved: -1n }],
    ["debt", { points: 1n, debt: -1n }],
  ])("that leaves %s below zero is a fault", (_balance, given) => {
    const one = account();
    expect(() => post(one, { kind: "adjusted", at, ...given })).toThrow(
      "entry 1 (adjusted) of member 7 leaves a balance below zero",
    );
    expect(one.news.entries).toEqual([]);
  });
});

describe("what is touched", () => {
  it("is marked as changed, and must be there", () => {
    const story = new Story({}, "01-05").order("a", worth("150.00")).exchange("K");
    story.account.news = noNews();
    expect(touchLot(story.account, 1).no).toBe(1);
    expect([[...story.account.news.lots], story.account.news.seen]).toEqual([[1], false]);
    expect(touchCode(story.account, "K").id).toBe("K");
    expect([[...story.account.news.codes], story.account.news.seen]).toEqual([["K"], true]);
    expect(() => touchLot(story.account, 9)).toThrow("member 1 has no lot 9");
    expect(() => touchCode(story.account, "L")).toThrow("member 1 has no code L");
  });
});

describe("a lot", () => {
  it.each([
    [0n, 0n, true],
    [1n, 0n, false],
    [0n, 1n, false],
    [1n, 1n, false],
  ])("with %s left and %s in codes is done: %s", (remaining, inCodes, done) => {
    const story = new Story({}, "01-05").order("a", worth("10.00"));
    expect(isDone({ ...story.account.lots.get(1)!, remaining, inCodes })).toBe(done);
  });
});

describe("two orders", () => {
  const order = { shopId: "1", orderId: "7" };
  it.each([
    [order, { ...order }, true],
    [order, { shopId: "2", orderId: "7" }, false],
    [order, { shopId: "1", orderId: "8" }, false],
    [order, null, false],
    [null, order, false],
    [null, null, false],
  ])("%j and %j are the same: %s", (a, b, same) => {
    expect(sameOrder(a, b)).toBe(same);
  });
});
