import type { SentenceParams, Writer } from "./explanation-text.ts";
import type { Earning, Level, Program, Reward } from "./program.ts";
import { orderedLevels } from "./program.ts";
import { rewardName } from "./reader-language.ts";
import { parseDecimal } from "./rational.ts";

/** A part of the terms: a heading, sentences that follow each other, and a list. */
export type TermsPart = { heading: string; sentences: string[]; list: string[] };

/** Who reads the terms: their language, and how numbers, lists and the sentences of the namespace `terms` are written in it. */
export type TermsReader = Writer & {
  language: string;
  list: (names: readonly string[]) => string;
  say: (key: string, params?: SentenceParams) => string;
};

/**
 * The terms of a program as its own rules have them (rules 1–21), for a merchant to go on from: nothing is promised that the rules
 * don't keep, and nothing is said of what they don't have.
 */
export function programTerms(program: Program, reader: TermsReader): TermsPart[] {
  const part = (heading: string, sentences: string[], list: string[] = []): TermsPart => ({
    heading: reader.say(`heading.${heading}`),
    sentences,
    list,
  });
  const { exchange, tiers, currency } = program;
  const rewards = exchange.rewards.map((reward) => rewardLine(reward, tiers.levels, currency, reader));
  const levels = orderedLevels(program).map((level) => tierLine(level, program, reader));
  return [
    part("earning", earningTerms(program, reader)),
    ...(rewards.length > 0 ? [part("using", usingTerms(program, reader), rewards)] : []),
    part("expiry", [expiryTerms(program, reader)]),
    ...(levels.length > 0 ? [part("tiers", tierTerms(program, reader), levels)] : []),
    part("returns", returnTerms(program, reader)),
  ];
}

/** Points as a count, which chooses the sentence's form, and as they are written. */
function counted(points: number, reader: TermsReader): SentenceParams {
  return { count: points, points: reader.number(String(points)) };
}

function isZero(decimal: string): boolean {
  return parseDecimal(decimal).n === 0n;
}

function earningTerms({ earning, currency }: Program, reader: TermsReader): string[] {
  const { say } = reader;
  const amount = reader.money(earning.per, currency);
  const bonuses = (["joining", "firstOrder", "birthday"] as const).filter((kind) => earning.bonuses[kind] > 0);
  return [
    say("rate", { ...counted(earning.points, reader), amount }),
    ...(earning.wholeStepsOnly ? [say("wholeSteps", { amount })] : []),
    say(earning.includeTax ? "tax.counts" : "tax.not"),
    say(earning.includeShipping ? "shipping.counts" : "shipping.not"),
    ...exclusions(earning, reader),
    ...methods(earning, reader),
    say(`when.${earning.awardWhen}`),
    ...(earning.holdDays > 0 ? [say("hold", { count: earning.holdDays })] : []),
    ...bonuses.map((kind) => say(`bonus.${kind}`, counted(earning.bonuses[kind], reader))),
  ];
}

function exclusions({ exclude }: Earning, { say, list }: TermsReader): string[] {
  const { vendors, products, collections, productTags } = exclude;
  const others = products.length + collections.length + productTags.length > 0;
  return [
    ...(exclude.onSale ? [say("exclude.onSale")] : []),
    ...(vendors.length > 0 ? [say("exclude.vendors", { list: list(vendors) })] : []),
    ...(others ? [say("exclude.others")] : []),
  ];
}

/** Shopify's own methods have technical names; all others are called as their provider calls itself. */
const NAMED_METHODS: Readonly<Record<string, string>> = {
  gift_card: "giftCard",
  shopify_store_credit: "storeCredit",
  manual: "manual",
};

/** Rule 3: a method that is in both lists is ignored. */
function methods({ paymentMethods }: Earning, { say, list }: TermsReader): string[] {
  const { earn, ignore } = paymentMethods;
  const listed = (names: readonly string[]): string =>
    list(names.map((name) => (NAMED_METHODS[name] === undefined ? name : say(`method.${NAMED_METHODS[name]}`))));
  if (paymentMethods.default === "ignore") {
    const earning = earn.filter((method) => !ignore.includes(method));
    return [earning.length === 0 ? say("methods.none") : say("methods.only", { list: listed(earning) })];
  }
  return ignore.length === 0 ? [] : [say("methods.ignored", { list: listed(ignore) })];
}

function usingTerms({ exchange }: Program, reader: TermsReader): string[] {
  const hasCodes = exchange.rewards.some((reward) => reward.type !== "storeCredit");
  return [
    ...(exchange.minimumPoints > 0 ? [reader.say("minimum", counted(exchange.minimumPoints, reader))] : []),
    ...(hasCodes ? [reader.say("code.once")] : []),
  ];
}

function rewardLine(reward: Reward, levels: readonly Level[], currency: string, reader: TermsReader): string {
  const { say, list } = reader;
  const tiers = reward.tiers.map((id) => levels.find((level) => level.id === id)?.name ?? id);
  const given =
    rewardName(reward.names, reader.language) ?? say(`reward.${reward.type}`, valueOf(reward, currency, reader));
  return withDetails(say("reward.line", { ...counted(reward.points, reader), reward: given }), [
    ...minimum(reward.minimumSubtotal, currency, reader),
    ...(tiers.length > 0 ? [say("reward.tiers", { list: list(tiers) })] : []),
    ...(reward.type === "storeCredit" ? [] : [say("reward.days", { count: reward.codeDays })]),
  ]);
}

function valueOf(reward: Reward, currency: string, reader: TermsReader): SentenceParams {
  if (reward.type === "percentage") return { value: reader.number(reward.value) };
  return "value" in reward ? { value: reader.money(reward.value, currency) } : {};
}

function minimum(subtotal: string, currency: string, reader: TermsReader): string[] {
  return isZero(subtotal) ? [] : [reader.say("reward.minimumSubtotal", { amount: reader.money(subtotal, currency) })];
}

function withDetails(line: string, details: readonly string[]): string {
  return details.length === 0 ? line : `${line} (${details.join("; ")})`;
}

function expiryTerms({ expiry }: Program, { say }: TermsReader): string {
  if (expiry.kind === "none") return say("expiry.none");
  return say(expiry.kind === "age" ? `expiry.age.${expiry.roundTo}` : "expiry.inactivity", { count: expiry.months });
}

function tierTerms({ tiers }: Program, { say }: TermsReader): string[] {
  const { window, graceDays } = tiers;
  const months: SentenceParams = "months" in window ? { count: window.months } : {};
  // Rule 16: the next card follows its predecessor without grace.
  const hasGrace = graceDays > 0 && window.kind !== "membership";
  return [say(`tiers.window.${window.kind}`, months), ...(hasGrace ? [say("tier.grace", { count: graceDays })] : [])];
}

function tierLine(level: Level, program: Program, reader: TermsReader): string {
  const { say } = reader;
  const { multiplier, entryBonus, discount, perks } = level;
  return withDetails(say("tier.line", { name: level.name, threshold: thresholdOf(level, program, reader) }), [
    ...(multiplier === "1" ? [] : [say("tier.multiplier", { times: reader.number(multiplier) })]),
    ...(entryBonus > 0 ? [say("tier.bonus", counted(entryBonus, reader))] : []),
    ...(discount === null ? [] : [discountText(discount, program.currency, reader)]),
    ...perks,
  ]);
}

function discountText(discount: NonNullable<Level["discount"]>, currency: string, reader: TermsReader): string {
  const value: SentenceParams = discount.type === "percentage" ? { value: reader.number(discount.value) } : {};
  return [reader.say(`tier.${discount.type}`, value), ...minimum(discount.minimumSubtotal, currency, reader)].join(" ");
}

function thresholdOf({ threshold }: Level, { tiers, currency }: Program, reader: TermsReader): string {
  if (isZero(threshold)) return reader.say("tier.everybody");
  const amount = tiers.metric === "spend" ? reader.money(threshold, currency) : reader.number(threshold);
  return reader.say(`tier.from.${tiers.metric}`, { amount, count: Number(threshold) });
}

function returnTerms({ debt, exchange, tiers }: Program, { say }: TermsReader): string[] {
  return [
    say("returns.earned"),
    say(`returns.debt.${debt}`),
    ...(exchange.rewards.length > 0 ? [say(`returns.spent.${exchange.returnSpentPoints}`)] : []),
    ...(tiers.levels.length > 0 && tiers.onRefund === "immediately" ? [say("returns.tier.immediately")] : []),
  ];
}
