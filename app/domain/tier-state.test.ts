import { describe, expect, it } from "vitest";
import { oslo, withLevels } from "./account.fixture.ts";
import { EVER } from "./metric.ts";
import type { Contribution } from "./metric.ts";
import { programOf } from "./order.fixture.ts";
import type { Program } from "./program.ts";
import { rational } from "./rational.ts";
import type { TierInput, TierState } from "./tiers.ts";
import { NO_TIER, dropped, isFirm, joined, lifted, qualifiedTier, reviewed, setByHand } from "./tiers.ts";

// Rules 16 to 19 as tables: from one state to the next, without a member around it. "The same" is the very state: nothing is written.

const AT = oslo("06-01 02:00");
const SINCE = oslo("02-01");

/** Orders of so many kroner each, paid on a day. */
const spent = (...orders: [kroner: number, day: string][]): Contribution[] =>
  orders.map(([kroner, day], index) => ({
    order: { shopId: "1", orderId: String(index + 1) },
    paidAt: oslo(day),
    spend: rational(BigInt(kroner * 100)),
    ...{ points: BigInt(kroner), orders: 1 },
  }));

const holding = (tier: string | null, rest: Partial<TierState> = {}): TierState => ({
  ...NO_TIER,
  tier,
  since: SINCE,
  ...rest,
});
const program = (tiers: object = {}): Program => programOf(withLevels(tiers));
const input = (state: TierState, kroner: number, tiers: object = {}, day = "03-01"): TierInput => ({
  ...{ state, contributions: spent([kroner, day]), program: program(tiers) },
});
const staff = (rest: object = {}) => ({ hold: { by: "staff" as const, until: null, lock: false, ...rest } });
const card = (from: string, until: string) => ({ from: oslo(from), until: oslo(until), order: null, basis: EVER });
const MEMBERSHIP = { window: { kind: "membership", months: 3 } };

describe("rule 19: what staff set is firm", () => {
  it.each([
    [null, false],
    [{ until: null, lock: false }, false],
    [{ until: null, lock: true }, true],
    [{ until: oslo("06-01 02:01"), lock: false }, true],
    [{ until: AT, lock: false }, false],
    [{ until: AT, lock: true }, false],
    [{ until: oslo("05-31"), lock: true }, false],
  ])("%j: %s", (hold, firm) => {
    expect(isFirm(hold === null ? null : { by: "staff", ...hold }, AT)).toBe(firm);
  });
});

describe("rule 17: an order lifts", () => {
  it.each([
    ["bronze", 600, "silver"],
    [null, 0, "bronze"],
    ["bronze", 1000, "gold"],
  ])("from %s with %s to %s, since the order", (from, kroner, to) => {
    const order = oslo("05-20");
    expect(lifted(input(holding(from), kroner), order, AT, "1/1")).toEqual(holding(to, { since: order }));
  });

  it.each([
    ["gold", 600, {}],
    ["silver", 600, {}],
    ["bronze", 2000, staff({ lock: true })],
    ["bronze", 2000, staff({ until: oslo("06-02") })],
  ])("but not from %s with %s and %j: the same", (from, kroner, rest) => {
    const state = holding(from, rest);
    expect(lifted(input(state, kroner), AT, AT, null)).toBe(state);
  });

  it("and ends the days of grace where it brings back what is held, not where it brings less", () => {
    const grace = { belowSince: oslo("05-28") };
    expect(lifted(input(holding("silver", grace), 600), AT, AT, null)).toEqual(holding("silver"));
    const below = holding("gold", grace);
    expect(lifted(input(below, 600), AT, AT, null)).toBe(below);
  });

  it("out of what was held as a floor", () => {
    expect(lifted(input(holding("silver", staff()), 1500), AT, AT, null)).toEqual(holding("gold", { since: AT }));
    const floor = holding("silver", staff());
    expect(lifted(input(floor, 100), AT, AT, null)).toBe(floor);
  });
});

describe("rule 17: a refund drops at once where the program says so", () => {
  it.each([
    ["gold", 600, "silver"],
    ["gold", 0, "bronze"],
  ])("from %s with %s to %s", (from, kroner, to) => {
    expect(dropped(input(holding(from), kroner), AT, AT)).toEqual(holding(to, { since: AT }));
  });

  it.each([
    ["silver", 600, {}],
    ["bronze", 600, {}],
    ["gold", 0, staff()],
    ["gold", 0, { hold: { by: "start" as const, until: null, lock: false } }],
    [null, 600, {}],
  ])("but leaves %s with %s and %j: the same", (from, kroner, rest) => {
    const state = holding(from, rest);
    expect(dropped(input(state, kroner), AT, AT)).toBe(state);
  });

  it("and leaves a card whose orders still reach it, and no other", () => {
    const state = holding("gold", { card: card("05-01", "08-01") });
    const reaching = { ...input(state, 1000, MEMBERSHIP, "05-01"), contributions: spent([1000, "04-20"]) };
    expect(dropped(reaching, AT, AT)).toBe(state);
    const fallen = { ...reaching, contributions: spent([600, "04-20"]) };
    expect(dropped(fallen, AT, AT)).toMatchObject({ tier: "silver", since: AT, card: { from: AT } });
  });
});

describe("rule 17: a review", () => {
  const grace = { graceDays: 10 };
  it.each([
    ["lifts", "bronze", 600, {}, {}, { tier: "silver", since: AT, belowSince: null }],
    ["drops without grace", "gold", 600, {}, {}, { tier: "silver", since: AT, belowSince: null }],
    ["begins to count grace", "gold", 600, grace, {}, { tier: "gold", since: SINCE, belowSince: AT }],
    [
      "ends grace on its day",
      "gold",
      600,
      grace,
      { belowSince: oslo("05-22 02:00") },
      { tier: "silver", since: AT, belowSince: null },
    ],
    [
      "forgets grace after a recovery",
      "gold",
      1000,
      grace,
      { belowSince: oslo("05-28") },
      { tier: "gold", since: SINCE, belowSince: null },
    ],
    ["leaves a tier that is gone at once", "gone", 600, grace, {}, { tier: "silver", since: AT, belowSince: null }],
    [
      "takes away a card that the program no longer gives",
      "silver",
      600,
      {},
      { card: card("05-01", "08-01") },
      { tier: "silver", since: SINCE, card: null },
    ],
    [
      "lets the metric decide when a hand-set tier has ended",
      "gold",
      600,
      grace,
      staff({ until: AT }),
      { tier: "silver", since: AT, hold: null },
    ],
    [
      "keeps the date of a tier that the metric keeps",
      "silver",
      600,
      {},
      staff({ until: AT }),
      { tier: "silver", since: SINCE, hold: null },
    ],
    ["lifts out of a floor", "silver", 2000, {}, staff(), { tier: "gold", since: AT, hold: null }],
  ])("%s: %s with %s", (_what, from, kroner, tiers, rest, expected) => {
    expect(reviewed(input(holding(from, rest), kroner, tiers), AT)).toMatchObject(expected);
  });

  it.each([
    ["what is reached", "silver", 600, {}, {}],
    ["grace that still runs", "gold", 600, grace, { belowSince: oslo("05-23 02:00") }],
    ["a floor above the metric", "gold", 0, {}, staff()],
    ["what is locked", "gold", 0, {}, staff({ lock: true })],
    ["what has not ended", "bronze", 5000, {}, staff({ until: oslo("06-01 03:00") })],
  ])("leaves %s: the same", (_what, from, kroner, tiers, rest) => {
    const state = holding(from, rest);
    expect(reviewed(input(state, kroner, tiers), AT)).toBe(state);
  });

  it("leaves no tier where nothing is reached", () => {
    const levels = [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }];
    expect(reviewed(input(holding("gold"), 10, { levels }), AT)).toMatchObject({ tier: null, since: AT, card: null });
  });
});

describe("rule 16: a review of memberships", () => {
  const LEVELS = { ...MEMBERSHIP, levels: [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }] };
  it("gives a card to whoever held a tier without one, and takes a tier that is gone", () => {
    expect(reviewed(input(holding("gold"), 1000, LEVELS), AT)).toMatchObject({
      tier: "gold",
      since: SINCE,
      card: { from: AT },
    });
    const gone = holding("gone", { card: card("05-01", "08-01") });
    expect(reviewed(input(gone, 1000, LEVELS), AT)).toMatchObject({ tier: "gold", since: AT, card: { from: AT } });
  });

  it("leaves a card that runs: the same", () => {
    const state = holding("gold", { card: card("05-01", "08-01") });
    expect(reviewed(input(state, 0, LEVELS), AT)).toBe(state);
  });

  it("ends a card at its moment, not before: without orders in it nothing follows, and only later orders count", () => {
    const ends = (until: string) => holding("gold", { card: card("03-01", until) });
    expect(reviewed(input(ends("06-01 02:00"), 1000, LEVELS, "02-28"), AT)).toMatchObject({
      ...{ tier: null, since: AT, card: null, cardsEndedAt: AT, belowSince: null },
    });
    const running = ends("06-01 02:01");
    expect(reviewed(input(running, 1000, LEVELS, "02-28"), AT)).toBe(running);
  });

  it("counts for a member without a card what was paid since the last one ended", () => {
    const state = (day: string): TierState => holding(null, { cardsEndedAt: oslo(day) });
    expect(qualifiedTier(input(state("02-01"), 1000, LEVELS), AT)).toBe("gold");
    expect(qualifiedTier(input(state("04-01"), 1000, LEVELS), AT)).toBeNull();
    const waiting = holding("gold", { card: card("01-01", "06-01 02:00") });
    expect(qualifiedTier(input(waiting, 1000, LEVELS), AT)).toBeNull();
    const running = holding("gold", { card: card("01-01", "06-01 02:01") });
    expect(qualifiedTier(input(running, 1000, LEVELS), AT)).toBe("gold");
  });

  it("lifted out of a card that has ended, a member's next one begins anew", () => {
    const ended = holding("silver", { card: card("02-01", "05-01") });
    const next = lifted({ ...input(ended, 1000, MEMBERSHIP, "05-20") }, oslo("05-20"), AT, "1/1");
    expect(next).toMatchObject({
      tier: "gold",
      since: oslo("05-20"),
      cardsEndedAt: oslo("05-01"),
      card: { from: oslo("05-20") },
    });
  });
});

describe("rule 19: by hand", () => {
  const wish = (tier: string | null, rest: object = {}) => ({ tier, until: null, lock: false, ...rest });
  it("a tier is held, up or down, and a card goes", () => {
    const from = holding("silver", { card: card("05-01", "08-01"), belowSince: oslo("05-28") });
    expect(setByHand(input(from, 600), wish("gold"), AT)).toEqual(holding("gold", { ...staff(), since: AT }));
    const until = oslo("07-01");
    expect(setByHand(input(from, 600), wish("silver", { until, lock: true }), AT)).toEqual(
      holding("silver", staff({ until, lock: true })),
    );
  });

  it.each([{ until: oslo("07-01") }, { lock: true }])("no tier is held with %j", (rest) => {
    expect(setByHand(input(holding("gold"), 2000), wish(null, rest), AT)).toEqual(
      holding(null, { ...staff(rest), since: AT }),
    );
  });

  it("nothing clears what was set, and the metric decides", () => {
    const set = holding("gold", { ...staff({ lock: true }), card: card("01-01", "05-01") });
    expect(setByHand(input(set, 600), wish(null), AT)).toEqual(holding("silver", { since: AT }));
  });
});

describe("rule 18: who first takes part", () => {
  it.each([
    [null, 0, "bronze", null],
    ["silver", 0, "silver", { by: "start", until: null, lock: false }],
    ["silver", 2000, "gold", null],
  ])("with the start tier %s and %s spent holds %s", (startTier, kroner, tier, hold) => {
    expect(joined(input(NO_TIER, kroner, { startTier }), AT)).toMatchObject({ tier, hold, since: AT });
  });

  it("keeps a tier that they have already", () => {
    const state = holding("gold");
    expect(joined(input(state, 0, { startTier: "silver" }), AT)).toBe(state);
  });
});
