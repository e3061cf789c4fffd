import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_PROGRAM, patchProgram, type Program } from "../domain/program.ts";
import type { RichBlock, RichInline, RichText } from "../domain/rich-text.ts";
import { SHOPPER_LANGUAGES } from "../locales/languages.ts";
import { writeTerms } from "./terms-words.ts";

// What would be broken in a shop: terms that a merchant publishes would promise what the program doesn't do.

function patched(patch: unknown): Program {
  const parsed = patchProgram(DEFAULT_PROGRAM, patch);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.program;
}

const GOLD = { id: "gold", name: "Gold", threshold: "10000", tag: "gold", multiplier: "1.5", entryBonus: 100 };

/** A rich text as lines, those of lists with a dash. */
function wordsOf(part: RichText | RichBlock | RichInline): string {
  if (part.type === "text") return part.value;
  if (part.type === "root") return part.children.map((block) => wordsOf(block)).join("\n");
  if (part.type !== "list") return part.children.map((child) => wordsOf(child)).join("");
  return part.children.map(({ children }) => `– ${children.map((child) => wordsOf(child)).join("")}`).join("\n");
}

const terms = (patch: unknown, language: (typeof SHOPPER_LANGUAGES)[number] = "en"): string =>
  wordsOf(writeTerms(patched(patch), language)).replaceAll("\u00a0", " ");

describe("terms written from the rules", () => {
  it.each([
    [{ earning: { points: 2, per: "10.00" } }, "You earn 2 points for each NOK 10.00"],
    [{ earning: { wholeStepsOnly: true, per: "100.00" } }, "Only every full NOK 100.00 counts."],
    [{ earning: { includeTax: true } }, "Tax counts."],
    [{ earning: { includeShipping: true } }, "Shipping earns points too."],
    [
      { earning: { exclude: { onSale: true, vendors: ["Acme", "Nord"] } } },
      "These brands earn no points: Acme and Nord.",
    ],
    [{ earning: { exclude: { collections: ["sale"] } } }, "Some products earn no points"],
    [
      { earning: { paymentMethods: { default: "ignore", earn: ["Vipps"] } } },
      "Only amounts paid with these methods earn points: Vipps.",
    ],
    [{ earning: { paymentMethods: { default: "ignore", earn: [] } } }, "No payment method earns points at present."],
    [{ earning: { awardWhen: "fulfilled", holdDays: 1 } }, "paid and sent. They can be used one day later."],
    [{ earning: { bonuses: { birthday: 25 } } }, "You get 25 points on your birthday."],
    [{ exchange: { minimumPoints: 200 } }, "You need at least 200 points"],
    [{ expiry: { kind: "inactivity", months: 6 } }, "Points expire 6 months after your last purchase"],
    [{ expiry: { kind: "age", months: 12, roundTo: "year" } }, "at the end of the year that lies 12 months after"],
    [
      { tiers: { levels: [GOLD] } },
      "– Gold: from NOK 10,000.00 spent (1.5 times the points; a bonus of 100 points on reaching it)",
    ],
    [{ tiers: { metric: "orders", levels: [{ ...GOLD, threshold: "1" }] } }, "– Gold: from the first order ("],
    [
      { tiers: { graceDays: 30, window: { kind: "rolling", months: 12 }, levels: [GOLD] } },
      "keep your tier for 30 more days.",
    ],
    [{ debt: "forgive" }, "If you have used them already, you owe nothing."],
    [{ exchange: { returnSpentPoints: "never" } }, "come back only if it is canceled."],
  ])("%j: %s", (patch, words) => {
    expect(terms(patch)).toContain(words);
  });

  it.each([
    [{ exchange: { rewards: [] } }, "code"],
    [{ exchange: { rewards: [] } }, "Points that you used"],
    [{}, "tier"],
    [{}, "birthday"],
    [{ tiers: { graceDays: 30, window: { kind: "membership", months: 12 }, levels: [GOLD] } }, "fall below"],
  ])("%j say nothing of what there isn't: %s", (patch, words) => {
    expect(terms(patch)).not.toContain(words);
  });

  it("are text that the program takes", () => {
    const written = writeTerms(patched({ tiers: { levels: [GOLD] } }), "fr");
    expect(patchProgram(DEFAULT_PROGRAM, { texts: { fr: { terms: written } } }).ok).toBe(true);
  });

  it("call a reward by its name in the language, and say its conditions", () => {
    const reward = {
      id: "tea",
      type: "percentage",
      value: "12.5",
      points: 1000,
      minimumSubtotal: "300.00",
      tiers: ["gold"],
    };
    const program = { tiers: { levels: [GOLD] }, exchange: { rewards: [{ ...reward, names: { nb: "Tedag" } }] } };
    expect(terms(program, "nb")).toContain(
      "– 1 000 poeng: Tedag (for kjøp fra 300,00 kr; bare for Gold; koden gjelder i 90 dager)",
    );
  });

  it("have every sentence in every language, whatever the rules are", () => {
    const count = fc.integer({ min: 0, max: 3 });
    const program = fc.record({
      earning: fc.record({
        points: count,
        ...{ wholeStepsOnly: fc.boolean(), includeTax: fc.boolean(), includeShipping: fc.boolean(), holdDays: count },
        awardWhen: fc.constantFrom("paid", "fulfilled"),
        bonuses: fc.record({ joining: count, birthday: count, firstOrder: count }),
        exclude: fc.record({
          onSale: fc.boolean(),
          vendors: fc.constantFrom([], ["A"]),
          products: fc.constantFrom([], ["p"]),
        }),
        paymentMethods: fc.record({
          default: fc.constantFrom("earn", "ignore"),
          earn: fc.constantFrom([], ["manual"]),
        }),
      }),
      expiry: fc.constantFrom(
        { kind: "none" },
        ...[1, 2].flatMap((months) => [
          { kind: "inactivity", months },
          ...["day", "month", "year"].map((roundTo) => ({ kind: "age", months, roundTo })),
        ]),
      ),
      debt: fc.constantFrom("carry", "forgive"),
      tiers: fc.record({
        metric: fc.constantFrom("spend", "points", "orders"),
        window: fc.constantFrom(
          ...[{ kind: "lifetime" }, { kind: "calendarYear" }, { kind: "rolling", months: 1 }],
          ...[
            { kind: "rolling", months: 2 },
            { kind: "membership", months: 1 },
            { kind: "membership", months: 2 },
          ],
        ),
        ...{ graceDays: count, onRefund: fc.constantFrom("immediately", "nextReview") },
        levels: fc.constantFrom([], [GOLD], [{ ...GOLD, threshold: "0", discount: { type: "freeShipping" } }]),
      }),
      exchange: fc.record({
        minimumPoints: count,
        returnSpentPoints: fc.constantFrom("proportional", "fullRefundOnly", "never"),
        rewards: fc.constantFrom(
          [],
          [{ id: "a", type: "freeShipping", points: 1, codeDays: 1 }],
          [{ id: "b", type: "storeCredit", points: 5, value: "1.00" }],
          [{ id: "c", type: "product", points: 5, variant: "tea", codeDays: 0 }],
        ),
      }),
    });
    fc.assert(
      fc.property(program, fc.constantFrom(...SHOPPER_LANGUAGES), (patch, language) => {
        const text = terms(patch, language);
        // A sentence that is missing is told by its key; one that lacks a word keeps its braces.
        expect(text).not.toMatch(/\{\{|\}\}|\b[a-z]+\.[a-zA-Z]+(\.|_|\b)[a-zA-Z]+\b/);
        expect(text).not.toMatch(/undefined|NaN/);
      }),
      { numRuns: 400, seed: 7 },
    );
  });
});
