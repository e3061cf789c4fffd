import type { HistoryLine, KeepTier, NextTier, OpenCode } from "../../app/domain/loyalty-metafield.ts";
import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield, ShownReward } from "../../app/domain/program-metafield.ts";
import type { AccountApi } from "./api.ts";

/** Kinds of entries that have words of their own; any other is shown by its label. */
const KINDS = [
  "order",
  "takeBack",
  "forgiven",
  "expired",
  "joining",
  "birthday",
  "firstOrder",
  "tierBonus",
  "adjusted",
  "reserved",
  "spent",
  "returned",
  "mergedIn",
  "mergedOut",
];

/** Everything that is said with numbers in it: amounts, points and days by the reader's own conventions. */
export type Words = ReturnType<typeof wordsOf>;

export function wordsOf({ i18n }: Pick<AccountApi, "i18n">, currency: string | null) {
  const t = (key: string, values: Record<string, string | number> = {}): string => i18n.translate(key, values);
  const number = (value: number): string => i18n.formatNumber(value);
  // While Laurel's server is away nobody says which currency it is: the amount then looks like money all the same.
  const money = (amount: string): string => {
    if (currency !== null) return i18n.formatCurrency(Number(amount), { currency });
    const digits = Number(amount) % 1 === 0 ? 0 : 2;
    return i18n.formatNumber(Number(amount), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  const counted = (key: string, count: number, values: Record<string, string | number> = {}): string =>
    t(key, { count, points: number(count), ...values });
  // A day has no time zone: read as UTC and written as UTC, it stays the same day everywhere.
  const day = (date: string): string => i18n.formatDate(new Date(date), { dateStyle: "long", timeZone: "UTC" });

  /** What an entry of the account is called: its kind, and the order or the code that it came from. */
  const entry = ({ kind, label }: HistoryLine): string =>
    [KINDS.includes(kind) ? t(`history.${kind}`) : "", label].filter(Boolean).join(" ");
  const signed = (points: number): string => `${points > 0 ? "+" : ""}${number(points)}`;

  /** What the merchant calls it in the reader's language, else what it gives. */
  const rewardName = (
    reward: Pick<ShownReward | OpenCode, "type" | "value"> & { names?: Readonly<Record<string, string>> | undefined },
  ): string => {
    const { names = {} } = reward;
    const named = names[t("language")] ?? names["en"] ?? Object.values(names)[0];
    if (named !== undefined) return named;
    if (reward.type === "amount") return t("reward.amount", { value: money(reward.value ?? "0") });
    if (reward.type === "storeCredit") return t("reward.storeCredit", { value: money(reward.value ?? "0") });
    if (reward.type === "percentage") return t("reward.percentage", { value: number(Number(reward.value)) });
    return t(reward.type === "freeShipping" ? "reward.freeShipping" : "reward.product");
  };

  const rewardTerms = (reward: ShownReward): string => {
    if (reward.type === "storeCredit") return "";
    const minimum =
      Number(reward.minimumSubtotal) > 0 ? [t("reward.minimum", { amount: money(reward.minimumSubtotal) })] : [];
    return [...minimum, t("reward.valid", { count: reward.codeDays })].join(" · ");
  };

  const progress = (next: NextTier): string => {
    if (next.metric === "spend") return t("progress.spend", { amount: money(next.missing), tier: next.name });
    return counted(`progress.${next.metric}`, Number(next.missing), { tier: next.name });
  };

  const keep = (held: KeepTier): string => {
    const values = { tier: held.name, date: day(held.by) };
    if (held.metric === "spend") return t("keep.spend", { amount: money(held.missing), ...values });
    return counted(`keep.${held.metric}`, Number(held.missing), values);
  };

  return { t, number, money, counted, day, entry, signed, rewardName, rewardTerms, progress, keep };
}

/** Why a reward cannot be taken now, in the order of rule 11; null if it can. */
export function reasonAgainst(
  words: Words,
  reward: ShownReward,
  program: ProgramMetafield,
  loyalty: LoyaltyMetafield,
): string | null {
  if (reward.from && new Date(reward.from) > new Date())
    return words.t("reason.notYet", { date: words.day(reward.from.slice(0, 10)) });
  if (reward.tiers.length > 0 && !(loyalty.tier !== null && reward.tiers.includes(loyalty.tier))) {
    const names = program.tiers.filter((tier) => reward.tiers.includes(tier.id)).map((tier) => tier.name);
    return words.t("reason.notForTier", { tiers: names.join(", ") });
  }
  // What was written before there were limits doesn't say any.
  const limits = "limited" in loyalty ? loyalty.limited : [];
  const limited = limits.find(({ reward: id }) => id === reward.id);
  if (limited?.again === null) return words.t("reason.limitReached");
  if (limited !== undefined && limited.again > new Date().toISOString().slice(0, 10))
    return words.t("reason.limitAgain", { date: words.day(limited.again) });
  if (loyalty.balance < program.exchange.minimumPoints)
    return words.counted("reason.belowMinimum", program.exchange.minimumPoints);
  if (loyalty.balance < reward.points) return words.counted("reason.tooFewPoints", reward.points - loyalty.balance);
  return null;
}
