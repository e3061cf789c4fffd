import { plainName } from "./line-rules.ts";
import { currencyExponent, parseMoney } from "./money.ts";
import type { Campaign, Level, Program } from "./program.ts";
import { orderedLevels } from "./program.ts";
import { compare, ONE, parseDecimal } from "./rational.ts";
import type { Rational } from "./rational.ts";

/** A fraction of two whole numbers, for Liquid, which has no exact decimals. */
export type Fraction = { n: number; d: number };

/**
 * What the storefront must know to say beforehand how many points a product earns (rules 2 and 4), in the numbers that Liquid has:
 * money in hundredths, multipliers as fractions, names as `line-rules` compares them.
 */
export type ShownGoods = {
  /** `earning.per` in hundredths of the currency. */
  step: number;
  wholeSteps: boolean;
  rounding: Program["earning"]["rounding"];
  /** Whether points count tax. Liquid knows prices as they are shown, and no rate of tax. */
  tax: boolean;
  /** False: only named payment methods earn, so that a price can be promised only as the most that it earns. */
  anyPayment: boolean;
  /** False: new members begin with another multiplier than 1, of which nobody knows whether it comes before their first order. */
  newMembers: boolean;
  exclude: { vendors: string[]; products: string[]; collections: string[]; tags: string[]; onSale: boolean };
  campaigns: ShownCampaign[];
};

export type ShownCampaign = {
  times: Fraction;
  from: string;
  until: string;
  vendors: string[];
  collections: string[];
  tags: string[];
};

/** Liquid's money has two decimals, whatever the currency has. */
const LIQUID_DECIMALS = 2;

/**
 * The rules for products; null where Liquid cannot count by them exactly: in currencies with three decimals, and with numbers that
 * are too large or have too many decimals to stay whole.
 */
export function showGoods(program: Program): ShownGoods | null {
  const { earning, currency } = program;
  const exponent = currencyExponent(currency);
  if (exponent > LIQUID_DECIMALS) return null;
  const step = Number(parseMoney(earning.per, currency) * 10n ** BigInt(LIQUID_DECIMALS - exponent));
  const campaigns = earning.campaigns.map(showCampaign);
  if (!Number.isSafeInteger(step) || campaigns.includes(null)) return null;
  const { vendors, products, collections, productTags, onSale } = earning.exclude;
  return {
    step,
    wholeSteps: earning.wholeStepsOnly,
    rounding: earning.rounding,
    tax: earning.includeTax,
    anyPayment: earning.paymentMethods.default === "earn",
    newMembers: startsPlain(program),
    exclude: {
      vendors: vendors.map(plainName),
      products: products.map(plainName),
      collections: collections.map(plainName),
      tags: productTags.map(plainName),
      onSale,
    },
    campaigns: campaigns.filter((campaign) => campaign !== null),
  };
}

/** A level's multiplier as a fraction; null where it cannot be told exactly. */
export function timesOf(level: Level): Fraction | null {
  return toFraction(parseDecimal(level.multiplier));
}

function showCampaign({ multiplier, from, until, vendors, collections, productTags }: Campaign): ShownCampaign | null {
  const times = toFraction(parseDecimal(multiplier));
  if (times === null) return null;
  return {
    times,
    from,
    until,
    vendors: vendors.map(plainName),
    collections: collections.map(plainName),
    tags: productTags.map(plainName),
  };
}

/** Whether somebody who joins with an order has the multiplier 1, be it by the start tier or by tiers from nothing on (rule 18). */
function startsPlain(program: Program): boolean {
  const { startTier } = program.tiers;
  const atOnce = orderedLevels(program).filter(
    ({ id, threshold }) => id === startTier || parseDecimal(threshold).n === 0n,
  );
  return atOnce.every(({ multiplier }) => compare(parseDecimal(multiplier), ONE) === 0);
}

function toFraction({ n, d }: Rational): Fraction | null {
  const fraction = { n: Number(n), d: Number(d) };
  return Number.isSafeInteger(fraction.n) && Number.isSafeInteger(fraction.d) ? fraction : null;
}
