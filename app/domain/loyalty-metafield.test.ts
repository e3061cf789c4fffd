import { describe, expect, it } from "vitest";
import type { LoyaltyFacts } from "./loyalty-metafield.ts";
import { buildLoyaltyMetafield, METAFIELD_BYTES, nextTier, worthOf } from "./loyalty-metafield.ts";
import { programOf } from "./order.fixture.ts";

const NOW = new Date("2026-01-05T09:05:00Z");

const level = (id: string, threshold: string) => ({ id, name: id.toUpperCase(), threshold, tag: id });
const program = programOf({
  tiers: { levels: [level("bronze", "0"), level("gold", "1000.00"), level("platinum", "2000.00")] },
});
const reward = (id: string, points: number, value: string, tiers: string[] = []) => ({
  id,
  type: "amount",
  points,
  value,
  tiers,
});

const facts: LoyaltyFacts = {
  participates: true,
  balance: 1240n,
  pending: 5n,
  reserved: 100n,
  debt: 0n,
  tier: { id: "gold", since: "2026-01-05", until: null },
  reached: 124_000n,
  outlook: { countedFrom: null, keep: null },
  expires: { points: 100n, on: "2027-01-10" },
  limited: [{ reward: "ten", again: "2026-02-01" }],
  codes: [
    { id: "12", code: "LRL7", reward: "nok-50", type: "amount", points: 100n, value: "50.00", until: "2026-04-10" },
  ],
  notices: [{ id: "3", kind: "reached", tier: "gold", name: "GOLD" }],
  history: [{ at: "2026-01-05T09:05:00Z", kind: "order", points: 124n, label: "#1007" }],
  asOf: new Date("2026-01-05T09:05:01Z"),
};

describe("the customer metafield", () => {
  it("says what the account block shows, with points as numbers", () => {
    expect(buildLoyaltyMetafield(facts, program)).toEqual({
      v: 1,
      participates: true,
      balance: 1240,
      worth: "620.00",
      pending: 5,
      reserved: 100,
      debt: 0,
      tier: "gold",
      card: {
        tier: "gold",
        name: "GOLD",
        since: "2026-01-05",
        until: null,
        image: null,
        background: "#374151",
        text: "#ffffff",
        pattern: "plain",
        alt: "",
      },
      next: {
        tier: "platinum",
        name: "PLATINUM",
        metric: "spend",
        reached: "1240.00",
        threshold: "2000.00",
        missing: "760.00",
        percent: 62,
      },
      keep: null,
      countedFrom: null,
      expires: { points: 100, on: "2027-01-10" },
      limited: [{ reward: "ten", again: "2026-02-01" }],
      codes: [
        { id: "12", code: "LRL7", reward: "nok-50", type: "amount", points: 100, value: "50.00", until: "2026-04-10" },
      ],
      notices: [{ id: "3", kind: "reached", tier: "gold", name: "GOLD" }],
      history: [{ at: "2026-01-05T09:05:00Z", kind: "order", points: 124, label: "#1007" }],
      asOf: "2026-01-05T09:05:01.000Z",
    });
  });

  it("shows no card for no tier or a tier that the program no longer has, and no aim to those who take no part", () => {
    expect(buildLoyaltyMetafield({ ...facts, tier: null }, program)).toMatchObject({ tier: null, card: null });
    const gone = { ...facts, tier: { id: "old", since: "2026-01-01", until: null } };
    expect(buildLoyaltyMetafield(gone, program)).toMatchObject({ tier: null, card: null });
    expect(buildLoyaltyMetafield({ ...facts, participates: false }, program).next).toBeNull();
  });

  it("stays within what a page should carry: the oldest history goes first, then the codes that last longest", () => {
    const history = Array.from({ length: 600 }, (_, index) => ({
      ...facts.history[0],
      points: BigInt(index),
      label: "x".repeat(200),
    }));
    const codes = Array.from({ length: 20 }, (_, index) => ({ ...facts.codes[0], id: String(index) }));
    const cut = buildLoyaltyMetafield({ ...facts, history, codes } as LoyaltyFacts, program);
    expect(Buffer.byteLength(JSON.stringify(cut))).toBeLessThanOrEqual(METAFIELD_BYTES);
    expect(cut.history.length).toBeGreaterThan(100);
    expect(cut.history[0]?.points).toBe(0);
    expect(cut.codes).toHaveLength(20);
    const heavy = {
      ...facts,
      codes: Array.from({ length: 1000 }, (_, id) => ({ ...facts.codes[0], id: String(id), reward: "é".repeat(60) })),
    };
    const fewer = buildLoyaltyMetafield(heavy as LoyaltyFacts, program);
    expect(Buffer.byteLength(JSON.stringify(fewer))).toBeLessThanOrEqual(METAFIELD_BYTES);
    expect([fewer.history.length, fewer.codes[0]?.id]).toEqual([0, "0"]);
  });

  it("shows a balance beyond 2^53 as the largest number that JSON holds exactly", () => {
    expect(buildLoyaltyMetafield({ ...facts, balance: 2n ** 60n }, program).balance).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe("what a balance is worth", () => {
  const rewards = {
    exchange: { rewards: [reward("a", 100, "50.00"), reward("b", 300, "200.00"), reward("c", 1, "10.00", ["gold"])] },
  };
  const tiers = { tiers: { levels: [level("gold", "0")] } };

  it("goes by the best rate among the amounts that the tier may take, rounded down to the coin", () => {
    const best = programOf({ ...rewards, ...tiers });
    expect(worthOf(100n, best, null, NOW)).toBe("66.66");
    expect(worthOf(100n, best, "gold", NOW)).toBe("1000.00");
    expect(worthOf(100n, best, "silver", NOW)).toBe("66.66");
    expect(worthOf(0n, best, null, NOW)).toBe("0.00");
  });

  it("counts no reward that isn't offered yet or any more", () => {
    const offered = (dates: object) =>
      worthOf(100n, programOf({ exchange: { rewards: [{ ...reward("a", 100, "50.00"), ...dates }] } }), null, NOW);
    expect(offered({ from: "2026-01-05T10:05:00+01:00" })).toBe("50.00");
    expect(offered({ from: "2026-01-05T10:05:01+01:00" })).toBe("0.00");
    expect(offered({ until: "2026-01-05T10:04:59+01:00" })).toBe("0.00");
  });

  it("is nothing where no reward is an amount, and has the currency's decimals", () => {
    const none = programOf({ exchange: { rewards: [{ id: "f", type: "freeShipping", points: 10 }] } });
    expect(worthOf(100n, none, null, NOW)).toBe("0.00");
    expect(
      worthOf(
        7n,
        programOf({ currency: "JPY", earning: { per: "1" }, exchange: { rewards: [reward("y", 2, "3")] } }),
        null,
        NOW,
      ),
    ).toBe("10");
  });
});

describe("the next tier", () => {
  it("is the lowest above the one held that is not reached", () => {
    expect(nextTier(null, 0n, program)?.tier).toBe("gold");
    expect(nextTier("bronze", 99_999n, program)).toMatchObject({ tier: "gold", missing: "0.01", percent: 99 });
    expect(nextTier("bronze", 150_000n, program)?.tier).toBe("platinum");
    expect(nextTier("platinum", 0n, program)).toBeNull();
  });

  it("counts orders and points as they are", () => {
    const orders = programOf({ tiers: { metric: "orders", levels: [level("gold", "3")] } });
    expect(nextTier(null, 2n, orders)).toMatchObject({ reached: "2", threshold: "3", missing: "1", percent: 66 });
  });
});
