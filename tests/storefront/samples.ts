import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield, ShownReward, ShownTier } from "../../app/domain/program-metafield.ts";

/** The program metafield of a tea house, as app/domain/program-metafield.ts writes it. */
export const PROGRAM: ProgramMetafield = {
  v: 1,
  version: 3,
  currency: "NOK",
  earning: {
    points: 100,
    per: "1000.00",
    bonuses: { joining: 50, firstOrder: 0, birthday: 25 },
    goods: {
      step: 100_000,
      wholeSteps: false,
      rounding: "down",
      tax: true,
      anyPayment: true,
      newMembers: true,
      exclude: { vendors: ["lyng honey"], products: [], collections: [], tags: [], onSale: false },
      campaigns: [],
    },
  },
  exchange: {
    minimumPoints: 0,
    rewards: [
      reward({ id: "nok-50", type: "amount", points: 100, value: "50.00", multiples: true }),
      reward({ id: "ten", type: "percentage", points: 1300, value: "10", minimumSubtotal: "500.00" }),
      reward({ id: "ship", type: "freeShipping", points: 150, value: null, tiers: ["gold", "platinum"], codeDays: 1 }),
    ],
  },
  tiers: [
    tier({ id: "bronze", name: "Bronze", threshold: "0" }),
    tier({
      id: "gold",
      name: "Gold",
      threshold: "10000.00",
      multiplier: "1.5",
      times: { n: 3, d: 2 },
      entryBonus: 200,
      perks: ["Tasting evenings"],
    }),
    tier({ id: "platinum", name: "Platinum", threshold: "20000.50" }),
  ],
  texts: {
    en: { programName: "Tea Friends", promo: "Drink tea.\n\nCollect points.", terms: "Be kind." },
    nb: { programName: "Tevenner", promo: "Drikk te.", terms: "" },
  },
};

function reward(given: Pick<ShownReward, "id" | "type" | "points" | "value"> & Partial<ShownReward>): ShownReward {
  const open = { tiers: [], names: {}, image: null, limits: [], from: null, until: null };
  return { multiples: false, minimumSubtotal: "0.00", codeDays: 90, ...open, ...given };
}

function tier(given: Pick<ShownTier, "id" | "name" | "threshold"> & Partial<ShownTier>): ShownTier {
  const card = { image: null, background: "#b8860b", text: "#ffffff", pattern: "plain" as const, alt: "" };
  const plain = { multiplier: "1", times: { n: 1, d: 1 }, discounted: false };
  return { metric: "spend", ...plain, entryBonus: 0, perks: [], card, ...given };
}

/** A member with something in every place. */
export const LOYALTY: LoyaltyMetafield = {
  v: 1,
  participates: true,
  balance: 1240,
  worth: "620.00",
  pending: 12,
  reserved: 100,
  debt: 0,
  tier: "gold",
  card: {
    tier: "gold",
    name: "Gold",
    since: "2026-01-05",
    until: null,
    image: null,
    background: "#b8860b",
    text: "#ffffff",
    pattern: "plain",
    alt: "",
  },
  next: {
    tier: "platinum",
    name: "Platinum",
    metric: "spend",
    reached: "12400.00",
    threshold: "20000.50",
    missing: "7600.50",
    percent: 62,
  },
  keep: { tier: "gold", name: "Gold", metric: "spend", missing: "2600.00", by: "2026-12-31" },
  countedFrom: "2026-01-01",
  expires: { points: 1, on: "2027-01-10" },
  limited: [],
  codes: [
    { id: "12", code: "LRL7ABCD", reward: "nok-50", type: "amount", points: 100, value: "50.00", until: "2026-04-10" },
  ],
  notices: [{ id: "3", kind: "reached", tier: "gold", name: "Gold" }],
  history: [
    { at: "2026-01-05T09:05:00Z", kind: "order", points: 1124, label: "#1007" },
    { at: "2026-01-04T09:05:00Z", kind: "reserved", points: -100, label: "" },
  ],
  asOf: "2026-01-05T09:05:01Z",
};

/** A member before the first order. */
export const EMPTY: LoyaltyMetafield = {
  ...LOYALTY,
  balance: 0,
  worth: "0.00",
  pending: 0,
  reserved: 0,
  tier: null,
  card: null,
  next: null,
  keep: null,
  countedFrom: null,
  expires: null,
  codes: [],
  limited: [],
  notices: [],
  history: [],
};
