import { describe, expect, it } from "vitest";
import { programOf } from "./order.fixture.ts";
import { buildProgramMetafield, PROGRAM_METAFIELD_BYTES, tooMuchToShow } from "./program-metafield.ts";
import { showGoods } from "./shown-goods.ts";

// That Liquid counts by these rules as orders do is tested in tests/storefront/earn-block.test.ts.
const level = (id: string, threshold: string, multiplier: string) => ({ id, name: id, tag: id, threshold, multiplier });

describe("what the storefront knows of products", () => {
  it("is written as Liquid compares it: bare lower-case names, money in hundredths, multipliers as fractions", () => {
    const program = programOf({
      earning: {
        per: "12.50",
        exclude: { vendors: [" ACME "], products: ["gid://shopify/Product/501"], productTags: ["Sale"] },
        campaigns: [{ id: "c", multiplier: "1.25", from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" }],
      },
    });
    expect(showGoods(program)).toMatchObject({
      step: 1250,
      exclude: { vendors: ["acme"], products: ["501"], tags: ["sale"] },
      campaigns: [{ times: { n: 5, d: 4 }, vendors: [] }],
    });
  });

  it("counts yen in hundredths too, and leaves currencies with three decimals out", () => {
    expect(showGoods(programOf({ currency: "JPY", earning: { per: "100" }, exchange: { rewards: [] } }))?.step).toBe(
      10_000,
    );
    expect(showGoods(programOf({ currency: "KWD", exchange: { rewards: [] } }))).toBeNull();
  });

  it("is left out where a number would not stay exact", () => {
    const multiplier = `1.${"3".repeat(20)}`;
    const campaign = { id: "c", multiplier, from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" };
    expect(showGoods(programOf({ earning: { campaigns: [campaign] } }))).toBeNull();
    const program = programOf({ tiers: { levels: [level("gold", "10", multiplier)] } });
    expect(buildProgramMetafield(program, 1).tiers[0]?.times).toBeNull();
  });

  it.each([
    ["no tiers", [], null, true],
    ["a start tier that multiplies", [level("gold", "100", "2")], "gold", false],
    ["a tier from nothing on that multiplies", [level("bronze", "0", "1.1")], null, false],
    ["higher tiers that multiply", [level("bronze", "0", "1"), level("gold", "100", "2")], "bronze", true],
  ])("says whether new members count plainly: %s", (_, levels, startTier, plain) => {
    expect(showGoods(programOf({ tiers: { levels, startTier } }))?.newMembers).toBe(plain);
  });

  it("goes first where the metafield would be too long, so that no list of products keeps a program from being published", () => {
    const products = Array.from({ length: 1000 }, (_each, index) => `${"product-".repeat(20)}${String(index)}`);
    const program = programOf({ earning: { exclude: { products } } });
    const shown = buildProgramMetafield(program, 1);
    expect(shown.earning.goods).toBeNull();
    expect(JSON.stringify(shown).length).toBeLessThan(PROGRAM_METAFIELD_BYTES);
    expect(tooMuchToShow(program, 1)).toBeNull();
  });
});
