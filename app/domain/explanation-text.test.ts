import { readFileSync } from "node:fs";
import { createInstance } from "i18next";
import { describe, expect, it } from "vitest";
import type { OrderGiven } from "./order.fixture.ts";
import type { Sentence } from "./explanation-text.ts";
import { orderTarget } from "./earning.ts";
import { explanationSentences, writerFor } from "./explanation-text.ts";
import { orderOf, programOf } from "./order.fixture.ts";

type Texts = { [key: string]: string | Texts };

function textsOf(language: string): Texts {
  return JSON.parse(readFileSync(new URL(`../locales/${language}/explanation.json`, import.meta.url), "utf8")) as Texts;
}

function keysOf(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

/** The sentences as a reader sees them, details indented; Intl's special spaces are made plain. */
function read(language: "en" | "nb", given: OrderGiven, patch: unknown = {}, tier: string | null = null): string[] {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    initAsync: false,
    resources: { [language]: { explanation: textsOf(language) } },
    interpolation: { escapeValue: false },
  });
  const { explanation } = orderTarget({ order: orderOf(given), program: programOf(patch), version: 3, tier });
  const write = (sentence: Sentence): string[] => {
    if (!i18n.exists(`explanation:${sentence.key}`, sentence.params))
      throw new Error(`there is no text for ${sentence.key}`);
    const text = i18n.t(`explanation:${sentence.key}`, sentence.params).replace(/[\u00a0\u202f]/g, " ");
    return [text, ...sentence.details.flatMap(write).map((detail) => `  ${detail}`)];
  };
  return explanationSentences(explanation, writerFor(language === "en" ? "en-GB" : "nb-NO")).flatMap(write);
}

const rich: OrderGiven = {
  lines: [
    { price: "125.00", quantity: 3, refunded: 1, discount: "15.00", tax: "72.00" },
    { price: "80.00", vendor: "acme" },
    { price: "50.00", giftCard: true },
    { price: "10.00", refunded: 1 },
    { price: "10.00", current: 0 },
  ],
  taxesIncluded: true,
  handTyped: ["37.00"],
  shipping: "49.00",
  payments: [
    ["vipps", "300.00"],
    ["gift_card", "100.00"],
  ],
};
const program = {
  earning: {
    points: 100,
    per: "1000.00",
    includeShipping: true,
    exclude: { vendors: ["acme"] },
    campaigns: [
      {
        id: "spring-2026",
        name: "Spring",
        multiplier: "2",
        from: "2026-01-01T00:00:00Z",
        until: "2026-02-01T00:00:00Z",
      },
    ],
  },
  tiers: { levels: [{ id: "gold", name: "Gold", threshold: "0", tag: "gold", multiplier: "1.5" }] },
};

describe("an explanation in words", () => {
  it("says in English what was counted, what was left out and why, and the one rounding", () => {
    expect(read("en", rich, program, "gold")).toEqual([
      "Article 1 × 2: NOK 192.00 earns",
      "  NOK 15.00 discount is taken off",
      "  NOK 72.00 tax is taken out of the price",
      "  2 of 3 are left in the order",
      "  Counts 2 times in the campaign Spring",
      "Article 2: this brand earns no points",
      "Article 3: gift cards earn no points",
      "Article 4: was returned",
      "Article 5: was taken out of the order",
      "Shipping: NOK 49.00 earns",
      "  Counts 2 times in the campaign Spring",
      "NOK 37.00 of NOK 370.00 was given back without naming articles, so every line earns that much less",
      "75 % of the payment earns",
      "  NOK 300.00 by vipps",
      "  NOK 100.00 by gift_card, which earns no points",
      "100 points for every NOK 1,000.00 of NOK 166.35 (rules of version 3)",
      "Gold multiplies by 1.5",
      "That makes 49.905, rounded down to 49 points",
    ]);
  });

  it("says the same in Norwegian", () => {
    const lines = read("nb", rich, program, "gold");
    expect(lines).toHaveLength(18);
    expect(lines[0]).toBe("Article 1 × 2: 192,00 kr gir poeng");
    expect(lines.at(-1)).toBe("Det blir 49,905, rundet ned til 49 poeng");
  });

  it.each([
    [{ test: true }, "This is a test order: it earns no points."],
    [{ cancelledAt: new Date() }, "The order was cancelled: it earns no points."],
    [
      { financialStatus: "pending", paidAt: null },
      "The order is not paid in full yet: it earns its points when it is.",
    ],
  ] as [OrderGiven, string][])("gives the one reason where nothing counts", (given, expected) => {
    expect(read("en", given)).toEqual([expected]);
  });

  it("says less where there is less to say, and whole points without a rounding", () => {
    expect(read("en", {})).toEqual([
      "Article 1 × 1: NOK 100.00 earns",
      "1 point for every NOK 1.00 of NOK 100.00 (rules of version 3)",
      "That makes 100 points",
    ]);
    const steps = { earning: { ...program.earning, wholeStepsOnly: true, per: "100.00" } };
    expect(read("en", { lines: [{ price: "199.00" }] }, steps)).toContain("Campaigns multiply by 2 on average");
    expect(read("en", { gateways: [] })).toContain("Nothing was paid for the order");
    expect(read("en", { gateways: ["gift_card"] })).toContain("  Paid by gift_card, which earns no points");
  });

  it("says that what was paid before an edit keeps its points, and by which rate another currency counts", () => {
    const paid = orderOf();
    const given = { ...paid, paidPart: { asOf: paid.updatedAt, lines: paid.lines, shipping: paid.shipping } };
    const target = (order: typeof given, rate?: string) =>
      orderTarget({ order, program: programOf(), version: 1, tier: null, ...(rate ? { exchangeRate: rate } : {}) });
    const keys = (order: typeof given, rate?: string): string[] =>
      explanationSentences(target(order, rate).explanation, writerFor("en-GB")).map((each) => each.key);
    expect(keys(given)).toEqual(["keepsPaidPart", "line.earns", "rate.every", "points.exact"]);
    const foreign = explanationSentences(
      target({ ...given, currency: "EUR" }, "11.1234567").explanation,
      writerFor("en-GB"),
    );
    expect(foreign.find((each) => each.key === "rate.exchange")?.params).toEqual({
      rate: "11.123457",
      from: "EUR",
      to: "NOK",
    });
  });

  it("leaves out what multiplies by one, and shipping of which nothing is left", () => {
    const tier = { tiers: { levels: [{ id: "gold", name: "Gold", threshold: "0", tag: "gold", multiplier: "1" }] } };
    expect(read("en", {}, tier, "gold").join()).not.toContain("multiplies");
    const steps = { earning: { points: 1, per: "100.00", wholeStepsOnly: true } };
    expect(read("en", {}, steps).join()).not.toContain("average");
    const earns = { earning: { includeShipping: true } };
    expect(read("en", { shipping: "49.00", shippingRefunded: "49.00" }, earns).join()).not.toContain("Shipping");
  });

  it("says of shipping that it earns nothing, where somebody paid for it", () => {
    const shippingOf = (given: OrderGiven, patch: unknown = {}): string[] =>
      read("en", given, patch).filter((line) => line.startsWith("Shipping"));
    expect(shippingOf({ shipping: "49.00" })).toEqual(["Shipping: NOK 49.00 earns no points"]);
    expect(shippingOf({ shipping: "49.00", shippingRefunded: "40.00" })).toEqual([
      "Shipping: NOK 9.00 earns no points",
    ]);
    expect(shippingOf({ shipping: "49.00", shippingRefunded: "49.00" })).toEqual([]);
    expect(shippingOf({})).toEqual([]);
    expect(shippingOf({ shipping: "49.00" }, { earning: { includeShipping: true } })).toEqual([
      "Shipping: NOK 49.00 earns",
    ]);
    const free = orderOf({ shipping: "49.00" });
    const given = { ...free, shipping: { ...free.shipping, discounts: [{ amount: 4_900n, code: "FREE" }] } };
    const { explanation } = orderTarget({ order: given, program: programOf(), version: 1, tier: null });
    expect(explanation.shipping).not.toHaveProperty("paid");
  });

  it("has every sentence in every language, with the same blanks to fill", () => {
    const [en, nb] = [textsOf("en"), textsOf("nb")];
    expect(keysOf(nb)).toEqual(keysOf(en));
    const blanks = (texts: Texts): string[] =>
      JSON.stringify(texts)
        .match(/\{\{\w+\}\}/g)
        ?.sort() ?? [];
    expect(blanks(nb)).toEqual(blanks(en));
  });
});
