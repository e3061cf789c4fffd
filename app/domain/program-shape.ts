import { z } from "zod";
import { isDecimal, parseDecimal } from "./rational.ts";
import { isMoment, isTimeZone } from "./time.ts";
import { isCurrency } from "./money.ts";
import { richText } from "./rich-text-schema.ts";

/**
 * The shape of the program document: which keys there are and what each may hold by itself. What keys must be to each other
 * is in program-checks.ts. Each refusal carries a code, which forms translate, in the `params` of zod's custom issues.
 */

/** Points and days stay far inside what numbers hold exactly and what a Date can reach. */
export const LIMITS = {
  points: 1_000_000_000,
  days: 3_650,
  months: 1_200,
  idLength: 64,
  nameLength: 255,
  textLength: 20_000,
  listLength: 1_000,
} as const;

const refuse = (code: string, message: string) => ({ error: message, params: { code } });

const DECIMAL_PATTERN = /^\d{1,30}(\.\d{1,30})?$/;

/** A decimal string; a negative one is told apart, because "negative" is what a merchant must hear. */
const decimal = z
  .string()
  .refine((text) => isDecimal(text), {
    ...refuse("notDecimal", 'must be a decimal number in quotes, like "1.5"'),
    abort: true,
  })
  .refine((text) => !text.startsWith("-"), { ...refuse("negative", "must not be negative"), abort: true })
  .meta({ pattern: DECIMAL_PATTERN.source });

const money = decimal.meta({ description: "An amount in the program's currency, as a decimal string." });
const isPositive = (text: string): boolean => parseDecimal(text).n > 0n;
const positiveMoney = money.refine(isPositive, refuse("notPositive", "must be more than 0"));

function wholeNumber(largest: number, smallest = 0) {
  return z
    .number()
    .refine((value) => Number.isInteger(value), { ...refuse("notInteger", "must be a whole number"), abort: true })
    .refine((value) => value >= 0, { ...refuse("negative", "must not be negative"), abort: true })
    .refine((value) => value >= smallest, refuse("tooSmall", `must be at least ${smallest}`))
    .refine((value) => value <= largest, refuse("tooLarge", `must be at most ${largest}`))
    .meta({ type: "integer", minimum: smallest, maximum: largest });
}

function text(longest: number, shortest = 0) {
  return z
    .string()
    .refine((value) => value.trim().length >= shortest, { ...refuse("empty", "must not be empty"), abort: true })
    .refine((value) => value.length <= longest, refuse("tooLong", `must be at most ${longest} characters`))
    .meta({ minLength: shortest, maxLength: longest });
}

const ID_PATTERN = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$/u;
const id = z
  .string()
  .refine((value) => ID_PATTERN.test(value), refuse("notId", "must be a short name of letters, digits, dots, - and _"))
  .meta({ pattern: "^[^\\s]{1,64}$" });

const moment = z
  .string()
  .refine(
    (value) => isMoment(value),
    refuse("notMoment", 'must be a moment with an offset, like "2026-11-27T00:00:00+01:00"'),
  )
  .meta({ format: "date-time" });

const names = z.array(text(LIMITS.nameLength, 1)).max(LIMITS.listLength);

const TAG_PATTERN = /^[^,]+$/;
const tag = text(LIMITS.nameLength, 1).refine(
  (value) => TAG_PATTERN.test(value) && value === value.trim(),
  refuse("notTag", "must be one tag: no comma, no space around it"),
);

const colour = z
  .string()
  .refine(
    (value) => /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(value),
    refuse("notColour", 'must be a colour like "#8c5a2b"'),
  )
  .meta({ pattern: "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$" });

const image = text(2_048, 1)
  .refine(
    (value) => /^https?:\/\/[^\s"'<>\\]+$/.test(value),
    refuse("notAddress", "must be the address of a picture, beginning with https://"),
  )
  .nullable();

const combinesWith = z.strictObject({
  order: z.boolean().default(false),
  product: z.boolean().default(false),
  shipping: z.boolean().default(true),
});

/** The spans that a reward's limits count in, from the shortest to the longest; all but `ever` are those of the shop's calendar. */
export const LIMIT_SPANS = ["day", "week", "month", "year", "ever"] as const;

const limit = z.strictObject({ times: wholeNumber(LIMITS.points, 1), per: z.enum(LIMIT_SPANS) });

const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .meta({ description: 'A language tag such as "en" or "pt-BR".' });

const rewardBase = {
  id,
  names: z.record(languageTag, text(LIMITS.nameLength, 1)).default({}),
  image: image.default(null),
  points: wholeNumber(LIMITS.points, 1),
  multiples: z.boolean().default(false),
  minimumSubtotal: money.default("0.00"),
  codeDays: wholeNumber(LIMITS.days).default(90),
  tiers: z.array(id).max(LIMITS.listLength).default([]),
  customerOnly: z.boolean().default(false),
  combinesWith: combinesWith.default({ order: false, product: false, shipping: true }),
  limits: z.array(limit).max(LIMIT_SPANS.length).default([]),
  from: moment.nullable().default(null),
  until: moment.nullable().default(null),
};

const percentage = decimal.refine(
  (value) => isPositive(value) && parseDecimal(value).n <= 100n * parseDecimal(value).d,
  refuse("notPercentage", "must be more than 0 and at most 100"),
);

const reward = z.discriminatedUnion("type", [
  z.strictObject({ ...rewardBase, type: z.literal("amount"), value: positiveMoney }),
  z.strictObject({ ...rewardBase, type: z.literal("percentage"), value: percentage }),
  z.strictObject({ ...rewardBase, type: z.literal("storeCredit"), value: positiveMoney }),
  z.strictObject({ ...rewardBase, type: z.literal("freeShipping") }),
  z.strictObject({ ...rewardBase, type: z.literal("product"), variant: text(LIMITS.nameLength, 1) }),
]);

const campaign = z.strictObject({
  id,
  name: text(LIMITS.nameLength)
    .default("")
    .meta({ description: "What staff and customers read; without one, the id." }),
  multiplier: decimal,
  from: moment,
  until: moment,
  vendors: names.default([]),
  collections: names.default([]),
  productTags: names.default([]),
});

/** What is drawn on a card that has no picture. */
export const CARD_PATTERNS = ["plain", "stripes", "dots", "waves", "rays"] as const;

const card = z.strictObject({
  image: image.default(null),
  background: colour.default("#374151"),
  text: colour.default("#ffffff"),
  pattern: z.enum(CARD_PATTERNS).default("plain"),
  alt: text(LIMITS.nameLength).default("").meta({ description: "What the picture shows, for who can't see it." }),
});

const tierDiscountBase = {
  minimumSubtotal: money.default("0.00"),
  combinesWith: combinesWith.default({ order: false, product: false, shipping: true }),
};

/** A discount that members of a tier get without a code. */
const tierDiscount = z.discriminatedUnion("type", [
  z.strictObject({ ...tierDiscountBase, type: z.literal("percentage"), value: percentage }),
  z.strictObject({ ...tierDiscountBase, type: z.literal("freeShipping") }),
]);

const level = z.strictObject({
  id,
  name: text(LIMITS.nameLength, 1),
  threshold: decimal.meta({ description: "Money for the metric spend; a whole number for points and orders." }),
  tag,
  multiplier: decimal.default("1"),
  entryBonus: wholeNumber(LIMITS.points).default(0),
  perks: z.array(text(LIMITS.nameLength, 1)).max(LIMITS.listLength).default([]),
  discount: tierDiscount.nullable().default(null),
  card: card.default({ image: null, background: "#374151", text: "#ffffff", pattern: "plain", alt: "" }),
});

const months = wholeNumber(LIMITS.months, 1);

const expiry = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("age"), months, roundTo: z.enum(["day", "month", "year"]).default("day") }),
  z.strictObject({ kind: z.literal("inactivity"), months }),
]);

const tierWindow = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("lifetime") }),
  z.strictObject({ kind: z.literal("rolling"), months }),
  z.strictObject({ kind: z.literal("calendarYear") }),
  z.strictObject({ kind: z.literal("membership"), months }),
]);

const earning = z.strictObject({
  points: wholeNumber(LIMITS.points),
  per: positiveMoney,
  wholeStepsOnly: z.boolean(),
  rounding: z.enum(["down", "nearest", "up"]),
  awardWhen: z.enum(["paid", "fulfilled"]),
  holdDays: wholeNumber(LIMITS.days),
  includeTax: z.boolean(),
  includeShipping: z.boolean(),
  paymentMethods: z.strictObject({ default: z.enum(["earn", "ignore"]), earn: names, ignore: names }),
  exclude: z.strictObject({
    vendors: names,
    products: names,
    collections: names,
    productTags: names,
    onSale: z.boolean(),
  }),
  campaigns: z.array(campaign).max(LIMITS.listLength),
  bonuses: z.strictObject({
    joining: wholeNumber(LIMITS.points),
    birthday: wholeNumber(LIMITS.points),
    firstOrder: wholeNumber(LIMITS.points),
  }),
});

/** Plain text, where blank lines part paragraphs, or rich text. */
const longText = z.union([text(LIMITS.textLength), richText]);

const texts = z.record(
  languageTag,
  z.strictObject({
    programName: text(LIMITS.nameLength).optional(),
    promo: longText.optional(),
    terms: longText.optional(),
  }),
);

/** The whole document, after it has been merged over the defaults, so that every key of the first levels is there. */
export const programShape = z.strictObject({
  currency: z
    .string()
    .refine((code) => isCurrency(code), refuse("unknownCurrency", 'must be the code of a currency, like "NOK"')),
  timeZone: z
    .string()
    .refine((zone) => isTimeZone(zone), refuse("unknownTimeZone", 'must be a time zone, like "Europe/Oslo"')),
  earning,
  exchange: z.strictObject({
    minimumPoints: wholeNumber(LIMITS.points),
    rewards: z.array(reward).max(LIMITS.listLength),
    returnSpentPoints: z.enum(["proportional", "fullRefundOnly", "never"]),
  }),
  expiry,
  debt: z.enum(["carry", "forgive"]),
  tiers: z.strictObject({
    metric: z.enum(["spend", "points", "orders"]),
    window: tierWindow,
    graceDays: wholeNumber(LIMITS.days),
    onRefund: z.enum(["immediately", "nextReview"]),
    startTier: id.nullable(),
    levels: z.array(level).max(LIMITS.listLength),
  }),
  excludeCustomers: z.strictObject({ tags: names }),
  texts,
});

/** Everything that a merchant decides about loyalty; money and multipliers are decimal strings, normalised by `parseProgram`. */
export type Program = z.output<typeof programShape>;
export type Earning = Program["earning"];
export type Campaign = Earning["campaigns"][number];
export type Reward = Program["exchange"]["rewards"][number];
export type RewardType = Reward["type"];
export type RewardLimit = Reward["limits"][number];
export type LimitSpan = RewardLimit["per"];
export type Level = Program["tiers"]["levels"][number];
export type Card = Level["card"];
export type CardPattern = Card["pattern"];
export type TierDiscount = NonNullable<Level["discount"]>;
export type Expiry = Program["expiry"];
export type TierWindow = Program["tiers"]["window"];
export type Metric = Program["tiers"]["metric"];
export type ReturnPolicy = Program["exchange"]["returnSpentPoints"];
export type ProgramTexts = Program["texts"];
