import { describe, expect, it } from "vitest";
import { campaignOfLine, campaignOfShipping, leftOut, plainName, runningCampaigns } from "./line-rules.ts";
import type { LineGiven } from "./order.fixture.ts";
import { orderOf, programOf } from "./order.fixture.ts";
import type { OrderLine } from "./order.ts";
import type { Campaign } from "./program.ts";

// Broken if a shop's exclusions or campaigns reached other goods than those that the merchant named, or staff read the wrong reason.

function lineOf(given: Omit<LineGiven, "price">): OrderLine {
  const [line] = orderOf({ lines: [{ price: "100.00", ...given }] }).lines;
  if (!line) throw new Error("an order without a line");
  return line;
}
const excluding = (exclude: object) => programOf({ earning: { exclude } }).earning.exclude;
const EVERYTHING = {
  vendors: ["Acme"],
  products: ["42", "cup"],
  collections: ["7"],
  productTags: ["plain"],
  onSale: true,
};

describe("why a line earns nothing (rule 2)", () => {
  it.each([
    ["giftCard", { giftCard: true, vendor: "Acme" }],
    ["vendor", { vendor: " acme ", product: "42" }],
    ["product", { product: "42", facts: { collections: ["7"] } }],
    ["product", { facts: { handle: "CUP", collections: ["7"] } }],
    ["collection", { facts: { collections: ["8", "7"], tags: ["plain"] } }],
    ["productTag", { facts: { tags: ["fine", "Plain"], compareAt: "150.00" } }],
    ["onSale", { facts: { compareAt: "100.01" } }],
    [null, { facts: { compareAt: "100.00", handle: "pot", collections: ["8"], tags: ["fine"] } }],
    [null, { facts: {} }],
    [null, {}],
    [null, { vendor: null, product: null }],
  ] as const)("%s, the first that there is: %o", (reason, given) => {
    const { facts, ...rest } = given as Omit<LineGiven, "price">;
    expect(leftOut(lineOf({ ...rest, ...(facts ? { facts } : {}) }), excluding(EVERYTHING))).toBe(reason);
  });

  it("is nothing where nothing is left out: not even a price that was higher before", () => {
    expect(leftOut(lineOf({ facts: { compareAt: "150.00" } }), excluding({}))).toBeNull();
    expect(leftOut(lineOf({ facts: {} }), excluding({ onSale: true }))).toBeNull();
    expect(leftOut(lineOf({}), excluding({ onSale: true }))).toBeNull();
  });

  it("is not guessed at where the product is not known: what is absent has no name that could be listed", () => {
    // What a change of the code by Stryker would put in the place of an empty list, among others.
    const odd = {
      collections: ["Stryker was here", "undefined", "null"],
      productTags: ["Stryker was here", "undefined"],
    };
    expect(leftOut(lineOf({}), excluding(odd))).toBeNull();
    expect(leftOut(lineOf({ facts: {} }), excluding(odd))).toBeNull();
  });
});

describe("names", () => {
  it("are compared without capitals, spaces around them, and the beginning of an id of Shopify's", () => {
    expect(plainName(" Tea House ")).toBe("tea house");
    expect(plainName("gid://shopify/Collection/7")).toBe("7");
    expect(plainName("GID://Shopify/Product/42 ")).toBe("42");
    expect(plainName("see gid://shopify/Product/42")).toBe("see gid://shopify/product/42");
  });
});

describe("campaigns (rule 4)", () => {
  const JANUARY = { from: "2026-01-01T00:00:00+01:00", until: "2026-01-31T23:59:59+01:00" };
  const campaignsOf = (...given: object[]): Campaign[] =>
    programOf({
      earning: {
        campaigns: given.map((one, index) => ({ id: `c${String(index)}`, multiplier: "2", ...JANUARY, ...one })),
      },
    }).earning.campaigns;
  const chosen = (line: Omit<LineGiven, "price">, ...given: object[]): string | null =>
    campaignOfLine(lineOf(line), campaignsOf(...given))?.id ?? null;
  const ofShipping = (...given: object[]): string | null => campaignOfShipping(campaignsOf(...given))?.id ?? null;

  it("run from their first to their last moment, both included", () => {
    const earning = programOf({ earning: { campaigns: [{ id: "c", multiplier: "2", ...JANUARY }] } }).earning;
    const running = (at: string): number => runningCampaigns(orderOf({ processedAt: new Date(at) }), earning).length;
    expect(running("2025-12-31T22:59:59Z")).toBe(0);
    expect(running("2025-12-31T23:00:00Z")).toBe(1);
    expect(running("2026-01-31T22:59:59Z")).toBe(1);
    expect(running("2026-01-31T22:59:59.001Z")).toBe(0);
  });

  it("touch what any of their filters names, and everything without filters", () => {
    const filtered = { vendors: ["Acme"], collections: ["7"], productTags: ["plain"] };
    expect(chosen({ vendor: "acme" }, filtered)).toBe("c0");
    expect(chosen({ facts: { collections: ["7"] } }, filtered)).toBe("c0");
    expect(chosen({ facts: { tags: ["Plain"] } }, filtered)).toBe("c0");
    expect(chosen({ facts: { collections: ["8"], tags: ["fine"] } }, filtered)).toBeNull();
    expect(chosen({}, filtered)).toBeNull();
    expect(chosen({ facts: {} }, { collections: ["Stryker was here"], productTags: ["Stryker was here"] })).toBeNull();
    expect(chosen({}, { collections: ["Stryker was here"], productTags: ["Stryker was here"] })).toBeNull();
    expect(chosen({}, {})).toBe("c0");
    expect(chosen({ vendor: null }, {})).toBe("c0");
  });

  it.each([["vendors"], ["collections"], ["productTags"]])("with %s leave shipping and other lines alone", (filter) => {
    expect(ofShipping({ [filter]: ["x"] })).toBeNull();
    expect(chosen({ facts: { collections: ["8"] } }, { [filter]: ["x"] })).toBeNull();
    expect(ofShipping({ [filter]: ["x"], multiplier: "9" }, {})).toBe("c1");
  });

  it("do not add up: the largest counts, the first of two that are as large", () => {
    expect(chosen({}, { multiplier: "2" }, { multiplier: "10" }, { multiplier: "3" })).toBe("c1");
    expect(chosen({}, { multiplier: "3" }, { multiplier: "2" })).toBe("c0");
    expect(chosen({}, { multiplier: "2" }, { multiplier: "2.0" })).toBe("c0");
    expect(ofShipping({ multiplier: "1.5" }, { multiplier: "2" }, { multiplier: "1.75" })).toBe("c1");
  });
});
