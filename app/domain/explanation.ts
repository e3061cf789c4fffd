/**
 * Why an order earns what it earns, as data: it is stored with the order, and turned into sentences in the reader's language by
 * explanation-text.ts, the same for staff and for the customer. Amounts are decimal strings,
 * fractions are written "n/d"; there is no personal data in it.
 */
export type Explanation = {
  v: 1;
  /** The number of the program version that the order is pinned to. */
  version: number;
  /** The program's currency, in which the basis and the rate are. */
  currency: string;
  /** The order's currency, in which its lines, shipping and payments are. */
  orderCurrency: string;
  points: string;
  /** Null when the order earned by the rules below; otherwise why it earns nothing (yet), whatever its lines are. */
  nothing: NothingReason | null;
  /** While an edit leaves the order partly paid, it keeps what it earned before (rule 5). */
  keepsPaidPart: boolean;
  lines: ExplainedLine[];
  shipping: ExplainedShipping;
  /** Rule 6: amounts typed by hand, and the value with tax of all lines that they shrink; null where there were none. */
  handTyped: { amount: string; of: string } | null;
  /** Rule 3. */
  tender: ExplainedTender;
  /** What is left to earn on, after all of the above, exactly, in the smallest coin of `currency`. */
  basis: string;
  rate: { points: number; per: string; wholeStepsOnly: boolean };
  tier: { id: string; name: string; multiplier: string } | null;
  /** The average of the campaigns' multipliers weighted by line value, where only whole steps count; else null. */
  averageMultiplier: string | null;
  /** Where a linked shop sells in another currency: what one unit of it counts (rule 23). */
  exchangeRate: string | null;
  /** The points before the one rounding, exactly. */
  exact: string;
  rounding: "down" | "nearest" | "up";
};

/** Why a whole order earns nothing (rules 5, 21 and 23). */
export type NothingReason =
  "test" | "cancelled" | "voided" | "expired" | "unpaid" | "notFulfilled" | "customerTakesNoPart" | "rateMissing";

/** Why a line earns nothing (rule 2, rule 6). */
export type LeftOutReason =
  "giftCard" | "vendor" | "product" | "collection" | "productTag" | "onSale" | "refunded" | "removed";

export type ExplainedLine = {
  lineId: string;
  productId: string | null;
  title: string;
  quantity: number;
  currentQuantity: number;
  refundedQuantity: number;
  /** Price × quantity of the whole line, what discounts took off, and its tax. */
  price: string;
  discount: string;
  tax: string;
  /** The tax was subtracted ("taken out"), added ("put on") or did not matter ("none") (rule 2). */
  taxTreatment: "takenOut" | "putOn" | "none";
  /** What the line is worth to the rules now, exactly, in the smallest coin. */
  value: string;
  leftOut: LeftOutReason | null;
  campaign: ExplainedCampaign | null;
};

/** A campaign by its name where it has one: what explains an order must be readable years later. */
export type ExplainedCampaign = { id: string; name?: string; multiplier: string };

export type ExplainedShipping = {
  earns: boolean;
  value: string;
  /** What was paid for it, where that earns nothing; left out where nothing was paid, and of orders that were explained before this was said. */
  paid?: string;
  campaign: ExplainedCampaign | null;
};

export type ExplainedTender = {
  methods: { gateway: string; amount: string | null; earns: boolean; known: boolean }[];
  /** The share that earns, exactly: 1 when every method earns. */
  share: string;
};
