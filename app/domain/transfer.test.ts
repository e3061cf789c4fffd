import { describe, expect, it } from "vitest";
import type { Account } from "./account.ts";
import { newAccount } from "./account.ts";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import type { OrderGiven } from "./order.fixture.ts";
import { setTierByHand } from "./member-tier.ts";
import { applyOrder, newOrderRecord } from "./member-orders.ts";
import { follow } from "./moments.ts";
import { orderOf } from "./order.fixture.ts";
import { rational } from "./rational.ts";
import { enterProgram, leaveWithAll, partWithShop } from "./transfer.ts";
import type { LeftDebt } from "./transfer.ts";

// Rule 23: what goes with a shop that is linked or leaves, and that between both sides no point appears or is lost.

const YEAR = { expiry: { kind: "age", months: 12 } };

/** An account of another program that has nothing yet. */
const arrivingAt = (now: Date): Account => newAccount("2", "7", now);

const lotsOf = (account: Account): [number, number, number, string | undefined][] =>
  [...account.lots.values()].map(({ no, remaining, inCodes, order }) => [
    no,
    Number(remaining),
    Number(inCodes),
    order?.orderId,
  ]);

const pockets = ({ available, pending, reserved, debt }: Account): number[] =>
  [available, pending, reserved, debt].map(Number);

const entries = (account: Account): [string, number, number, number, number][] =>
  account.news.entries.map((entry) => [
    entry.kind,
    ...([entry.points, entry.pending, entry.reserved, entry.debt].map(Number) as [number, number, number, number]),
  ]);

/** An order of another shop of the same program. */
function orderOfShop(story: Story, shopId: string, id: string, given: OrderGiven = {}): Story {
  const { account, timeline, now } = story;
  const state = orderOf({ id, createdAt: now, processedAt: now, paidAt: now, ...given, updatedAt: now });
  const record = { ...newOrderRecord({ shopId, orderId: id }, state), memberId: "1" };
  applyOrder({ account, timeline, now, exchangeRate: null }, null, record);
  follow(account, timeline, now);
  return story;
}

describe("into the program that a shop was linked to", () => {
  const enter = (from: Story, into: Story, more: { excluded?: boolean; factor?: [bigint, bigint] } = {}): Account => {
    const arriving = arrivingAt(from.now);
    const [n, d] = more.factor ?? [1n, 1n];
    enterProgram(arriving, from.account, into.timeline, {
      excluded: more.excluded ?? false,
      factor: rational(n, d),
      now: from.now,
    });
    return arriving;
  };

  it("go points with their lots, what is pending, codes, debt and personal facts", () => {
    const from = new Story({ ...YEAR, earning: { holdDays: 3, bonuses: { joining: 5 } } }, "01-05");
    from.account.birthday = "03-04";
    from.at("01-10").order("a", worth("150.00")).at("02-01").order("b", worth("30.00")).exchange("C");
    const arriving = enter(from, new Story({}, "01-05"));
    expect(pockets(arriving)).toEqual([55, 30, 100, 0]);
    expect(pockets(from.account)).toEqual([0, 0, 0, 0]);
    expect(from.account.mergedInto).toBe("7");
    expect(lotsOf(arriving).map(([, left, inCodes, order]) => [left, inCodes, order])).toEqual(
      expect.arrayContaining([[30, 0, "b"]]),
    );
    expect(arriving.codes.get("C")?.points).toBe(100n);
    expect(from.account.codes.size).toBe(0);
    expect(arriving).toMatchObject({
      birthday: "03-04",
      joinedAt: from.account.joinedAt,
      bonuses: { joining: true, firstOrder: true },
    });
    expect(arriving.news.seen).toBe(true);
  });

  it("what orders count is counted in the other currency", () => {
    const from = new Story({}, "01-05").at("01-10").order("a", worth("150.00"));
    const arriving = enter(from, new Story({}, "01-05"), { factor: [1n, 10n] });
    expect([...arriving.contributions.values()].map(({ spend }) => spend)).toEqual([rational(1_500n)]);
    expect(from.account.contributions.size).toBe(0);
  });

  it("the tier is what the new program's rules say, without bonus and without a notice", () => {
    const bonus = [{ id: "gold", name: "Gold", threshold: "100.00", tag: "gold", entryBonus: 50 }];
    const from = new Story({}, "01-05").at("01-10").order("a", worth("150.00"));
    const arriving = enter(from, new Story(withLevels({ levels: bonus }), "01-05"));
    expect(arriving.tier.tier).toBe("gold");
    expect(arriving.available).toBe(150n);
    expect(arriving.news.notices).toEqual([]);
  });

  it("an earlier tier of the former program stays in the history, for orders that are heard of late", () => {
    const from = new Story(withLevels(), "01-05").at("01-10").order("a", worth("600.00"));
    const arriving = enter(from, new Story({}, "01-05"));
    const { tierChanges } = from.account;
    expect(tierChanges.length).toBeGreaterThan(0);
    expect(arriving.tierChanges.slice(0, tierChanges.length)).toEqual(tierChanges);
    expect(arriving.tierChanges[0]).not.toBe(tierChanges[0]);
    expect(arriving.news.tierChanges.slice(0, tierChanges.length)).toEqual(tierChanges);
  });

  it("who has a tag that the new program excludes is excluded there from now on, with what they had", () => {
    const from = new Story({}, "01-05").at("01-10").order("a", worth("150.00"));
    const arriving = enter(from, new Story(withLevels(), "01-05"), { excluded: true });
    expect(arriving.exclusions).toEqual([{ from: from.now, until: null }]);
    expect([arriving.available, arriving.tier.tier]).toEqual([150n, null]);
    const other = new Story({}, "01-05").at("01-10").order("a", worth("150.00"));
    other.account.exclusions = [{ from: oslo("01-06"), until: oslo("01-07") }];
    const back = enter(other, new Story({}, "01-05"));
    expect(back.exclusions).toEqual(other.account.exclusions);
    expect(back.exclusions[0]).not.toBe(other.account.exclusions[0]);
  });

  it("points pay the debt of a member who is there already", () => {
    const from = new Story({}, "01-05").at("01-10").order("a", worth("150.00"));
    const arriving = arrivingAt(from.now);
    arriving.debt = 40n;
    enterProgram(arriving, from.account, from.timeline, { excluded: false, factor: rational(1n), now: from.now });
    expect(pockets(arriving)).toEqual([110, 0, 0, 0]);
  });
});

describe("with a shop that leaves, of a member who is its customer alone", () => {
  it("goes everything, and the tier stays as it is held", () => {
    const from = new Story(withLevels(), "01-05").at("01-10").order("a", worth("600.00"));
    setTierByHand(from.account, from.timeline, { tier: "gold", until: null, lock: true }, from.now);
    const arriving = arrivingAt(from.now);
    leaveWithAll(arriving, from.account, from.timeline, from.now);
    expect(arriving.tier).toEqual(from.account.tier);
    expect(arriving.tier).not.toBe(from.account.tier);
    expect(arriving.tier.tier).toBe("gold");
    expect(pockets(arriving)).toEqual([600, 0, 0, 0]);
    expect(arriving.tierChanges).toEqual(from.account.tierChanges);
    expect([arriving.news.tags, arriving.news.seen]).toEqual([true, true]);
    expect(from.account.mergedInto).toBe("7");
  });

  it("points that arrive pay a debt that is there", () => {
    const from = new Story({}, "01-05").at("01-10").order("a", worth("20.00"));
    const arriving = arrivingAt(from.now);
    arriving.debt = 50n;
    leaveWithAll(arriving, from.account, from.timeline, from.now);
    expect(pockets(arriving)).toEqual([0, 0, 0, 30]);
  });
});

describe("with a shop that leaves, of a member who is a customer of another too", () => {
  const part = (staying: Story, input: { shopId?: string; debts?: readonly LeftDebt[] } = {}): Account => {
    const arriving = arrivingAt(staying.now);
    partWithShop(arriving, staying.account, staying.timeline, {
      shopId: input.shopId ?? "2",
      debts: input.debts ?? [],
      now: staying.now,
    });
    return arriving;
  };
  /** A member with 150 points of shop 1 and 40 and 7 of shop 2. */
  const member = (patch: object = YEAR): Story => {
    const story = new Story(patch, "01-05").at("01-10").order("a", worth("150.00")).at("01-20");
    orderOfShop(story, "2", "b", worth("40.00"));
    return orderOfShop(story.at("01-25"), "2", "c", worth("7.00"));
  };

  it("go the points that its orders earned, with their dates, and what these orders count", () => {
    const staying = member();
    const arriving = part(staying);
    expect(pockets(arriving)).toEqual([47, 0, 0, 0]);
    expect(pockets(staying.account)).toEqual([150, 0, 0, 0]);
    expect(lotsOf(arriving)).toEqual([
      [1, 40, 0, "b"],
      [2, 7, 0, "c"],
    ]);
    expect([...arriving.news.lots]).toEqual([1, 2]);
    expect([...arriving.lots.values()].map((lot) => lot.expiresAt)).toEqual([
      oslo("2027-01-21 00:00"),
      oslo("2027-01-26 00:00"),
    ]);
    expect(lotsOf(staying.account).map(([, left]) => left)).toEqual([150, 0, 0]);
    expect(entries(arriving)).toEqual([
      ["mergedIn", 40, 0, 0, 0],
      ["mergedIn", 7, 0, 0, 0],
    ]);
    const given = staying.account.news.entries.at(-1);
    expect(given).toMatchObject({ kind: "mergedOut", points: -47n });
    expect(given?.lots).toEqual([
      { lot: 2, points: 40n },
      { lot: 3, points: 7n },
    ]);
    expect([...arriving.contributions.values()].map((one) => one.order.orderId).sort()).toEqual(["b", "c"]);
    expect([...staying.account.contributions.values()].map((one) => one.order.orderId)).toEqual(["a"]);
    expect([staying.account.news.seen, arriving.news.seen, arriving.news.tags]).toEqual([true, true, true]);
    expect([arriving.joinedAt, staying.account.mergedInto]).toEqual([staying.account.joinedAt, null]);
  });

  it("go points that are still held, as held", () => {
    const staying = new Story({ earning: { holdDays: 5 } }, "01-05").at("01-10").order("a", worth("150.00"));
    orderOfShop(staying.at("01-12"), "2", "b", worth("40.00"));
    const arriving = part(staying);
    expect(pockets(arriving)).toEqual([0, 40, 0, 0]);
    expect(pockets(staying.account)).toEqual([0, 150, 0, 0]);
    expect(staying.account.news.entries.at(-1)).toMatchObject({ kind: "mergedOut", points: -40n, pending: -40n });
  });

  it("goes nothing of another shop's, and nothing is written where nothing goes", () => {
    const staying = new Story(YEAR, "01-05").at("01-10").order("a", worth("150.00"));
    const before = staying.account.entryCount;
    const arriving = part(staying);
    expect([pockets(arriving), arriving.lots.size, arriving.entryCount]).toEqual([[0, 0, 0, 0], 0, 0]);
    expect([pockets(staying.account), staying.account.entryCount]).toEqual([[150, 0, 0, 0], before]);
  });

  it("go its codes with the points that lie in them, whichever shop's orders had earned them", () => {
    const staying = member().exchange("C");
    const code = staying.account.codes.get("C");
    if (code) code.shopId = "2";
    const inCode = staying.account.codes.get("C")?.lots ?? [];
    expect(inCode).toEqual([{ lot: 1, points: 100n }]);
    const arriving = part(staying);
    expect(pockets(arriving)).toEqual([47, 0, 100, 0]);
    expect(pockets(staying.account)).toEqual([50, 0, 0, 0]);
    expect(lotsOf(arriving)).toEqual([
      [1, 0, 100, "a"],
      [2, 40, 0, "b"],
      [3, 7, 0, "c"],
    ]);
    expect(lotsOf(staying.account)[0]).toEqual([1, 50, 0, "a"]);
    expect(arriving.codes.get("C")?.lots).toEqual([{ lot: 1, points: 100n }]);
    expect([...arriving.news.codes]).toEqual(["C"]);
    expect([staying.account.codes.size, staying.account.news.codes.has("C")]).toEqual([0, false]);
    expect(staying.account.news.entries.at(-1)).toMatchObject({ kind: "mergedOut", points: -47n, reserved: -100n });
    expect(arriving.news.entries.at(-1)).toMatchObject({ kind: "mergedIn", points: 0n, reserved: 100n, lots: [] });
  });

  it("a code of the shop that stays keeps its points where it is", () => {
    const staying = member().exchange("C");
    const arriving = part(staying);
    expect([pockets(arriving), arriving.codes.size]).toEqual([[47, 0, 0, 0], 0]);
    expect([pockets(staying.account), staying.account.codes.size]).toEqual([[50, 0, 100, 0], 1]);
  });

  it.each([
    ["used", 0n, 100],
    ["used", 30n, 70],
    ["expired", 100n, 0],
  ] as const)("a code that was %s, with %i points back, leaves what may still come back", (status, returned, left) => {
    const staying = member().exchange("C");
    const code = staying.account.codes.get("C");
    const lot = staying.account.lots.get(1);
    if (!code || !lot) throw new Error("there is no code");
    Object.assign(code, { shopId: "2", status, returned });
    lot.inCodes = BigInt(left);
    staying.account.reserved = 0n;
    const arriving = part(staying);
    expect([arriving.reserved, staying.account.reserved]).toEqual([0n, 0n]);
    expect(arriving.lots.get(1)?.inCodes).toBe(BigInt(left));
    expect(staying.account.lots.get(1)?.inCodes).toBe(0n);
    expect(arriving.codes.get("C")?.lots).toEqual([{ lot: 1, points: 100n }]);
  });

  const left = (shopId: string | null, debt: bigint): LeftDebt => ({ shopId, debt });
  it.each([
    ["its orders left a part of", [left("2", 30n), left("1", 20n)], 30, 20],
    ["its orders left alone", [left("2", 50n)], 50, 0],
    ["others left after its own was paid", [left("1", 50n), left("2", 70n)], 0, 50],
    [
      "its orders left twice, of which the first is half paid",
      [left("2", 10n), left("1", 30n), left("2", 20n)],
      20,
      30,
    ],
    ["staff or nobody's order left", [left(null, 40n), left("2", 90n)], 10, 40],
    ["nothing explains", [left("2", 5n)], 5, 45],
  ] as const)("of a debt of 50 goes what the shop's orders left: %s", (_name, debts, goes, stays) => {
    const staying = member();
    staying.account.available = 0n;
    for (const lot of staying.account.lots.values()) lot.remaining = 0n;
    staying.account.debt = 50n;
    const before = entries(staying.account).length;
    const arriving = part(staying, { debts });
    expect([Number(arriving.debt), Number(staying.account.debt)]).toEqual([goes, stays]);
    expect(entries(arriving)).toEqual(goes === 0 ? [] : [["mergedIn", -goes, 0, 0, goes]]);
    expect(entries(staying.account).slice(before)).toEqual(goes === 0 ? [] : [["mergedOut", goes, 0, 0, -goes]]);
  });

  it("points that arrive pay the debt that arrives with them", () => {
    const staying = member();
    staying.account.debt = 10n;
    const arriving = part(staying, { debts: [left("2", 10n)] });
    expect(pockets(arriving)).toEqual([37, 0, 0, 0]);
    expect(staying.account.debt).toBe(0n);
  });

  it("what had expired of its orders' points goes along: a refund must find it", () => {
    const staying = member({ expiry: { kind: "age", months: 1 } }).at("03-15");
    expect(pockets(staying.account)).toEqual([0, 0, 0, 0]);
    const arriving = part(staying);
    expect([...arriving.lots.values()].map(({ expired, order }) => [expired, order?.orderId])).toEqual([
      [40n, "b"],
      [7n, "c"],
    ]);
    expect([...staying.account.lots.values()].map(({ expired }) => expired)).toEqual([150n, 0n, 0n]);
  });

  it("a lot that is used up and named by no code stays where it is", () => {
    const staying = member();
    const used = staying.account.lots.get(2);
    if (used) used.remaining = 0n;
    staying.account.available -= 40n;
    expect(lotsOf(part(staying))).toEqual([[1, 7, 0, "c"]]);
  });

  it("both keep the tier that is held", () => {
    const staying = member(withLevels()).at("02-01");
    setTierByHand(staying.account, staying.timeline, { tier: "gold", until: null, lock: true }, staying.now);
    const arriving = part(staying);
    expect(arriving.tier).toEqual(staying.account.tier);
    expect(arriving.tier).not.toBe(staying.account.tier);
  });
});
