import type { Card, Program, ProgramError, ProgramTexts, Reward, RewardLimit } from "./program.ts";
import { orderedLevels } from "./program.ts";
import { showGoods, timesOf } from "./shown-goods.ts";
import type { Fraction, ShownGoods } from "./shown-goods.ts";

/**
 * What the storefront knows of the program: the value of the shop metafield `$app:program`, written when a program is published.
 * Its keys are a contract with extensions/ (docs/architecture.md).
 */
export type ProgramMetafield = {
  v: 1;
  version: number;
  currency: string;
  /** `goods` is null where the points of a product cannot be told beforehand. */
  earning: { points: number; per: string; bonuses: Program["earning"]["bonuses"]; goods: ShownGoods | null };
  exchange: { minimumPoints: number; rewards: ShownReward[] };
  /** From the lowest to the highest. */
  tiers: ShownTier[];
  texts: ProgramTexts;
  /** Members are told by mail, and may choose which mails they get. */
  mails?: true;
};

export type ShownReward = {
  id: string;
  type: Reward["type"];
  points: number;
  /** Money of an amount reward, percent of a percentage reward, the variant of a product, null for free shipping. */
  value: string | null;
  multiples: boolean;
  minimumSubtotal: string;
  codeDays: number;
  tiers: string[];
  /** What the merchant calls it, by language; where there is none, what it gives is its name. */
  names: Record<string, string>;
  image: string | null;
  limits: RewardLimit[];
  /** When it is offered, both ends included; null: without a beginning or an end. */
  from: string | null;
  until: string | null;
};

export type ShownTier = {
  id: string;
  name: string;
  threshold: string;
  metric: Program["tiers"]["metric"];
  multiplier: string;
  /** The multiplier as a fraction; null where it cannot be told exactly. */
  times: Fraction | null;
  /** Members of the tier pay less than the price that is shown, without a code. */
  discounted: boolean;
  entryBonus: number;
  perks: string[];
  card: Card;
};

/** Shopify keeps 128 KB of json in a metafield; what is longer is refused before it is published. */
export const PROGRAM_METAFIELD_BYTES = 131_072;

/**
 * The value of the shop metafield for a published version. Long lists of exclusions and campaigns go first where it would be too
 * long: what a product earns is then not told beforehand.
 */
export function buildProgramMetafield(program: Program, version: number): ProgramMetafield {
  const whole = describeProgram(program, version, showGoods(program));
  return bytesOf(whole) <= PROGRAM_METAFIELD_BYTES ? whole : describeProgram(program, version, null);
}

function describeProgram(program: Program, version: number, goods: ShownGoods | null): ProgramMetafield {
  const { points, per, bonuses } = program.earning;
  return {
    v: 1,
    version,
    currency: program.currency,
    earning: { points, per, bonuses, goods },
    exchange: { minimumPoints: program.exchange.minimumPoints, rewards: program.exchange.rewards.map(showReward) },
    tiers: orderedLevels(program).map((level) => ({
      id: level.id,
      name: level.name,
      threshold: level.threshold,
      metric: program.tiers.metric,
      multiplier: level.multiplier,
      times: timesOf(level),
      discounted: level.discount?.type === "percentage",
      entryBonus: level.entryBonus,
      perks: level.perks,
      card: level.card,
    })),
    texts: program.texts,
  };
}

/** How long the value of the shop metafield is. */
export function programMetafieldBytes(program: Program, version: number): number {
  return bytesOf(buildProgramMetafield(program, version));
}

/** Shopify keeps no more of a program for the storefront: what is longer is refused before it is published. Null where it fits. */
export function tooMuchToShow(program: Program, version: number): ProgramError | null {
  const bytes = programMetafieldBytes(program, version);
  if (bytes <= PROGRAM_METAFIELD_BYTES) return null;
  const params = { size: kilobytes(bytes), most: kilobytes(PROGRAM_METAFIELD_BYTES) };
  const message = `texts, rewards and tiers together are ${params.size} KB, and Shopify keeps at most ${params.most} KB`;
  return { path: "", message, code: "tooMuchToShow", params };
}

function bytesOf(value: ProgramMetafield): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function kilobytes(bytes: number): string {
  return String(Math.ceil(bytes / 1024));
}

/** What a reward gives, as text: money, percent or a variant; null for free shipping. */
export function rewardValue(reward: Reward): string | null {
  if (reward.type !== "freeShipping" && reward.type !== "product") return reward.value;
  return reward.type === "product" ? reward.variant : null;
}

function showReward(reward: Reward): ShownReward {
  const { id, type, points, multiples, minimumSubtotal, codeDays, tiers, names, image, limits, from, until } = reward;
  const value = rewardValue(reward);
  return { id, type, points, value, multiples, minimumSubtotal, codeDays, tiers, names, image, limits, from, until };
}
