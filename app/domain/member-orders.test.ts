import { beforeEach, describe, expect, it } from "vitest";
import type { Account } from "./account.ts";
import { newAccount } from "./account.ts";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import { endCode } from "./exchange.ts";
import { applyCode, applyOrder, earnedMoment, joiningMoment, newOrderRecord } from "./member-orders.ts";
import type { OrderRecord } from "./member-orders.ts";
import { orderOf, programOf } from "./order.fixture.ts";
import type { OrderGiven } from "./order.fixture.ts";
import type { Timeline } from "./timeline.ts";
import { makeTimeline } from "./timeline.ts";

// What an order that is told late, again, or after another one does to a member: at which moment, under which version, and what stays.

const REF = { shopId: "1", orderId: "9" };

/** A member of whom nothing is known yet, under these versions of a program; each begins a month after the one before. */
let account: Account;
beforeEach(() => {
  account = newAccount("1", "1", oslo("2025-12-01"));
});
const under = (...patches: object[]): Timeline =>
  makeTimeline(
    patches.map((patch, index) => ({
      version: index + 1,
      effectiveAt: index === 0 ? oslo("2020-01-01") : oslo(`0${index + 1}-01`),
      program: programOf(patch),
    })),
  );

/** The record of an order that was placed and paid on 10 January, unless it says otherwise. */
function recordOf(given: OrderGiven = {}, rest: Partial<OrderRecord> = {}): OrderRecord {
  const paid = oslo("01-10");
  const state = orderOf({ createdAt: paid, processedAt: paid, paidAt: paid, updatedAt: paid, ...given });
  return { ...newOrderRecord(REF, state), memberId: "1", ...rest };
}

/** What an order does, told so late that nothing that it says lies ahead. */
function apply(timeline: Timeline, record: OrderRecord, before: OrderRecord | null = null, now = "05-01"): OrderRecord {
  return applyOrder({ account, timeline, now: oslo(now), exchangeRate: null }, before, record);
}

/** The same order as it stands later. */
const later = (before: OrderRecord, given: OrderGiven): OrderRecord => ({
  ...before,
  state: { ...recordOf(given).state, ...(given.lines === undefined ? { lines: before.state.lines } : {}) },
});

const posted = () =>
  account.news.entries.map(({ kind, points, posting, version, at }) => ({
    kind,
    points: Number(points),
    posting,
    version,
    at,
  }));
const ages = () => [...account.lots.values()].map(({ source, bornAt }) => [source, bornAt]);
const tiers = () => account.tierChanges.map(({ tier, at }) => [tier, at]);

describe("who is first heard of by an order", () => {
  const moment = (given: OrderGiven, attachedAt: Date | null = null, now = "05-01") =>
    joiningMoment(recordOf(given, { attachedAt }), oslo(now));

  it("takes part from just before it was placed or processed, whichever was first", () => {
    const [early, late] = [oslo("01-03"), oslo("01-04")];
    const just = new Date(early.getTime() - 1);
    expect(moment({ createdAt: early, processedAt: late })).toEqual(just);
    expect(moment({ createdAt: late, processedAt: early })).toEqual(just);
  });

  it("takes part from the moment at which the order was attached, and never from one that lies ahead", () => {
    expect(moment({}, oslo("01-20"))).toEqual(oslo("01-20"));
    expect(moment({}, oslo("01-20"), "01-15")).toEqual(oslo("01-15"));
  });

  it("gets the bonus of joining with it", () => {
    apply(under({ earning: { bonuses: { joining: 25 } } }), recordOf());
    expect(account.joinedAt).toEqual(new Date(oslo("01-10").getTime() - 1));
    expect(posted()[0]).toMatchObject({ kind: "joining", points: 25 });
  });
});

describe("rule 1: an order is counted under the version in force when it was paid", () => {
  const timeline = under({}, { earning: { points: 3 } });

  it("also where only its state tells that it is paid, and however late that is", () => {
    const first = apply(timeline, recordOf({ paidAt: null, financialStatus: "paid" }));
    expect(first.pinned).toEqual({ version: 1, tier: null, paidAt: oslo("01-10") });
    const again = apply(
      timeline,
      later(first, { paidAt: null, financialStatus: "paid", updatedAt: oslo("03-01") }),
      first,
    );
    expect(again.pinned).toEqual(first.pinned);
    expect(account.available).toBe(100n);
  });

  it("says so in each of its entries, which are numbered", () => {
    const first = apply(timeline, recordOf({ lines: [{ price: "100.00", quantity: 2 }] }));
    const given: OrderGiven = { lines: [{ price: "100.00", quantity: 2, refunded: 1 }], updatedAt: oslo("03-01") };
    const second = apply(timeline, later(first, given), first);
    expect(posted()).toEqual([
      { kind: "order", points: 200, posting: 1, version: 1, at: oslo("01-10") },
      { kind: "takeBack", points: -100, posting: 2, version: 1, at: oslo("03-01") },
    ]);
    expect([second.posted, second.postings]).toEqual([100n, 2]);
  });

  it("gives back what it never was paid for without a version", () => {
    account.joinedAt = oslo("01-01");
    const given: OrderGiven = { financialStatus: "pending", paidAt: null };
    apply(timeline, recordOf(given, { posted: 40n, postings: 1 }));
    expect(posted()).toMatchObject([{ kind: "takeBack", points: -40, posting: 2, version: null }]);
  });

  it("says when it was earned, for pages", () => {
    const first = apply(timeline, recordOf());
    expect(earnedMoment(first, timeline)).toEqual(oslo("01-10"));
    expect(earnedMoment({ ...first, pinned: null }, timeline)).toBeNull();
  });

  it("waits for a rate in another currency, with what it had, and says so", () => {
    const waiting = apply(timeline, recordOf({ currency: "EUR" }, { posted: 40n }));
    expect(waiting).toMatchObject({ posted: 40n, explanation: { nothing: "rateMissing" }, contribution: null });
    expect(account.news.entries).toEqual([]);
  });
});

describe("rule 9: points are as old as what earned them", () => {
  const plain = under({});
  const half: OrderGiven = { lines: [{ price: "100.00", quantity: 1 }] };
  const whole: OrderGiven = { lines: [{ price: "100.00", quantity: 2 }] };
  const bornLast = (): unknown => [...account.lots.values()].at(-1)?.bornAt;

  it("the payment, not the message; activity too, and an older order does not make it older", () => {
    apply(plain, recordOf());
    expect(ages()).toEqual([["order", oslo("01-10")]]);
    expect(account.activeAt).toEqual(oslo("01-10"));
    account.activeAt = oslo("02-01");
    apply(plain, { ...recordOf(), ref: { ...REF, orderId: "10" } });
    expect(account.activeAt).toEqual(oslo("02-01"));
  });

  it.each([
    ["later than the payment", "01-20", "01-20"],
    ["before the payment", "01-05", "01-10"],
  ])("a guest's order that was attached %s, its bonus too", (_, attached, born) => {
    const timeline = under({ earning: { bonuses: { firstOrder: 60 } } });
    account.joinedAt = oslo("01-01");
    apply(timeline, recordOf({}, { attachedAt: oslo(attached) }));
    expect(ages().map(([source]) => source)).toEqual(["order", "firstOrder"]);
    expect(posted().map(({ at }) => at)).toEqual([oslo(born), oslo(born)]);
  });

  it.each<[string, OrderGiven, string]>([
    ["an edit", { editedAt: [oslo("02-01")], updatedAt: oslo("02-03") }, "02-01"],
    [
      "the payment that an edit waited for",
      { editedAt: [oslo("02-01")], paidAgainAt: oslo("02-02"), updatedAt: oslo("02-03") },
      "02-02",
    ],
    [
      "an edit after a former payment",
      { editedAt: [oslo("02-01")], paidAgainAt: oslo("01-20"), updatedAt: oslo("02-03") },
      "02-01",
    ],
    ["the state, where no edit is known", { updatedAt: oslo("02-03") }, "02-03"],
    [
      "the state, where a payment is known and no edit",
      { paidAgainAt: oslo("02-01"), updatedAt: oslo("02-03") },
      "02-03",
    ],
    ["the message, where the state's moment lies ahead", { updatedAt: oslo("06-01") }, "05-01"],
  ])("what is added later: %s", (_, told, born) => {
    const first = apply(plain, recordOf(half));
    apply(plain, later(first, { ...whole, ...told }), first);
    expect(bornLast()).toEqual(oslo(born));
  });

  it("what is added later is never older than what the order earned first", () => {
    const timeline = under({ earning: { awardWhen: "fulfilled" } });
    const sent = { fulfilledAt: oslo("01-20"), editedAt: [oslo("01-15")], updatedAt: oslo("01-20") };
    const first = apply(timeline, recordOf({ ...half, ...sent }));
    apply(timeline, later(first, { ...whole, ...sent, updatedAt: oslo("01-25") }), first);
    expect(bornLast()).toEqual(oslo("01-20"));
  });

  it.each<[string, Partial<OrderRecord>]>([
    ["earned nothing yet", {}],
    ["was a guest's", { memberId: null }],
    ["was never counted", { explanation: null }],
  ])("an edit does not date an order that %s", (_, rest) => {
    const pending = apply(plain, recordOf({ ...half, financialStatus: "pending", paidAt: null }));
    expect(pending.explanation?.nothing).toBe("unpaid");
    const counted = apply(under({}), recordOf(half)).explanation;
    account = newAccount("1", "1", oslo("2025-12-01"));
    const isGuests = rest.memberId === null;
    const before = { ...pending, ...(isGuests ? { explanation: counted } : {}), ...rest };
    apply(
      plain,
      { ...later(before, { ...whole, editedAt: [oslo("02-01")], updatedAt: oslo("02-03") }), memberId: "1" },
      before,
    );
    expect(bornLast()).toEqual(oslo("01-10"));
  });

  it("what is taken back is never dated ahead of the message", () => {
    const first = apply(plain, recordOf(whole));
    apply(
      plain,
      later(first, { lines: [{ price: "100.00", quantity: 2, refunded: 1 }], updatedAt: oslo("06-01") }),
      first,
    );
    expect(posted().at(-1)).toMatchObject({ kind: "takeBack", at: oslo("05-01") });
  });
});

describe("rule 15: an order counts for tiers", () => {
  it("not at all once all of it came back", () => {
    const first = apply(under({}), recordOf());
    expect(account.contributions.size).toBe(1);
    const gone = apply(
      under({}),
      later(first, { lines: [{ price: "100.00", refunded: 1 }], updatedAt: oslo("02-01") }),
      first,
    );
    expect(gone.contribution).toBeNull();
    expect(account.contributions.size).toBe(0);
  });

  it("as an order, though nothing was to be paid for it", () => {
    const free = apply(under({}), recordOf({ lines: [{ price: "0.00" }] }));
    expect(free.contribution).toMatchObject({ points: 0n, orders: 1, paidAt: oslo("01-10") });
  });

  it("in the currency of the program that its shop came to, where it was counted in another", () => {
    const program = programOf();
    const adopted = {
      version: 7,
      effectiveAt: oslo("2020-01-01"),
      program,
      shopId: "1",
      until: oslo("03-01"),
      factor: { n: 3n, d: 2n },
    };
    const timeline = makeTimeline([{ version: 1, effectiveAt: oslo("2020-01-01"), program }], [adopted]);
    const linked = apply(timeline, recordOf());
    expect(linked.pinned?.version).toBe(7);
    expect(linked.contribution?.spend).toEqual({ n: 15_000n, d: 1n });
  });

  it("lifts with the payment, whatever edits came before it was heard of, and whenever it was sent", () => {
    const sent = { editedAt: [oslo("01-15")], fulfilledAt: oslo("01-20"), updatedAt: oslo("01-20") };
    apply(under(withLevels({}, { earning: { awardWhen: "fulfilled" } })), recordOf({ ...worth("600.00"), ...sent }));
    expect(tiers().at(-1)).toEqual(["silver", oslo("01-10")]);
  });

  it("lifts with the points where they are the metric", () => {
    const sent = { fulfilledAt: oslo("01-20"), updatedAt: oslo("01-20") };
    const levels = [{ id: "silver", name: "Silver", threshold: "500", tag: "silver" }];
    apply(
      under({ earning: { awardWhen: "fulfilled" }, tiers: { metric: "points", levels } }),
      recordOf({ ...worth("600.00"), ...sent }),
    );
    expect(tiers()).toEqual([["silver", oslo("01-20")]]);
  });

  it("lifts by what is spent, though that earns no points", () => {
    const timeline = under(withLevels({}, { earning: { exclude: { vendors: ["acme"] } } }));
    const first = apply(timeline, recordOf(worth("400.00")));
    const lines = [{ price: "400.00" }, { price: "200.00", vendor: "acme" }];
    apply(timeline, later(first, { lines, editedAt: [oslo("02-01")], updatedAt: oslo("02-01") }), first);
    expect(account.available).toBe(400n);
    expect(tiers().at(-1)).toEqual(["silver", oslo("02-01")]);
  });
});

describe("rules 12 and 13: an order and a code", () => {
  /** A member with a code that took 100 of 300 points, and another order that carries it. */
  function withCode(): { story: Story; tell: (id: string, given?: OrderGiven) => void } {
    const story = new Story(
      { exchange: { rewards: [{ id: "nok-50", type: "amount", points: 100, value: "50.00" }] } },
      "01-05",
    );
    story.order("first", worth("300.00")).exchange("C");
    const tell = (id: string, given: OrderGiven = {}): void => {
      const ref = { shopId: "1", orderId: id };
      const state = orderOf({ ...worth("200.00"), id, codes: ["C"], updatedAt: story.now, ...given });
      const code = story.account.codes.get("C");
      if (!code) throw new Error("the code is gone");
      applyCode(
        { account: story.account, timeline: story.timeline, now: story.now, exchangeRate: null },
        newOrderRecord(ref, state),
        code,
      );
    };
    return { story, tell };
  }
  const codeOf = (story: Story) => {
    const code = story.account.codes.get("C");
    return [code?.status, code?.order?.orderId ?? null, Number(code?.returned ?? 0n)];
  };

  it("that is cancelled gives its points back, one that only carries the code of another gives nothing", () => {
    const { story, tell } = withCode();
    tell("a");
    expect(codeOf(story)).toEqual(["used", "a", 0]);
    tell("b", { cancelledAt: oslo("01-06") });
    expect(codeOf(story)).toEqual(["used", "a", 0]);
    expect(story.pockets).toMatchObject({ available: 200, reserved: 0 });
    tell("a", { cancelledAt: oslo("01-06") });
    expect(codeOf(story)).toEqual(["used", "a", 100]);
    expect(story.pockets).toMatchObject({ available: 300, reserved: 0 });
  });

  it("that was cancelled before Laurel heard of it uses a code that was open, and gives everything back", () => {
    const { story, tell } = withCode();
    tell("a", { cancelledAt: oslo("01-06") });
    expect(codeOf(story)).toEqual(["used", "a", 100]);
    expect(story.pockets).toMatchObject({ available: 300, reserved: 0 });
  });

  it("takes the points again where the code had ended, but not where it has fallen away itself", () => {
    const { story, tell } = withCode();
    endCode(story.account, story.timeline, "C", "expired", story.now);
    expect(story.pockets).toMatchObject({ available: 300, reserved: 0 });
    tell("a", { cancelledAt: oslo("01-06") });
    expect(codeOf(story)).toEqual(["expired", null, 100]);
    expect(story.pockets).toMatchObject({ available: 300, reserved: 0 });
    tell("a");
    expect(codeOf(story)).toEqual(["used", "a", 0]);
    expect(story.pockets).toMatchObject({ available: 200, reserved: 0 });
  });

  it("without the code does nothing to it", () => {
    const { story, tell } = withCode();
    tell("a", { codes: [] });
    expect(codeOf(story)).toEqual(["open", null, 0]);
  });
});
