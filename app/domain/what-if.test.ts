import { describe, expect, it } from "vitest";
import { oslo, withLevels, worth } from "./account.fixture.ts";
import type { OrderGiven } from "./order.fixture.ts";
import { orderOf, programOf } from "./order.fixture.ts";
import type { PlayedMember } from "./what-if.ts";
import { addToWhatIf, NO_SUMS, playMember } from "./what-if.ts";

// Broken if a draft promised other points, costs or tiers than it would give once it is published.

const SPAN = { from: oslo("01-01 00:00"), now: oslo("12-31 12:00") };

const order = (id: string, day: string, given: OrderGiven = worth("100.00")): PlayedMember["orders"][number] => {
  const at = oslo(day);
  const state = orderOf({ id, createdAt: at, processedAt: at, paidAt: at, updatedAt: at, ...given });
  return { ref: { shopId: "1", orderId: id }, state, attachedAt: null, excluded: false, exchangeRate: null };
};

const member = (memberId: string, orders: PlayedMember["orders"], more: Partial<PlayedMember> = {}): PlayedMember => ({
  ...{ memberId, birthday: null, known: true, orders },
  ...more,
});

describe("a member is played under a program", () => {
  it("with the points of each order, and what of them had expired by the end", () => {
    const two = member("1", [order("a", "01-10"), order("b", "11-20", worth("30.00"))]);
    expect(playMember(two, programOf({}), SPAN)).toEqual({ earned: 130n, expired: 0n, tier: null });
    const short = programOf({ expiry: { kind: "age", months: 2 } });
    expect(playMember(two, short, SPAN)).toEqual({ earned: 130n, expired: 100n, tier: null });
  });

  it("refunds are taken off, and orders that earn nothing add nothing", () => {
    const refunded = order("a", "01-10", { lines: [{ price: "100.00", refunded: 1 }, { price: "8.00" }] });
    const unpaid = order("b", "02-10", { financialStatus: "pending" });
    const out = { ...order("c", "03-10"), excluded: true };
    expect(playMember(member("1", [refunded, unpaid, out]), programOf({}), SPAN).earned).toBe(8n);
  });

  it("the first order and joining are occasions for new members only; a birthday is for everybody", () => {
    const program = programOf({ earning: { bonuses: { joining: 5, firstOrder: 20, birthday: 300 } } });
    const orders = [order("a", "01-10")];
    expect(playMember(member("1", orders), program, SPAN).earned).toBe(100n);
    expect(playMember(member("1", orders, { known: false }), program, SPAN).earned).toBe(125n);
    expect(playMember(member("1", orders, { birthday: "03-04" }), program, SPAN).earned).toBe(400n);
  });

  it("a tier is what the orders lift to, and what it brings counts", () => {
    const levels = [{ id: "gold", name: "Gold", threshold: "150.00", tag: "gold", multiplier: "2", entryBonus: 40 }];
    const program = programOf(withLevels({ levels }));
    const played = playMember(
      member("1", [order("a", "01-10"), order("b", "02-10"), order("c", "03-10")]),
      program,
      SPAN,
    );
    expect(played).toEqual({ earned: 100n + 100n + 40n + 200n, expired: 0n, tier: "gold" });
  });

  it("an order counts at the moment when it was paid, one that was heard of late after those before it, and none after the end", () => {
    const rate = { expiry: { kind: "age", months: 2 } };
    const late = order("a", "11-20", { paidAt: oslo("11-20") });
    const early = order("b", "01-02");
    expect(playMember(member("1", [late, early]), programOf(rate), SPAN)).toMatchObject({
      earned: 200n,
      expired: 100n,
    });
    const future = order("c", "2027-06-01");
    expect(playMember(member("1", [future]), programOf(rate), SPAN)).toMatchObject({ earned: 100n, expired: 0n });
  });

  it("an order without a moment of payment counts when it was last heard of", () => {
    const program = programOf({ expiry: { kind: "age", months: 2 } });
    const unsaid = order("a", "01-02", { paidAt: null, updatedAt: oslo("11-30"), financialStatus: "paid" });
    expect(playMember(member("1", [unsaid]), program, SPAN).expired).toBe(0n);
  });

  it("a guest's order counts from when its customer was known", () => {
    const program = programOf({ earning: { bonuses: { firstOrder: 20 } } });
    const guest = { ...order("a", "01-10"), attachedAt: oslo("02-01") };
    expect(playMember(member("1", [guest], { known: false }), program, SPAN).earned).toBe(120n);
  });
});

describe("two programs are compared over members", () => {
  const today = programOf({});
  const levels = [{ id: "gold", name: "Gold", threshold: "150.00", tag: "gold" }];
  const draft = programOf(withLevels({ levels }, { earning: { points: 2 }, expiry: { kind: "age", months: 2 } }));
  const programs = { today, draft };
  const small = member("9", [order("a", "01-10")]);
  const large = member("10", [order("b", "01-10"), order("c", "11-20")]);
  const none = member("11", []);

  it("with all sums, who ends in which tier, and those first whom it changes most", () => {
    expect(addToWhatIf(NO_SUMS, [small, large, none], programs, SPAN)).toEqual({
      members: 3,
      orders: 3,
      today: { earned: "300", expired: "0" },
      draft: { earned: "600", expired: "400" },
      moves: [
        { from: null, to: null, members: 2 },
        { from: null, to: "gold", members: 1 },
      ],
      samples: [
        { memberId: "10", orders: 2, today: "200", draft: "400", tierToday: null, tierDraft: "gold" },
        { memberId: "9", orders: 1, today: "100", draft: "200", tierToday: null, tierDraft: null },
        { memberId: "11", orders: 0, today: "0", draft: "0", tierToday: null, tierDraft: null },
      ],
    });
  });

  it("members added in slices come to the same as all at once, and what was summed is left as it was", () => {
    const whole = addToWhatIf(NO_SUMS, [small, large, none], programs, SPAN);
    const first = addToWhatIf(NO_SUMS, [small], programs, SPAN);
    const before = structuredClone(first);
    expect(addToWhatIf(first, [large, none], programs, SPAN)).toEqual(whole);
    expect(first).toEqual(before);
    expect(NO_SUMS).toMatchObject({ members: 0, moves: [], samples: [] });
  });

  it("ten samples are kept: by points, then by a tier that moves, then by the member's number, losses like gains", () => {
    const less = programOf(withLevels({ levels: [{ ...levels[0], threshold: "50.00" }] }, { earning: { points: 0 } }));
    const many = Array.from({ length: 11 }, (_, index) =>
      member(String(20 - index), [order(String(index), "01-10", worth("40.00"))]),
    );
    const loser = member("3", [order("x", "01-10", worth("45.00"))]);
    const { samples } = addToWhatIf(NO_SUMS, [...many, loser], { today, draft: less }, SPAN);
    expect(samples.map((sample) => sample.memberId)).toEqual([
      "3",
      "10",
      "11",
      "12",
      "13",
      "14",
      "15",
      "16",
      "17",
      "18",
    ]);
    const same = programOf(withLevels({ levels: [{ ...levels[0], threshold: "50.00" }] }));
    const moved = addToWhatIf(
      NO_SUMS,
      [member("2", [order("y", "01-10", worth("40.00"))]), member("5", [order("z", "01-10")])],
      { today, draft: same },
      SPAN,
    );
    expect(moved.samples.map((sample) => sample.memberId)).toEqual(["5", "2"]);
  });
});
