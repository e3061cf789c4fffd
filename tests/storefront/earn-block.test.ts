import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Program } from "../../app/domain/program.ts";
import { orderTarget } from "../../app/domain/earning.ts";
import { formatMoney } from "../../app/domain/money.ts";
import { orderOf, programOf } from "../../app/domain/order.fixture.ts";
import { buildProgramMetafield } from "../../app/domain/program-metafield.ts";
import { type Reader, renderBlock, wordsOf } from "./render.ts";
import { EMPTY, LOYALTY, PROGRAM } from "./samples.ts";

// Broken if a product's page promised other points than the order will bring: counted here by Liquid, there by app/domain.
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

type Variant = { id: number; price: number; compare_at_price: number | null };
type Goods = {
  id: number;
  handle: string;
  vendor: string;
  tags: string[];
  collections: { id: number; handle: string }[];
  "gift_card?": boolean;
  variants: Variant[];
};

const TEA: Goods = {
  id: 501,
  handle: "sencha",
  vendor: "Kumo Gardens",
  tags: ["Green", "spring"],
  collections: [{ id: 71, handle: "tea" }],
  "gift_card?": false,
  variants: [{ id: 901, price: 14_900, compare_at_price: null }],
};

const TAXED = { item_count: 0, taxes_included: true };
const render = (reader: Reader = {}) =>
  renderBlock("earn", { program: PROGRAM, loyalty: LOYALTY, product: TEA, cart: TAXED, ...reader });
const words = async (reader?: Reader): Promise<string> => {
  const { document } = await render(reader);
  document.querySelectorAll("style, [hidden]").forEach((element) => element.remove());
  return wordsOf(document.body).replaceAll("\u00a0", " ");
};

/** The number that each variant's line says; null where the block says nothing at all. */
async function shownPoints(reader: Reader, variants: Variant[]): Promise<Map<number, number> | null> {
  const { document } = await render(reader);
  const block = document.querySelector("[data-laurel-earn]");
  if (block === null) return null;
  const numberIn = (element: Element | null): number =>
    wordsOf(element).startsWith("This choice") ? 0 : Number(wordsOf(element).replaceAll(/\D/g, ""));
  const style = block.querySelector("style")?.textContent ?? "";
  if (style === "") return new Map(variants.map(({ id }) => [id, numberIn(block.querySelector("[data-laurel-any]"))]));
  return new Map(
    variants.map(({ id }) => {
      const count =
        new RegExp(`\\[value="${String(id)}"\\]:checked.*?data-laurel-count="(\\d+)"`).exec(style)?.[1] ?? "";
      return [id, numberIn(block.querySelector(`p[data-laurel-count="${count}"]`))];
    }),
  );
}

const words4 = fc.constantFrom("acme", "House", "tea", "gifts", "Sale ");
const someOf = fc.uniqueArray(words4, { maxLength: 2, selector: (name) => name.trim().toLowerCase() });
const prices = fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 20_000_000 }));
const multipliers = fc.constantFrom("1", "1.5", "0.333", "2", "1.05", "0.5", "3");

const goodsOf: fc.Arbitrary<Goods> = fc.record({
  id: fc.constantFrom(501, 502),
  handle: fc.constantFrom("sencha", "teapot"),
  vendor: fc.constantFrom("acme", "house", "Kumo"),
  tags: someOf,
  collections: fc.uniqueArray(fc.constantFrom({ id: 71, handle: "tea" }, { id: 72, handle: "gifts" }), {
    maxLength: 2,
    selector: ({ id }) => id,
  }),
  "gift_card?": fc.nat({ max: 9 }).map((chance) => chance === 0),
  variants: fc
    .array(fc.record({ price: prices, sale: fc.constantFrom(null, 0, 1, 500) }), { minLength: 1, maxLength: 4 })
    .map((all) =>
      all.map(({ price, sale }, index) => {
        return { id: 901 + index, price, compare_at_price: sale === null ? null : price + sale };
      }),
    ),
});

const campaignOf = fc
  .record({
    multiplier: multipliers,
    hours: fc.constantFrom<[number, number]>([-48, -24], [-24, 24], [-2, 2], [24, 48]),
    filter: fc.constantFrom("vendors", "collections", "productTags", null),
    names: someOf,
  })
  .map(({ multiplier, hours: [from, until], filter, names }) => {
    return { multiplier, from: at(from), until: at(until), ...(filter === null ? {} : { [filter]: names }) };
  });

const programOfAny: fc.Arbitrary<Program> = fc
  .record({
    earning: fc.record({
      points: fc.nat({ max: 1000 }),
      wholeStepsOnly: fc.boolean(),
      rounding: fc.constantFrom("down", "nearest", "up"),
      includeTax: fc.constant(true),
      exclude: fc.record({
        vendors: someOf,
        products: fc.constantFrom([], ["501"], ["gid://shopify/Product/502"], ["Sencha"]),
        collections: fc.constantFrom([], ["72"], ["Tea"]),
        productTags: someOf,
        onSale: fc.boolean(),
      }),
    }),
    per: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 1_000_000 })),
    excludes: fc.boolean(),
    campaigns: fc.array(campaignOf, { maxLength: 3 }),
    tier: multipliers,
    currency: fc.constantFrom("NOK", "JPY"),
  })
  .map(({ earning, per, excludes, campaigns, tier, currency }) =>
    programOf({
      currency,
      earning: {
        ...earning,
        exclude: excludes ? earning.exclude : {},
        per: formatMoney(BigInt(per), currency),
        campaigns: campaigns.map((campaign, index) => ({ id: `c${String(index)}`, ...campaign })),
      },
      tiers: { levels: [{ id: "gold", name: "Gold", threshold: "1000", tag: "gold", multiplier: tier }] },
      exchange: { rewards: [] },
    }),
  );

/** What the order of one piece of a variant brings, paid now. */
function pointsOfOrder(program: Program, goods: Goods, variant: Variant, tier: string | null): bigint {
  const { currency } = program;
  const coins = (cents: number): string =>
    formatMoney(currency === "JPY" ? BigInt(cents / 100) : BigInt(cents), currency);
  const facts = {
    handle: goods.handle,
    collections: goods.collections.flatMap(({ id, handle }) => [String(id), handle]),
    tags: goods.tags,
    ...(variant.compare_at_price === null ? {} : { compareAt: coins(variant.compare_at_price) }),
  };
  const line = {
    price: coins(variant.price),
    product: String(goods.id),
    vendor: goods.vendor,
    giftCard: goods["gift_card?"],
  };
  const order = orderOf({ currency, taxesIncluded: true, processedAt: new Date(), lines: [{ ...line, facts }] });
  return orderTarget({ order, program, version: 1, tier }).points;
}

describe("points on a product's page", () => {
  it("are those of the order, for any program, product, variant and tier", async () => {
    const cases = fc.record({ program: programOfAny, goods: goodsOf, tier: fc.constantFrom(null, "gold") });
    await fc.assert(
      fc.asyncProperty(cases, async ({ program, goods: drawn, tier }) => {
        // A currency without coins has none in its prices.
        const whole = (cents: number): number => (program.currency === "JPY" ? cents * 100 : cents);
        const variants = drawn.variants.map(({ id, price, compare_at_price: compare }) => {
          return { id, price: whole(price), compare_at_price: compare === null ? null : whole(compare) };
        });
        const goods = { ...drawn, variants };
        const { currency } = program;
        const loyalty = { ...EMPTY, tier };
        const metafield = buildProgramMetafield(program, 1);
        const shown = await shownPoints(
          { program: metafield, loyalty, product: goods, currency, shopCurrency: currency },
          variants,
        );
        const due = variants.map((variant) => Number(pointsOfOrder(program, goods, variant, tier)));
        if (due.every((points) => points === 0)) expect(shown).toBeNull();
        else expect([...(shown ?? []).values()]).toEqual(due);
      }),
      { numRuns: 150, seed: 20_260_807 },
    );
  });

  it("are told to members and to guests, who are shown the way in", async () => {
    expect(await words()).toBe("You will earn 22 points");
    expect(await words({ signedIn: false })).toBe("Members earn 14 points with this Sign in and collect");
    expect(await words({ signedIn: false, settings: { show_sign_in: false } })).toBe(
      "Members earn 14 points with this",
    );
    expect(await words({ loyalty: undefined })).toBe("You will earn 14 points");
    expect(await words({ loyalty: { ...LOYALTY, tier: "gone" } })).toBe("You will earn 14 points");
    expect(await words({ language: "nb" })).toBe("Du tjener 22 poeng");
  });

  it("are those of the variant that the theme's form holds, and else a range", async () => {
    const variants = [...TEA.variants, { id: 902, price: 26_900, compare_at_price: null }];
    const product = { ...TEA, variants };
    const shown = await shownPoints({ product }, variants);
    expect([...(shown ?? [])]).toEqual([
      [901, 22],
      [902, 40],
    ]);
    expect(await words({ product })).toBe("You will earn 22 to 40 points, depending on your choice");
    const { document } = await render({ product });
    expect([...document.querySelectorAll("script")]).toEqual([]);
  });

  it("are called the most where a tier's discount or the way of paying may make them less", async () => {
    const tiers = PROGRAM.tiers.map((tier) => ({ ...tier, discounted: tier.id === "gold" }));
    expect(await words({ program: { ...PROGRAM, tiers } })).toBe("You will earn up to 22 points");
    const goods = { ...PROGRAM.earning.goods!, anyPayment: false };
    const program = { ...PROGRAM, earning: { ...PROGRAM.earning, goods } };
    expect(await words({ program, signedIn: false })).toMatch(/^Members earn up to 14 points/);
  });

  it("name the end of a campaign that brings more, and are left out within an hour of its beginning and end", async () => {
    const during = async (from: number, until: number): Promise<string> => {
      const filters = { vendors: ["kumo gardens"], collections: [], tags: [] };
      const campaigns = [{ times: { n: 2, d: 1 }, from: at(from), until: at(until), ...filters }];
      const goods = { ...PROGRAM.earning.goods!, campaigns };
      return words({ program: { ...PROGRAM, earning: { ...PROGRAM.earning, goods } } });
    };
    expect(await during(-5, 50)).toMatch(
      /^You will earn 44 points ?More points than usual until [A-Z][a-z]+ \d+, \d{4}$/,
    );
    expect(await during(-5, 0.5)).toBe("");
    expect(await during(0.5, 50)).toBe("");
    expect(await during(-50, -0.5)).toBe("");
    expect(await during(5, 50)).toBe("You will earn 22 points");
  });

  it.each<[string, Reader]>([
    [
      "prices have tax that does not count",
      { program: { ...PROGRAM, earning: { ...PROGRAM.earning, goods: { ...PROGRAM.earning.goods!, tax: false } } } },
    ],
    ["prices lack tax that counts", { cart: { ...TAXED, taxes_included: false } }],
    ["prices are in another currency", { currency: "EUR" }],
    ["the program counts in another currency", { shopCurrency: "SEK", currency: "NOK" }],
    ["the reader takes no part", { loyalty: { ...LOYALTY, participates: false } }],
    [
      "new members begin with another multiplier",
      {
        signedIn: false,
        program: {
          ...PROGRAM,
          earning: { ...PROGRAM.earning, goods: { ...PROGRAM.earning.goods!, newMembers: false } },
        },
      },
    ],
    ["the rules are not known", { program: { ...PROGRAM, earning: { ...PROGRAM.earning, goods: null } } }],
    ["an older version wrote the rules", { program: { ...PROGRAM, earning: { points: 1, per: "1.00", bonuses: {} } } }],
    ["the vendor is left out", { product: { ...TEA, vendor: " Lyng HONEY" } }],
    ["there is no product", { product: undefined }],
    ["nothing is published", { program: undefined }],
  ])("are left out where %s, and the editor says why", async (_, reader) => {
    expect((await render(reader)).html.trim()).toBe("");
    expect(await words({ ...reader, designMode: true })).toMatch(/^(No points are shown here|Laurel shows nothing)/);
  });

  it("write names as text, whatever they hold", async () => {
    const { html } = await render({ product: { ...TEA, vendor: "<script>alert(1)</script>" } });
    expect(html).not.toContain("<script");
  });
});
