import { describe, expect, it } from "vitest";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import { takeByHand } from "./debits.ts";
import { setTierByHand } from "./member-tier.ts";
import { closeAccount, mergeAccounts } from "./merge.ts";
import { follow } from "./moments.ts";

// Rule 24: what moves, what is not given again, and what stays with each of the two.

/** Two members of one shop, of whom the second is going to be merged into the first. */
function two(patch: object, tell: (kept: Story, gone: Story) => void, at = "03-01"): { kept: Story; gone: Story } {
  const [kept, gone] = [new Story(patch, "01-05"), new Story(patch, "01-05")];
  Object.assign(gone.account, { memberId: "2" });
  tell(kept, gone);
  kept.at(at);
  gone.at(at);
  mergeAccounts(kept.account, gone.account, kept.timeline, kept.now);
  follow(kept.account, kept.timeline, kept.now);
  return { kept, gone };
}

const last = (story: Story, count: number) => story.account.news.entries.slice(-count);

describe("rule 24: a merge moves", () => {
  it("every lot with its dates, its order and its age, in the order in which they were opened", () => {
    const { kept, gone } = two({ expiry: { kind: "age", months: 12 } }, (_, other) => {
      other.at("02-10").order("b", worth("40.00")).at("02-20").order("c", worth("7.00"));
    });
    expect(kept.pockets).toEqual({ available: 47, pending: 0, reserved: 0, debt: 0 });
    expect(kept.lots).toEqual([
      [40, "2027-02-10"],
      [7, "2027-02-20"],
    ]);
    expect([...kept.account.lots.values()].map(({ no, source, order }) => [no, source, order?.orderId])).toEqual([
      [1, "order", "b"],
      [2, "order", "c"],
    ]);
    expect([...kept.account.news.lots]).toEqual([1, 2]);
    expect(last(kept, 2).map(({ kind, points, pending, order }) => [kind, points, pending, order?.orderId])).toEqual([
      ["mergedIn", 40n, 0n, "b"],
      ["mergedIn", 7n, 0n, "c"],
    ]);
    expect(gone.account.mergedInto).toBe("1");
    expect(last(gone, 1)).toMatchObject([
      {
        kind: "mergedOut",
        points: -47n,
        lots: [
          { lot: 1, points: 40n },
          { lot: 2, points: 7n },
        ],
      },
    ]);
    expect(gone.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 0 });
    expect([...gone.account.lots.values()].map((lot) => [lot.remaining, lot.inCodes, lot.pending])).toEqual([
      [0n, 0n, false],
      [0n, 0n, false],
    ]);
  });

  it("nothing of a lot that is used up, but one that expired: its order may still be taken back", () => {
    const { kept } = two({ expiry: { kind: "age", months: 1 } }, (_, other) => {
      other.order("a", worth("30.00")).at("02-20").order("b", worth("40.00"));
      takeByHand(other.account, other.timeline, { points: 40n, key: null, now: other.now });
    });
    expect([...kept.account.lots.values()].map((lot) => [lot.order?.orderId, lot.remaining, lot.expired])).toEqual([
      ["a", 0n, 30n],
    ]);
  });

  it("points that wait, which still wait", () => {
    const { kept, gone } = two({ earning: { holdDays: 30 } }, (_, other) =>
      other.at("02-20").order("b", worth("40.00")),
    );
    expect(kept.pockets).toEqual({ available: 0, pending: 40, reserved: 0, debt: 0 });
    expect(last(gone, 1)).toMatchObject([{ points: -40n, pending: -40n }]);
    expect([...gone.account.lots.values()].map((lot) => lot.pending)).toEqual([false]);
    expect(kept.at("03-25").pockets).toEqual({ available: 40, pending: 0, reserved: 0, debt: 0 });
  });

  it("codes with their points, which come back to the lots that were moved", () => {
    const { kept, gone } = two({}, (mine, other) => {
      mine.order("m", worth("5.00"));
      other.order("b", worth("130.00")).exchange("K");
    });
    expect(kept.pockets).toEqual({ available: 35, pending: 0, reserved: 100, debt: 0 });
    expect(kept.account.codes.get("K")?.lots).toEqual([{ lot: 2, points: 100n }]);
    expect([...kept.account.news.codes]).toContain("K");
    expect(gone.account.codes.size).toBe(0);
    expect(gone.pockets.reserved).toBe(0);
    kept.at("06-20");
    expect(kept.account.codes.get("K")?.status).toBe("expired");
    expect(kept.pockets).toEqual({ available: 135, pending: 0, reserved: 0, debt: 0 });
  });

  it("debt, which is paid at once by what the other has", () => {
    const indebted = (story: Story): void => {
      story.order("b", worth("100.00"));
      takeByHand(story.account, story.timeline, { points: 160n, key: null, now: story.now });
    };
    const { kept, gone } = two({}, (mine, other) => {
      mine.order("m", worth("75.00"));
      indebted(other);
    });
    expect(kept.pockets).toEqual({ available: 15, pending: 0, reserved: 0, debt: 0 });
    expect(last(kept, 2).map(({ kind, points, debt, lots }) => [kind, points, debt, lots])).toEqual([
      ["mergedIn", -60n, 60n, []],
      ["mergedIn", 0n, -60n, [{ lot: 1, points: 60n }]],
    ]);
    expect(gone.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 0 });
    const both = two({}, (mine, other) => {
      indebted(mine);
      other.order("m", worth("20.00"));
    });
    expect(both.kept.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 40 });
  });

  it("what orders count for, so that the joint history lifts", () => {
    const { kept, gone } = two(withLevels(), (mine, other) => {
      mine.order("m", worth("300.00"));
      other.order("b", worth("250.00"));
    });
    expect([kept.tier, kept.account.contributions.size, gone.account.contributions.size]).toEqual(["silver", 2, 0]);
    expect(kept.account.tierChanges.at(-1)).toMatchObject({ tier: "silver", reason: "merge" });
  });
});

describe("rule 24: after a merge", () => {
  it.each([
    ["joining", { joining: 10 }, "joining"],
    ["first order", { firstOrder: 10 }, "firstOrder"],
  ])("the %s bonus that either had is passed", (_what, bonuses, flag) => {
    for (const had of [0, 1]) {
      const { kept } = two({ earning: { bonuses } }, (mine, other) => {
        for (const story of [mine, other])
          story.account.bonuses = { ...story.account.bonuses, joining: false, firstOrder: false };
        const one = had === 0 ? mine : other;
        one.account.bonuses = { ...one.account.bonuses, [flag]: true };
      });
      expect(kept.account.bonuses).toMatchObject({ joining: flag === "joining", firstOrder: flag === "firstOrder" });
    }
  });

  it.each([
    [null, null, null],
    [2025, null, 2025],
    [null, 2026, 2026],
    [2025, 2026, 2026],
    [2026, 2025, 2026],
  ])("of birthdays given in %s and %s the later counts", (mine, others, joint) => {
    const { kept } = two({}, (first, second) => {
      first.account.bonuses = { ...first.account.bonuses, birthdayYear: mine };
      second.account.bonuses = { ...second.account.bonuses, birthdayYear: others };
    });
    expect(kept.account.bonuses.birthdayYear).toBe(joint);
  });

  it("the bonus of a tier that either had is not given again", () => {
    const { kept } = two({}, (mine, other) => {
      mine.account.bonuses = { ...mine.account.bonuses, tiers: ["silver", "gold"] };
      other.account.bonuses = { ...other.account.bonuses, tiers: ["gold", "bronze"] };
    });
    expect(kept.account.bonuses.tiers).toEqual(["silver", "gold", "bronze"]);
  });

  it("birthday and joining are the remaining customer's own where there are any", () => {
    const born = (mine: string | null, others: string | null) =>
      two({}, (first, second) => {
        first.account.birthday = mine;
        second.account.birthday = others;
      }).kept.account.birthday;
    expect([born("03-01", "04-01"), born(null, "04-01"), born(null, null)]).toEqual(["03-01", "04-01", null]);
    const { kept } = two({}, (first, second) => {
      first.account.joinedAt = null;
      second.account.joinedAt = oslo("01-20");
    });
    expect(kept.account.joinedAt).toEqual(oslo("01-20"));
  });

  it.each([
    [null, null, null],
    ["01-10", null, "01-10"],
    [null, "01-12", "01-12"],
    ["01-10", "01-12", "01-12"],
    ["01-12", "01-10", "01-12"],
  ])("of activities at %s and %s the later counts", (mine, others, joint) => {
    const at = (text: string | null) => (text === null ? null : oslo(text));
    const { kept } = two({}, (first, second) => {
      first.account.activeAt = at(mine);
      second.account.activeAt = at(others);
    });
    expect(kept.account.activeAt).toEqual(at(joint));
  });

  it("the remaining customer keeps the tier that staff set, and shoppers see the news", () => {
    const { kept } = two(withLevels(), (mine, other) => {
      setTierByHand(mine.account, mine.timeline, { tier: "bronze", until: null, lock: true }, mine.now);
      other.order("b", worth("2000.00"));
    });
    expect(kept.tier).toBe("bronze");
    expect(two({}, () => undefined).kept.account.news.seen).toBe(true);
  });

  it("nothing is posted where nobody had anything", () => {
    const { kept, gone } = two({}, () => undefined);
    expect([kept.account.news.entries, gone.account.news.entries]).toEqual([[], []]);
  });

  it("points that wait in no lot are a fault", () => {
    const [kept, gone] = [new Story({}, "01-05"), new Story({}, "01-05")];
    gone.account.pending = 5n;
    expect(() => mergeAccounts(kept.account, gone.account, kept.timeline, kept.now)).toThrow(
      "pending points in no lot",
    );
  });
});

describe("an account that is closed", () => {
  it("is emptied by one entry", () => {
    const story = new Story({}, "01-05").order("a", worth("150.00")).exchange("K");
    closeAccount(story.account, "closed", story.now);
    expect(last(story, 1)).toMatchObject([
      { kind: "closed", points: -50n, pending: 0n, reserved: -100n, debt: 0n, lots: [{ lot: 1, points: 50n }] },
    ]);
    expect(story.pockets).toEqual({ available: 0, pending: 0, reserved: 0, debt: 0 });
    expect([...story.account.lots.values()]).toMatchObject([{ remaining: 0n, inCodes: 0n }]);
  });

  it("with nothing but debt is emptied too, and an empty one needs no entry", () => {
    const story = new Story({}, "01-05");
    closeAccount(story.account, "closed", story.now);
    expect(story.account.news.entries).toEqual([]);
    takeByHand(story.account, story.timeline, { points: 30n, key: null, now: story.now });
    closeAccount(story.account, "closed", story.now);
    expect(last(story, 1)).toMatchObject([{ kind: "closed", points: 30n, debt: -30n, lots: [] }]);
  });
});
