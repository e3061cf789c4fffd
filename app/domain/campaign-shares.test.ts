import { describe, expect, it } from "vitest";
import { campaignShares } from "./campaign-shares.ts";
import type { ExplainedLine, Explanation } from "./explanation.ts";

// Broken if the report of campaigns counted points to a campaign that its orders would have earned anyway.

type Part = { value: string; campaign?: [id: string, multiplier: string]; leftOut?: ExplainedLine["leftOut"] };

const named = (campaign: Part["campaign"]) =>
  campaign === undefined ? null : { id: campaign[0], multiplier: campaign[1] };

function explained(points: string, lines: Part[], more: Partial<Explanation> = {}): Explanation {
  return {
    ...{ v: 1, version: 1, currency: "NOK", orderCurrency: "NOK", points, nothing: null, keepsPaidPart: false },
    lines: lines.map(({ value, campaign, leftOut = null }, index) => ({
      ...{ lineId: String(index), productId: null, title: "Tea", quantity: 1, currentQuantity: 1, refundedQuantity: 0 },
      ...{ price: "1.00", discount: "0.00", tax: "0.00", taxTreatment: "none" as const, value, leftOut },
      campaign: named(campaign),
    })),
    shipping: { earns: false, value: "0", campaign: null },
    handTyped: null,
    tender: { methods: [], share: "1" },
    ...{ basis: "0", rate: { points: 1, per: "1.00", wholeStepsOnly: false }, tier: null, averageMultiplier: null },
    ...{ exchangeRate: null, exact: "0", rounding: "down" as const },
    ...more,
  };
}

const shares = (...given: Parameters<typeof explained>) => Object.fromEntries(campaignShares(explained(...given)));

describe("what campaigns brought", () => {
  it.each<[string, Record<string, bigint>, Parameters<typeof explained>]>([
    ["half of what doubled points earned", { spring: 10_000n }, ["200", [{ value: "100", campaign: ["spring", "2"] }]]],
    [
      "nothing of lines that it did not touch",
      { spring: 10_000n },
      ["300", [{ value: "100", campaign: ["spring", "2"] }, { value: "100" }]],
    ],
    [
      "each its own, where two touch an order, in fractions of a coin too",
      { spring: 5_000n, teas: 10_000n },
      [
        "250",
        [
          { value: "100/3", campaign: ["spring", "2.5"] },
          { value: "100/3", campaign: ["teas", "4"] },
          { value: "100/3" },
        ],
      ],
    ],
    [
      "nothing, and is still named, with a multiplier of 1",
      { spring: 0n },
      ["9", [{ value: "100", campaign: ["spring", "1"] }]],
    ],
    [
      "nothing for a line that doesn't earn or was refunded",
      {},
      [
        "0",
        [
          { value: "100", campaign: ["spring", "2"], leftOut: "vendor" },
          { value: "0", campaign: ["spring", "2"] },
        ],
      ],
    ],
    [
      "nothing of an order that earns nothing",
      {},
      ["0", [{ value: "9", campaign: ["spring", "2"] }], { nothing: "cancelled" }],
    ],
    [
      "shipping too, where it earns",
      { spring: 5_000n },
      [
        "150",
        [{ value: "50" }],
        { shipping: { earns: true, value: "50", campaign: { id: "spring", multiplier: "2" } } },
      ],
    ],
  ])("%s", (_, expected, given) => {
    expect(shares(...given)).toEqual(expected);
  });
});
