import { describe, expect, it } from "vitest";
import type { Entry } from "./account.ts";
import { Story, worth } from "./account.fixture.ts";
import { replay } from "./replay.ts";

// npm run verify trusts this: what does not fit together in entries must be named, and what does must not.

const AT = new Date("2026-01-05T12:00:00Z");

function entry(no: number, given: Partial<Entry>): Entry {
  return {
    ...{ no, kind: "order", points: 0n, pending: 0n, reserved: 0n, debt: 0n, balance: 0n, order: null, posting: null },
    ...{ codeId: null, lots: null, version: null, key: null, at: AT },
    ...given,
  };
}

const order = { shopId: "1", orderId: "7" };
const earned = entry(1, { points: 100n, balance: 100n, order });

describe("entries that are played again", () => {
  it("give balances, lots and what each order came to", () => {
    const story = new Story({}, "01-05").order("7", worth("150.00")).exchange("K");
    story.at("01-06").order("7", { lines: [{ price: "150.00", refunded: 1 }] });
    const played = replay(story.account.news.entries);
    expect(played).toMatchObject({ available: 0n, pending: 0n, reserved: 100n, debt: 100n, faults: [] });
    expect([...played.orders]).toEqual([["1/7", 0n]]);
    expect([...played.lots]).toEqual([[1, 0n]]);
  });

  it("count for an order only what was earned and taken back", () => {
    const bonus = entry(2, { kind: "firstOrder", points: 5n, balance: 105n, order });
    const back = entry(3, { kind: "takeBack", points: -40n, balance: 65n, order, lots: [{ lot: 1, points: 40n }] });
    expect([...replay([earned, bonus, back]).orders]).toEqual([["1/7", 60n]]);
    expect(replay([entry(1, { kind: "order", points: 5n, balance: 5n })]).orders.size).toBe(0);
  });

  it("open lots less the debt that they paid", () => {
    const owed = entry(1, { kind: "adjusted", points: -30n, debt: 30n, lots: [] });
    const credit = entry(2, { points: 100n, debt: -30n, balance: 70n, order });
    const played = replay([owed, credit]);
    expect([played.available, played.debt, played.lots.get(2), played.faults]).toEqual([70n, 0n, 70n, []]);
  });

  it("give points back to lots less the debt that they paid, lot after lot", () => {
    const entries = [
      entry(1, { points: 60n, balance: 60n }),
      entry(2, { points: 40n, balance: 100n }),
      entry(3, {
        ...{ kind: "reserved", points: -100n, reserved: 100n, balance: 0n },
        lots: [
          { lot: 1, points: 60n },
          { lot: 2, points: 40n },
        ],
      }),
      entry(4, { kind: "adjusted", points: -70n, debt: 70n, lots: [] }),
      entry(5, {
        ...{ kind: "returned", points: 100n, reserved: -100n, debt: -70n, balance: 30n },
        lots: [
          { lot: 1, points: 60n },
          { lot: 2, points: 40n },
        ],
      }),
    ];
    const played = replay(entries);
    expect([[...played.lots], played.faults]).toEqual([
      [
        [1, 0n],
        [2, 30n],
      ],
      [],
    ]);
  });

  it("take of a hold's end only the debt that it paid out of the lot", () => {
    const entries = [
      entry(1, { points: 100n, pending: 100n, order }),
      entry(2, { kind: "adjusted", points: -30n, debt: 30n, lots: [] }),
      entry(3, { kind: "released", pending: -100n, debt: -30n, balance: 70n, lots: [{ lot: 1, points: 100n }] }),
    ];
    const played = replay(entries);
    expect([played.lots.get(1), played.pending, played.debt, played.faults]).toEqual([70n, 0n, 0n, []]);
  });

  it("leave lots alone where what had expired covers what is taken back", () => {
    const covered = entry(2, {
      ...{ kind: "takeBackCovered", points: 10n, balance: 110n },
      lots: [{ lot: 99, points: 10n }],
    });
    expect(replay([earned, covered]).faults).toEqual([]);
  });
});

describe("entries that do not fit together are named:", () => {
  it.each([
    ["one that is missing", [{ ...earned, no: 2 }], "entry 1 is missing: 2 follows"],
    ["a wrong balance", [{ ...earned, balance: 99n }], "entry 1 says that 99 are available after it, but 100 are"],
    [
      "available below zero",
      [entry(1, { points: -1n, balance: -1n, lots: [] })],
      "entry 1 leaves a balance below zero",
    ],
    ["pending below zero", [entry(1, { pending: -1n, balance: 1n })], "entry 1 leaves a balance below zero"],
    ["reserved below zero", [entry(1, { reserved: -1n })], "entry 1 leaves a balance below zero"],
    ["debt below zero", [entry(1, { points: 1n, debt: -1n })], "entry 1 leaves a balance below zero"],
    [
      "a lot that no entry opened",
      [earned, entry(2, { points: -5n, balance: 95n, lots: [{ lot: 9, points: 5n }] })],
      "entry 2 names lot 9, which no entry opened",
    ],
    [
      "more than is left in a lot",
      [
        entry(1, { points: 10n, balance: 10n }),
        entry(2, { points: 90n, balance: 100n }),
        entry(3, { points: -11n, balance: 89n, lots: [{ lot: 1, points: 11n }] }),
      ],
      "entry 3 takes more from lot 1 than is left in it",
    ],
  ])("%s", (_what, entries, fault) => {
    expect(replay(entries).faults).toEqual([fault]);
  });

  it("a balance of 0 is none below zero, and a lot may be emptied", () => {
    const all = entry(2, { points: -100n, balance: 0n, lots: [{ lot: 1, points: 100n }] });
    expect(replay([earned, all]).faults).toEqual([]);
  });
});
