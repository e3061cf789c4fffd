import type { Level, Program, Reward, TierDiscount } from "./program-shape.ts";
import type { ProgramError } from "./program-errors.ts";
import { normaliseMoney, parseMoney } from "./money.ts";
import { DEFAULT_PROGRAM } from "./program-defaults.ts";
import { mergePatch } from "./program-merge.ts";
import { checkProgram } from "./program-checks.ts";
import { describeIssues } from "./program-errors.ts";
import { programShape } from "./program-shape.ts";
import { compare, parseDecimal, rational, toDecimalText } from "./rational.ts";
import type { Rational } from "./rational.ts";
import { parseMoment } from "./time.ts";

export type {
  Campaign,
  Card,
  CardPattern,
  Earning,
  Expiry,
  Level,
  LimitSpan,
  Metric,
  Program,
  ProgramTexts,
  ReturnPolicy,
  Reward,
  RewardLimit,
  RewardType,
  TierDiscount,
  TierWindow,
} from "./program-shape.ts";
export type { ProgramError, ProgramErrorCode } from "./program-errors.ts";
export { DEFAULT_PROGRAM } from "./program-defaults.ts";
export { LIMIT_SPANS } from "./program-shape.ts";

export type ParsedProgram = { ok: true; program: Program } | { ok: false; errors: ProgramError[] };

/**
 * Reads a program document. What it leaves out has the value of the defaults; a document with any mistake is refused whole,
 * with every mistake that can be told at once. The result is normalised: equal amounts are equal texts.
 */
export function parseProgram(document: unknown): ParsedProgram {
  return patchProgram(DEFAULT_PROGRAM, document);
}

/** The program that a patch makes of the one in force; that one is left as it is. */
export function patchProgram(base: Program, patch: unknown): ParsedProgram {
  const shaped = programShape.safeParse(mergePatch(base, patch), { reportInput: true });
  if (!shaped.success) return { ok: false, errors: describeIssues(shaped.error.issues) };
  const errors = checkProgram(shaped.data);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, program: normalise(shaped.data) };
}

/** Reads a program that is known to be right, such as a published version; a mistake there is a fault and throws. */
export function requireProgram(document: unknown): Program {
  const parsed = parseProgram(document);
  if (parsed.ok) return parsed.program;
  const reasons = parsed.errors.map((error) => `${error.path} ${error.message}`);
  throw new Error(`the program document is not valid: ${reasons.join("; ")}`);
}

/** What a new shop's points are worth until its merchant decides: one for each unit of money, so this is five per cent. */
const FIRST_WORTH_OF_100 = "5.00";

/**
 * The program of a shop that has just installed Laurel: the defaults in the shop's own currency and time zone. It is in force before anybody
 * has looked at it, so it gives no more than a merchant can live with.
 */
export function programOfNewShop(shop: { currency: string; timeZone: string }): ParsedProgram {
  const first = { id: "discount", value: FIRST_WORTH_OF_100 };
  const rewards = DEFAULT_PROGRAM.exchange.rewards.map((reward) => ({ ...reward, ...first }));
  return patchProgram(DEFAULT_PROGRAM, { ...shop, exchange: { rewards } });
}

/** A multiplier or percentage without needless zeros: "1.50" is "1.5". */
function plain(decimal: string): string {
  return toDecimalText(parseDecimal(decimal), 30);
}

function normaliseDiscount(discount: TierDiscount, money: (text: string) => string): TierDiscount {
  const minimumSubtotal = money(discount.minimumSubtotal);
  if (discount.type === "freeShipping") return { ...discount, minimumSubtotal };
  return { ...discount, minimumSubtotal, value: plain(discount.value) };
}

/** Amounts with the decimals of their currency, thresholds that count with none, other decimals without needless zeros. */
function normalise(program: Program): Program {
  const money = (text: string): string => normaliseMoney(text, program.currency);
  const rewards = program.exchange.rewards.map((reward): Reward => {
    const minimumSubtotal = money(reward.minimumSubtotal);
    if (reward.type === "amount") return { ...reward, minimumSubtotal, value: money(reward.value) };
    if (reward.type === "percentage") return { ...reward, minimumSubtotal, value: plain(reward.value) };
    return { ...reward, minimumSubtotal };
  });
  const levels = program.tiers.levels.map((level) => ({
    ...level,
    multiplier: plain(level.multiplier),
    threshold: program.tiers.metric === "spend" ? money(level.threshold) : String(parseDecimal(level.threshold).n),
    discount: level.discount === null ? null : normaliseDiscount(level.discount, money),
  }));
  const campaigns = program.earning.campaigns.map((each) => ({ ...each, multiplier: plain(each.multiplier) }));
  return {
    ...program,
    earning: { ...program.earning, per: money(program.earning.per), campaigns },
    exchange: { ...program.exchange, rewards },
    tiers: { ...program.tiers, levels },
  };
}

/** A level with what it is compared by: its threshold as a number, in the units of the metric. */
export type Rung = { readonly level: Level; readonly threshold: Rational };

/** What was made of a program once: it never changes after it was read, and every order and every night asks for its levels. */
const ladders = new WeakMap<Program["tiers"]["levels"], { metric: string; currency: string; rungs: readonly Rung[] }>();

/** The levels from the lowest to the highest: by threshold, and by position where thresholds are equal (rule 18). */
export function ladderOf(program: Program): readonly Rung[] {
  const { currency, tiers } = program;
  const known = ladders.get(tiers.levels);
  if (known?.metric === tiers.metric && known.currency === currency) return known.rungs;
  const rungs = orderedLevels(program).map((level) => ({ level, threshold: rational(thresholdOf(level, program)) }));
  ladders.set(tiers.levels, { metric: tiers.metric, currency, rungs });
  return rungs;
}

/** The levels alone, also of a draft that is being written and whose thresholds may be no money yet. */
export function orderedLevels(program: Program): Level[] {
  return [...program.tiers.levels].sort((a, b) => compare(parseDecimal(a.threshold), parseDecimal(b.threshold)));
}

/** The threshold of a level in the units of the metric: the coin for spend, points or orders as they are. */
export function thresholdOf(level: Level, program: Program): bigint {
  return program.tiers.metric === "spend" ? parseMoney(level.threshold, program.currency) : BigInt(level.threshold);
}

/** The level with this id, or null: an older version may name levels that a newer one lacks. */
export function findLevel(program: Program, id: string | null): Level | null {
  return program.tiers.levels.find((level) => level.id === id) ?? null;
}

/** The reward with this id, or null. */
export function findReward(program: Program, id: string): Reward | null {
  return program.exchange.rewards.find((reward) => reward.id === id) ?? null;
}

/** Whether customers of a tier (null: of none) may take the reward: an empty list means all (rule 11). */
export function isOpenTo(reward: Reward, tier: string | null): boolean {
  return reward.tiers.length === 0 || (tier !== null && reward.tiers.includes(tier));
}

/** Whether a reward is offered at a moment; its first and its last moment are included. */
export function offeredAt(reward: Reward, at: Date): "now" | "notYet" | "over" {
  if (reward.from !== null && at < parseMoment(reward.from)) return "notYet";
  return reward.until !== null && at > parseMoment(reward.until) ? "over" : "now";
}
