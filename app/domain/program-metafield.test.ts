import { describe, expect, it } from "vitest";
import { programOf } from "./order.fixture.ts";
import {
  buildProgramMetafield,
  PROGRAM_METAFIELD_BYTES,
  programMetafieldBytes,
  tooMuchToShow,
} from "./program-metafield.ts";
import { rewardName } from "./reader-language.ts";

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

  it("says which tiers pay less than the price that is shown: those with a percentage alone", () => {
    const level = (id: string, discount: object | null): object => ({
      id,
      name: id,
      threshold: "1",
      tag: id,
      discount,
    });
    const levels = [
      level("less", { type: "percentage", value: "10" }),
      level("shipping", { type: "freeShipping" }),
      level("same", null),
    ];
    const { tiers } = buildProgramMetafield(programOf({ tiers: { levels } }), 1);
    expect(tiers.map(({ id, discounted }) => [id, discounted])).toEqual([
      ["less", true],
      ["shipping", false],
      ["same", false],
    ]);
  });

  /** A program whose value is of a certain length, by the length of its texts. */
  function programOfBytes(bytes: number): ReturnType<typeof programOf> {
    const names = Array.from({ length: 20 }, (_, index) => `l${String.fromCharCode(97 + index)}`);
    const texts = (length: number): object =>
      Object.fromEntries(names.map((name, index) => [name, { terms: "x".repeat(Math.floor((length + index) / 20)) }]));
    const patch = (length: number): object => ({ earning: { exclude: { vendors: ["Acme"] } }, texts: texts(length) });
    const left = bytes - programMetafieldBytes(programOf(patch(0)), 1);
    return programOf(patch(left));
  }

  it("leaves out what products earn where it would be too long, and not before", () => {
    const fits = programOfBytes(PROGRAM_METAFIELD_BYTES);
    expect(programMetafieldBytes(fits, 1)).toBe(PROGRAM_METAFIELD_BYTES);
    expect(buildProgramMetafield(fits, 1).earning.goods).not.toBeNull();
    expect(buildProgramMetafield(programOfBytes(PROGRAM_METAFIELD_BYTES + 1), 1).earning.goods).toBeNull();
    expect(tooMuchToShow(fits, 1)).toBeNull();
  });

  it("is refused where it is too long even so, with its size", () => {
    const long = programOfBytes(PROGRAM_METAFIELD_BYTES + 5_000);
    expect(tooMuchToShow(long, 1)).toEqual({
      path: "",
      message: "texts, rewards and tiers together are 133 KB, and Shopify keeps at most 128 KB",
      code: "tooMuchToShow",
      params: { size: "133", most: "128" },
    });
  });
});

describe("what a merchant calls a reward", () => {
  it.each([
    [{ en: "A", nb: "B", "nb-NO": "C" }, "nb-NO", "C"],
    [{ en: "A", nb: "B" }, "nb-NO", "B"],
    [{ de: "D", en: "A" }, "nb", "A"],
    [{ de: "D", fr: "F" }, "nb", "D"],
    [{ nb: " ", en: "A" }, "nb", "A"],
    [{ nb: "" }, "nb", null],
    [{}, "nb", null],
  ])("%j, read in %s", (names, language, name) => {
    expect(rewardName(names as Record<string, string>, language)).toBe(name);
  });
});
