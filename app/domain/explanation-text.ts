import type { ExplainedCampaign, ExplainedLine, Explanation } from "./explanation.ts";
import { currencyExponent, formatMoney } from "./money.ts";
import {
  compare,
  multiply,
  ONE,
  parseDecimal,
  parseRational,
  rational,
  roundHalfUp,
  toDecimalText,
} from "./rational.ts";

/**
 * An explanation as sentences: the key of each in the namespace `explanation` of app/locales, and what is put into it, already
 * written in the reader's way. Staff and customers read the same sentences.
 */
export type Sentence = { key: string; params: SentenceParams; details: Sentence[] };

/** `count` chooses between the forms for one and for many; all others are put in as they are. */
export type SentenceParams = { count?: number } & { [name: string]: string | number };

/** How numbers are written for the reader; both are given exact decimal texts. */
export type Writer = {
  money: (decimal: string, currency: string) => string;
  number: (decimal: string) => string;
};

/** A writer by Intl, for a locale such as "nb-NO". */
export function writerFor(locale: string): Writer {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  const amounts = new Map<string, Intl.NumberFormat>();
  const amountsOf = (currency: string): Intl.NumberFormat => {
    const digits = currencyExponent(currency);
    const options = {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    } as const;
    const known = amounts.get(currency) ?? new Intl.NumberFormat(locale, options);
    amounts.set(currency, known);
    return known;
  };
  return {
    money: (decimal, currency) => amountsOf(currency).format(decimal as `${number}`),
    number: (decimal) => numbers.format(decimal as `${number}`),
  };
}

function sentence(key: string, params: SentenceParams = {}, details: Sentence[] = []): Sentence {
  return { key, params, details };
}

/** The whole explanation, in the order in which the points were counted. */
export function explanationSentences(explanation: Explanation, writer: Writer): Sentence[] {
  if (explanation.nothing !== null) return [sentence(`nothing.${explanation.nothing}`)];
  return [
    ...(explanation.keepsPaidPart ? [sentence("keepsPaidPart")] : []),
    ...explanation.lines.map((line) => lineSentence(line, explanation, writer)),
    ...shippingSentences(explanation, writer),
    ...handTypedSentences(explanation, writer),
    ...tenderSentences(explanation, writer),
    ...rateSentences(explanation, writer),
    ...multiplierSentences(explanation, writer),
    roundingSentence(explanation, writer),
  ];
}

/** Coins, perhaps with a fraction, as an amount for people: to the nearest coin. */
function amountOfCoins(coins: string, currency: string, writer: Writer): string {
  return writer.money(formatMoney(roundHalfUp(parseRational(coins)), currency), currency);
}

function lineSentence(line: ExplainedLine, explanation: Explanation, writer: Writer): Sentence {
  const currency = explanation.orderCurrency;
  const params = {
    title: line.title,
    quantity: writer.number(String(line.currentQuantity)),
    value: amountOfCoins(line.value, currency, writer),
  };
  if (line.leftOut !== null) return sentence(`line.leftOut.${line.leftOut}`, params);
  const details: Sentence[] = [];
  if (isNotZero(line.discount))
    details.push(sentence("line.discount", { discount: writer.money(line.discount, currency) }));
  if (line.taxTreatment !== "none") {
    details.push(sentence(`line.tax.${line.taxTreatment}`, { tax: writer.money(line.tax, currency) }));
  }
  if (line.currentQuantity !== line.quantity) {
    details.push(sentence("line.remaining", { ...params, ordered: writer.number(String(line.quantity)) }));
  }
  if (line.campaign !== null) details.push(campaignSentence(line.campaign, writer));
  return sentence("line.earns", params, details);
}

function isNotZero(decimal: string): boolean {
  return parseDecimal(decimal).n !== 0n;
}

function campaignSentence({ id, name, multiplier }: ExplainedCampaign, writer: Writer): Sentence {
  return sentence("campaign", { campaign: name ?? id, multiplier: writer.number(multiplier) });
}

function shippingSentences({ shipping, orderCurrency }: Explanation, writer: Writer): Sentence[] {
  if (shipping.paid !== undefined)
    return [sentence("shippingLeftOut", { value: writer.money(shipping.paid, orderCurrency) })];
  if (!shipping.earns || parseRational(shipping.value).n === 0n) return [];
  const details = shipping.campaign === null ? [] : [campaignSentence(shipping.campaign, writer)];
  return [sentence("shipping", { value: amountOfCoins(shipping.value, orderCurrency, writer) }, details)];
}

function handTypedSentences({ handTyped, orderCurrency }: Explanation, writer: Writer): Sentence[] {
  if (handTyped === null) return [];
  const params = {
    amount: writer.money(handTyped.amount, orderCurrency),
    of: writer.money(handTyped.of, orderCurrency),
  };
  return [sentence("handTyped", params)];
}

function tenderSentences({ tender, orderCurrency }: Explanation, writer: Writer): Sentence[] {
  if (tender.methods.length === 0) return [sentence("tender.nothing")];
  if (compare(parseRational(tender.share), ONE) === 0) return [];
  const details = tender.methods.map((method) => {
    const key = method.earns ? "tender.earns" : "tender.ignored";
    if (method.amount === null) return sentence(`${key}All`, { gateway: method.gateway });
    return sentence(key, { gateway: method.gateway, amount: writer.money(method.amount, orderCurrency) });
  });
  return [sentence("tender.share", { percent: percentOf(tender.share, writer) }, details)];
}

function percentOf(share: string, writer: Writer): string {
  return writer.number(toDecimalText(multiply(parseRational(share), rational(100n)), 2));
}

function rateSentences(explanation: Explanation, writer: Writer): Sentence[] {
  const { rate, currency, version, exchangeRate, orderCurrency } = explanation;
  const params = {
    count: rate.points,
    points: writer.number(String(rate.points)),
    per: writer.money(rate.per, currency),
    basis: amountOfCoins(explanation.basis, currency, writer),
    version: writer.number(String(version)),
  };
  const main = sentence(rate.wholeStepsOnly ? "rate.wholeSteps" : "rate.every", params);
  if (exchangeRate === null) return [main];
  return [sentence("rate.exchange", { rate: writer.number(exchangeRate), from: orderCurrency, to: currency }), main];
}

function multiplierSentences({ tier, averageMultiplier }: Explanation, writer: Writer): Sentence[] {
  const sentences: Sentence[] = [];
  if (averageMultiplier !== null && averageMultiplier !== "1") {
    const average = toDecimalText(parseRational(averageMultiplier), 4);
    sentences.push(sentence("average", { multiplier: writer.number(average) }));
  }
  if (tier !== null && compare(parseDecimal(tier.multiplier), ONE) !== 0) {
    sentences.push(sentence("tier", { tier: tier.name, multiplier: writer.number(tier.multiplier) }));
  }
  return sentences;
}

function roundingSentence({ exact, points, rounding }: Explanation, writer: Writer): Sentence {
  const params = {
    count: Number(points),
    points: writer.number(points),
    exact: writer.number(toDecimalText(parseRational(exact), 4)),
  };
  const isWhole = parseRational(exact).d === 1n;
  return sentence(isWhole ? "points.exact" : `points.rounded.${rounding}`, params);
}
