import { describe, expect, it } from "vitest";
import { programOf } from "./order.fixture.ts";
import { diffPrograms } from "./program-diff.ts";

const level = (id: string, name: string, threshold: string) => ({ id, name, threshold, tag: `tag-${id}` });
const bronze = level("bronze", "Bronze", "0");
const gold = level("gold", "Gold", "1000.00");
const tiers = (...levels: unknown[]) => programOf({ tiers: { levels } });

describe("what publishing would change", () => {
  it("nothing, where the same is written otherwise", () => {
    expect(diffPrograms(programOf(), programOf({ earning: { per: "1" } }))).toEqual([]);
  });

  it("values by their path, lists of words as a whole", () => {
    const after = programOf({
      earning: { points: 2, exclude: { vendors: ["acme"] } },
      texts: { en: { terms: "New" } },
    });
    expect(diffPrograms(programOf(), after)).toEqual([
      { path: "earning.points", before: 1, after: 2 },
      { path: "earning.exclude.vendors", before: [], after: ["acme"] },
      { path: "texts.en", before: undefined, after: { terms: "New" } },
    ]);
  });

  it("levels by their id, so that one inserted above does not change the others", () => {
    const after = tiers(level("silver", "Silver", "500.00"), bronze, { ...gold, name: "Golden" });
    const changes = diffPrograms(tiers(bronze, gold), after);
    expect(changes.map((change) => change.path)).toEqual(["tiers.levels[silver]", "tiers.levels[gold].name"]);
    expect(changes[1]).toEqual({ path: "tiers.levels[gold].name", before: "Gold", after: "Golden" });
  });

  it("levels that are gone, and a new order", () => {
    expect(diffPrograms(tiers(bronze, gold), tiers(gold))).toMatchObject([
      { path: "tiers.levels[bronze]", after: undefined },
    ]);
    const order = { path: "tiers.levels", before: ["bronze", "gold"], after: ["gold", "bronze"] };
    expect(diffPrograms(tiers(bronze, gold), tiers(gold, bronze))).toEqual([order]);
  });

  it("another kind of thing as a whole", () => {
    const before = programOf({ expiry: { kind: "age", months: 12 } });
    const after = programOf({ expiry: { kind: "inactivity", months: 6 } });
    expect(diffPrograms(before, after)).toEqual([{ path: "expiry", before: before.expiry, after: after.expiry }]);
  });

  it("limits as a whole, whatever the order of their keys", () => {
    const reward = (limits: unknown[], type = "amount") =>
      programOf({ exchange: { rewards: [{ id: "r", type, points: 100, value: "50.00", limits }] } });
    const path = "exchange.rewards[r].limits";
    const monthly = reward([{ times: 1, per: "month" }]);
    expect(diffPrograms(monthly, reward([{ per: "month", times: 1 }]))).toEqual([]);
    expect(diffPrograms(monthly, reward([{ times: 2, per: "month" }])).map((change) => change.path)).toEqual([path]);
    expect(diffPrograms(monthly, reward([])).map((change) => change.path)).toEqual([path]);
    expect(
      diffPrograms(
        monthly,
        reward([
          { times: 1, per: "month" },
          { times: 3, per: "year" },
        ]),
      ).map((change) => change.path),
    ).toEqual([path]);
  });

  it("a reward of another type as a whole", () => {
    const reward = (rest: object) => programOf({ exchange: { rewards: [{ id: "r", points: 100, ...rest }] } });
    const changes = diffPrograms(reward({ type: "amount", value: "50.00" }), reward({ type: "freeShipping" }));
    expect(changes.map((change) => change.path)).toEqual(["exchange.rewards[r]"]);
  });
});
