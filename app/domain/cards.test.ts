import { describe, expect, it } from "vitest";
import { oslo, withLevels } from "./account.fixture.ts";
import { cardEnd, followingCard, isStillReached, newCard, renewalBasis } from "./cards.ts";
import type { Contribution } from "./metric.ts";
import { programOf } from "./order.fixture.ts";
import { rational } from "./rational.ts";

// Rules 16 and 17: how long a card is, which orders it was reached with, and which decide when it ends.

const OSLO = "Europe/Oslo";
const membership = programOf(withLevels({ window: { kind: "membership", months: 3 } }));
/** An order worth so much, in kroner. */
const paid = (orderId: string, at: string, kroner: number): Contribution => ({
  order: { shopId: "1", orderId },
  paidAt: oslo(at),
  spend: rational(BigInt(kroner) * 100n),
  points: 0n,
  orders: 1,
});
const card = newCard(membership, oslo("01-10"), oslo("2025-12-01"), "1/b");

describe("a card", () => {
  it("holds through the whole of the day N months later", () => {
    expect(cardEnd(oslo("01-10"), 3, OSLO)).toEqual(oslo("04-11 00:00"));
    expect(cardEnd(oslo("2026-11-30"), 3, OSLO)).toEqual(oslo("2027-03-01 00:00"));
    expect(card).toEqual({
      from: oslo("01-10"),
      until: oslo("04-11 00:00"),
      order: "1/b",
      basis: { from: oslo("2025-12-01"), until: null, without: null },
    });
  });

  it("is of memberships alone", () => {
    const lifetime = programOf(withLevels({ window: { kind: "lifetime" } }));
    expect(() => newCard(lifetime, oslo("01-10"), null, null)).toThrow("only memberships have cards");
  });

  it("is kept while the orders since the last card reach its tier, from the very first moment on", () => {
    const before = paid("a", "2025-11-30", 1_000);
    const reached = (contributions: Contribution[], tier: string): boolean =>
      isStillReached(contributions, membership, card, tier);
    expect(reached([before, paid("b", "2025-12-01", 500)], "silver")).toBe(true);
    expect(reached([before, paid("b", "2025-12-01", 500)], "gold")).toBe(false);
    expect(reached([paid("b", "01-10", 1_000)], "silver")).toBe(true);
    expect(reached([], "bronze")).toBe(true);
    expect(reached([before, paid("b", "01-10", 499)], "silver")).toBe(false);
    const steep = programOf({
      tiers: {
        window: { kind: "membership", months: 3 },
        levels: [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }],
      },
    });
    expect(isStillReached([], steep, card, "gold")).toBe(false);
  });

  it("is followed by the orders of its own time, without the one that brought it", () => {
    expect(renewalBasis(card)).toEqual({ from: oslo("01-10"), until: oslo("04-11 00:00"), without: "1/b" });
    const others = [paid("b", "01-10", 900), paid("c", "04-10", 500), paid("d", "04-11 00:00", 900)];
    expect(followingCard(others, membership, card)).toEqual({
      tier: "silver",
      card: {
        from: oslo("04-11 00:00"),
        until: oslo("07-11 00:00"),
        order: null,
        basis: { from: oslo("01-10"), until: oslo("04-11 00:00"), without: "1/b" },
      },
    });
    const steep = programOf({
      tiers: {
        window: { kind: "membership", months: 3 },
        levels: [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" }],
      },
    });
    expect(followingCard(others, steep, card)).toBeNull();
  });
});
