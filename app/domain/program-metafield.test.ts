import { describe, expect, it } from "vitest";
import { programOf } from "./order.fixture.ts";
import { buildProgramMetafield } from "./program-metafield.ts";

describe("the shop metafield", () => {
  it("says what the program page shows, tiers from the lowest", () => {
    const program = programOf({
      earning: { points: 100, per: "1000" },
      exchange: {
        minimumPoints: 200,
        rewards: [
          { id: "off", type: "percentage", points: 300, value: "10" },
          { id: "tote", type: "product", points: 500, variant: "tote-bag" },
          { id: "ship", type: "freeShipping", points: 150 },
        ],
      },
      tiers: {
        levels: [
          {
            id: "gold",
            name: "Gold",
            threshold: "10000",
            tag: "gold",
            multiplier: "1.5",
            entryBonus: 200,
            perks: ["Early sale"],
          },
          { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" },
        ],
      },
      texts: { en: { programName: "Tea club" }, nb: {} },
    });
    const shown = buildProgramMetafield(program, 3);
    expect(shown).toMatchObject({
      v: 1,
      version: 3,
      currency: "NOK",
      earning: { points: 100, per: "1000.00" },
      exchange: { minimumPoints: 200 },
      texts: { en: { programName: "Tea club" }, nb: {} },
    });
    expect(shown.exchange.rewards.map(({ id, value }) => [id, value])).toEqual([
      ["off", "10"],
      ["tote", "tote-bag"],
      ["ship", null],
    ]);
    expect(shown.tiers.map((tier) => tier.id)).toEqual(["bronze", "gold"]);
    expect(shown.tiers[1]).toMatchObject({
      threshold: "10000.00",
      metric: "spend",
      multiplier: "1.5",
      entryBonus: 200,
    });
    // Tags are how the shop tells its customers apart; the storefront has no need of them.
    expect(JSON.stringify(shown)).not.toContain('"tag"');
  });
});
