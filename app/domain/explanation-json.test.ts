import { describe, expect, it } from "vitest";
import type { Explanation } from "./explanation.ts";
import type { ExplanationJson } from "./explanation-json.ts";
import { explanationFromJson, explanationToText } from "./explanation-json.ts";

// Broken if an order's explanation read differently from how it was written, or took the room that it need not.

const PLAIN: Explanation = {
  ...{ v: 1, version: 3, currency: "NOK", orderCurrency: "NOK", points: "657", nothing: null, keepsPaidPart: false },
  lines: [
    {
      ...{ lineId: "1", productId: null, title: "Lamp", quantity: 2, currentQuantity: 2, refundedQuantity: 0 },
      ...{ price: "298.00", discount: "0.00", tax: "0.00", taxTreatment: "none", value: "29800" },
      ...{ leftOut: null, campaign: null },
    },
  ],
  shipping: { earns: false, value: "0", paid: "79.00", campaign: null },
  handTyped: null,
  tender: { methods: [{ gateway: "vipps", amount: null, earns: true, known: false }], share: "1" },
  ...{ basis: "65700", rate: { points: 1, per: "1.00", wholeStepsOnly: false }, tier: null, averageMultiplier: null },
  ...{ exchangeRate: null, exact: "657", rounding: "down" },
};
const [LINE] = PLAIN.lines;
const FULL: Explanation = {
  ...{ ...PLAIN, orderCurrency: "SEK", nothing: "unpaid", keepsPaidPart: true },
  lines: [
    {
      ...{ ...LINE!, productId: "7", currentQuantity: 1, refundedQuantity: 1, taxTreatment: "takenOut" },
      ...{ leftOut: "onSale", campaign: { id: "c", name: "Double", multiplier: "2" } },
    },
  ],
  shipping: { earns: true, value: "7900", campaign: { id: "c", multiplier: "2" } },
  handTyped: { amount: "10.00", of: "298.00" },
  tier: { id: "gold", name: "Gold", multiplier: "1.5" },
  ...{ averageMultiplier: "3/2", exchangeRate: "0.95" },
};

describe("explanationToText", () => {
  it.each([
    ["that says the least", PLAIN],
    ["that says everything", FULL],
  ])("writes an explanation %s so that it reads the same", (_name, explanation) => {
    expect(explanationFromJson(JSON.parse(explanationToText(explanation)) as ExplanationJson)).toEqual(explanation);
  });

  it("leaves out what need not be said, but for amounts of payments that nobody knows", () => {
    const { tender, ...rest } = JSON.parse(explanationToText(PLAIN)) as ExplanationJson;
    expect(tender).toEqual(PLAIN.tender);
    expect(JSON.stringify(rest)).not.toMatch(/null|keepsPaidPart|orderCurrency|currentQuantity|refundedQuantity|none/);
  });

  it("says null where there is none", () => expect(explanationToText(null)).toBe("null"));
});

describe("explanationFromJson", () => {
  it("reads an explanation that was written whole as it is", () => {
    for (const each of [PLAIN, FULL])
      expect(explanationFromJson(JSON.parse(JSON.stringify(each)) as ExplanationJson)).toEqual(each);
  });
});
