import type { Program } from "./program-shape.ts";

/** What a key that is left out means; the same as scenarios/defaults.json (a test holds the two together). */
export const DEFAULT_PROGRAM: Program = {
  currency: "NOK",
  timeZone: "Europe/Oslo",
  earning: {
    points: 1,
    per: "1.00",
    wholeStepsOnly: false,
    rounding: "down",
    awardWhen: "paid",
    holdDays: 0,
    includeTax: false,
    includeShipping: false,
    paymentMethods: { default: "earn", earn: [], ignore: ["gift_card", "shopify_store_credit"] },
    exclude: { vendors: [], products: [], collections: [], productTags: [], onSale: false },
    campaigns: [],
    bonuses: { joining: 0, birthday: 0, firstOrder: 0 },
  },
  exchange: {
    minimumPoints: 0,
    rewards: [
      {
        id: "nok-50",
        type: "amount",
        points: 100,
        value: "50.00",
        multiples: true,
        minimumSubtotal: "0.00",
        codeDays: 90,
        tiers: [],
        customerOnly: false,
        combinesWith: { order: false, product: false, shipping: true },
      },
    ],
    returnSpentPoints: "proportional",
  },
  expiry: { kind: "none" },
  debt: "carry",
  tiers: {
    metric: "spend",
    window: { kind: "lifetime" },
    graceDays: 0,
    onRefund: "nextReview",
    startTier: null,
    levels: [],
  },
  excludeCustomers: { tags: [] },
  texts: {},
};
