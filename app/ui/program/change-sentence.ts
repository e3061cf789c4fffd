import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ProgramChange } from "../../domain/program-diff.ts";
import type { Program, RewardLimit } from "../../domain/program.ts";
import { languageNames, useFormat, type Format } from "../format.ts";

/** What a sentence is made with. */
export type Words = {
  t: TFunction;
  exists: (key: string) => boolean;
  format: Format;
  /** What a language is called: "nb" is "Norwegian Bokmål". */
  nameOf: (language: string) => string;
  before: Program;
  after: Program;
};

/** The lists whose items have an id, and what an item of each is called. */
const ITEMS: Readonly<Record<string, string>> = {
  "exchange.rewards": "reward",
  "tiers.levels": "tier",
  "earning.campaigns": "campaign",
};
const LIST_NAMES: Readonly<Record<string, string>> = {
  "exchange.rewards": "rewards",
  "tiers.levels": "tiers",
  "earning.campaigns": "campaigns",
};
/** Fields whose texts are amounts of money. */
const MONEY = new Set(["earning.per", "exchange.rewards.minimumSubtotal"]);

/** Fields whose texts are moments. */
const MOMENTS = new Set([
  ...["exchange.rewards.from", "exchange.rewards.until"],
  ...["earning.campaigns.from", "earning.campaigns.until"],
]);

/** Says in a sentence what publishing would change at one place of the program. */
export function useChangeSentence(before: Program, after: Program): (change: ProgramChange) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const nameOf = languageNames(i18n.language);
  const words: Words = { t, exists: (key) => i18n.exists(key), format, nameOf, before, after };
  return (change) => sentenceOf(change, words);
}

/** The sentence, with everything that it needs given. */
export function sentenceOf({ path, before, after }: ProgramChange, words: Words): string {
  const { t } = words;
  if (path.startsWith("texts.")) return t("program:review.reworded", { what: textName(path, words) });
  const list = LIST_NAMES[path];
  if (list !== undefined) return t("program:review.order", { what: t(`program:what.${list}`) });
  const what = subjectOf(path, words);
  if (/\]$/.test(path) && before === undefined) return t("program:review.added", { what });
  if (/\]$/.test(path) && after === undefined) return t("program:review.removed", { what });
  const plain = plainPath(path);
  return t("program:review.changed", {
    what,
    before: valueText(plain, before, words),
    after: valueText(plain, after, words),
  });
}

/** What a path is about: the item by its name, and the field in it. */
function subjectOf(path: string, words: Words): string {
  const item = /^([\w.]+)\[([^\]]+)\](?:\.(.+))?$/.exec(path);
  if (item === null) return fieldName(path, words);
  const [, list = "", id = "", field] = item;
  const named = words.t(`program:what.${ITEMS[list] ?? "reward"}`, { name: itemName(list, id, words) });
  return field === undefined
    ? named
    : words.t("program:what.of", { what: named, field: fieldName(`${list}.${field}`, words) });
}

function itemName(list: string, id: string, { before, after }: Words): string {
  const named = (program: Program): readonly { id: string; name: string }[] =>
    list === "tiers.levels" ? program.tiers.levels : list === "earning.campaigns" ? program.earning.campaigns : [];
  const find = (program: Program) => named(program).find((item) => item.id === id)?.name;
  return [find(after), find(before)].find((name) => name !== undefined && name !== "") ?? id;
}

function textName(path: string, { t, nameOf }: Words): string {
  const [, language = "", key] = path.split(".");
  const text = key === undefined ? t("program:texts.title") : t(`program:texts.${key}.label`);
  return t("program:what.text", { text, language: nameOf(language) });
}

function fieldName(path: string, { t, exists }: Words): string {
  const language = /^exchange\.rewards\.names\.(.+)$/.exec(path)?.[1];
  if (language !== undefined) return t("program:field.exchange_rewards_names", { language });
  const place = plainPath(path).replaceAll(".", "_");
  const key = `program:field.${place}`;
  return exists(key) ? t(key) : path;
}

/** The path without the ids of items: "tiers.levels[gold].tag" is a tier's tag. */
function plainPath(path: string): string {
  return path.replace(/\[[^\]]+\]/g, "");
}

function valueText(path: string, value: unknown, words: Words): string {
  const { t, format, after } = words;
  if (value === undefined || value === null || value === "") return t("program:review.nothing");
  if (typeof value === "boolean") return t(value ? "program:review.yes" : "program:review.no");
  if (typeof value === "number") return format.points(value);
  if (path === "exchange.rewards.limits") return limitsText(value as RewardLimit[], words);
  if (Array.isArray(value)) return value.length === 0 ? t("program:review.nothing") : value.map(String).join(", ");
  if (typeof value === "object") return "kind" in value ? wordFor(String(value.kind), words) : JSON.stringify(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const isThresholdOfSpend = path === "tiers.levels.threshold" && after.tiers.metric === "spend";
  if (MOMENTS.has(path)) return format.dateTime(text);
  if (MONEY.has(path) || isThresholdOfSpend) return format.money(text);
  return wordFor(text, words);
}

/** "once a month, 5 times". */
function limitsText(limits: readonly RewardLimit[], { t }: Words): string {
  if (limits.length === 0) return t("program:review.nothing");
  return limits.map(({ times, per }) => t(`program:limit.${per}`, { count: times })).join(", ");
}

function wordFor(word: string, { t, exists }: Words): string {
  const key = `program:value.${word}`;
  return /^[a-zA-Z]+$/.test(word) && exists(key) ? t(key) : word;
}
