import type { Card, Metric, Program, Reward } from "./program.ts";
import { formatMoney, parseMoney } from "./money.ts";
import { findLevel, isOpenTo, offeredAt, orderedLevels, thresholdOf } from "./program.ts";
import { floor, larger, multiply, rational, ZERO } from "./rational.ts";
import type { Rational } from "./rational.ts";
import type { TierOutlook } from "./tier-outlook.ts";
import type { ReachedLimit } from "./reward-limits.ts";

/**
 * What the storefront knows of a customer: the value of the customer metafield `$app:loyalty`, which Liquid reads without any
 * request. Its keys are a contract with extensions/ and proxies (docs/architecture.md); points are numbers there.
 */
export type LoyaltyMetafield = {
  v: 1;
  participates: boolean;
  balance: number;
  /** What the balance buys at the best rate of an amount reward, rounded down to the coin. */
  worth: string;
  pending: number;
  reserved: number;
  debt: number;
  tier: string | null;
  card: LoyaltyCard | null;
  next: NextTier | null;
  /** What it takes to keep the tier, and the last day for it; null where it is safe as it stands. */
  keep: KeepTier | null;
  /** The first day whose orders count for tiers; null: all orders do. */
  countedFrom: string | null;
  expires: { points: number; on: string } | null;
  codes: OpenCode[];
  /** Rewards that the member has had as often as they may, and the first day on which they may again; null: never. */
  limited: ReachedLimit[];
  notices: LoyaltyNotice[];
  history: HistoryLine[];
  asOf: string;
};

export type LoyaltyCard = { tier: string; name: string; since: string; until: string | null } & Card;

export type NextTier = {
  tier: string;
  name: string;
  metric: Program["tiers"]["metric"];
  reached: string;
  threshold: string;
  missing: string;
  /** 0 to 99: a tier that is not reached never shows as full. */
  percent: number;
};

export type KeepTier = { tier: string; name: string; metric: Metric; missing: string; by: string };

export type OpenCode = {
  id: string;
  code: string;
  reward: string;
  type: Reward["type"];
  points: number;
  /** Money of an amount reward, percent of a percentage reward, the variant of a product, null for free shipping. */
  value: string | null;
  /** The last day on which the code can be used. */
  until: string;
};

/** A tier that was reached or lost; or a code that ends soon, whose text is the name, with its last day. */
export type LoyaltyNotice = {
  id: string;
  kind: "reached" | "lost" | "codeEnds";
  tier: string;
  name: string;
  until?: string;
};

export type HistoryLine = { at: string; kind: string; points: number; label: string };

/** The plain values that a query gives for one member; lists are newest or soonest first. */
export type LoyaltyFacts = {
  participates: boolean;
  balance: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
  /** The tier that is held, with its days; null for none. */
  tier: { id: string; since: string; until: string | null } | null;
  /** The metric as it counts now: smallest coins for spend, else points or orders. */
  reached: bigint;
  outlook: TierOutlook;
  expires: { points: bigint; on: string } | null;
  codes: (Omit<OpenCode, "points"> & { points: bigint })[];
  limited: ReachedLimit[];
  notices: LoyaltyNotice[];
  history: (Omit<HistoryLine, "points"> & { points: bigint })[];
  asOf: Date;
};

/** Shopify keeps 128 KB of json in a metafield; half of it leaves room, and keeps pages light. */
export const METAFIELD_BYTES = 65_536;

/** The value of the customer metafield for one member. */
export function buildLoyaltyMetafield(facts: LoyaltyFacts, program: Program): LoyaltyMetafield {
  const level = findLevel(program, facts.tier?.id ?? null);
  const tier = level === null ? null : level.id;
  const whole: LoyaltyMetafield = {
    v: 1,
    participates: facts.participates,
    balance: toNumber(facts.balance),
    worth: worthOf(facts.balance, program, tier, facts.asOf),
    pending: toNumber(facts.pending),
    reserved: toNumber(facts.reserved),
    debt: toNumber(facts.debt),
    tier,
    card:
      level === null || facts.tier === null
        ? null
        : { tier: level.id, name: level.name, since: facts.tier.since, until: facts.tier.until, ...level.card },
    next: facts.participates ? nextTier(tier, facts.reached, program) : null,
    keep: facts.participates ? keepTier(tier, facts.outlook, program) : null,
    countedFrom: facts.outlook.countedFrom,
    expires: facts.expires === null ? null : { points: toNumber(facts.expires.points), on: facts.expires.on },
    codes: facts.codes.map((code) => ({ ...code, points: toNumber(code.points) })),
    limited: facts.limited,
    notices: facts.notices,
    history: facts.history.map((line) => ({ ...line, points: toNumber(line.points) })),
    asOf: facts.asOf.toISOString(),
  };
  return cutToSize(whole);
}

/** JSON holds whole numbers exactly up to 2^53; a balance beyond is shown as that, and stays exact in the ledger. */
function toNumber(points: bigint): number {
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(points > largest ? largest : points);
}

/**
 * What a balance is worth in money: by the reward of a fixed amount that gives most for a point, among those that are offered now and
 * that the tier may take; exact, rounded down to the coin. "0.00" where no reward is an amount.
 */
export function worthOf(balance: bigint, program: Program, tier: string | null, now: Date): string {
  const rates = program.exchange.rewards.flatMap((reward): Rational[] => {
    if (reward.type !== "amount" || !isOpenTo(reward, tier) || offeredAt(reward, now) !== "now") return [];
    return [rational(parseMoney(reward.value, program.currency), BigInt(reward.points))];
  });
  const best = rates.reduce(larger, ZERO);
  return formatMoney(balance > 0n ? floor(multiply(best, rational(balance))) : 0n, program.currency);
}

/** The lowest tier above the one that is held whose threshold is not reached; null where there is none. */
export function nextTier(tier: string | null, reached: bigint, program: Program): NextTier | null {
  const levels = orderedLevels(program);
  const held = levels.findIndex((level) => level.id === tier);
  const next = levels.slice(held + 1).find((level) => thresholdOf(level, program) > reached);
  if (next === undefined) return null;
  const threshold = thresholdOf(next, program);
  const write = (amount: bigint): string => writeMetric(amount, program);
  return {
    tier: next.id,
    name: next.name,
    metric: program.tiers.metric,
    reached: write(reached),
    threshold: write(threshold),
    missing: write(threshold - reached),
    percent: reached <= 0n ? 0 : Number((reached * 100n) / threshold),
  };
}

/** What it takes to keep the tier that is held, in the words of the metafield. */
export function keepTier(tier: string | null, { keep }: TierOutlook, program: Program): KeepTier | null {
  const level = findLevel(program, tier);
  if (level === null || keep === null) return null;
  const { metric } = program.tiers;
  return { tier: level.id, name: level.name, metric, missing: writeMetric(keep.missing, program), by: keep.by };
}

function writeMetric(amount: bigint, program: Program): string {
  return program.tiers.metric === "spend" ? formatMoney(amount, program.currency) : amount.toString();
}

/** Cuts the oldest history, then the codes that are usable longest, until the value fits. */
function cutToSize(value: LoyaltyMetafield): LoyaltyMetafield {
  let fitting = value;
  while (sizeOf(fitting) > METAFIELD_BYTES) {
    if (fitting.history.length > 0) fitting = { ...fitting, history: fitting.history.slice(0, -1) };
    else if (fitting.codes.length > 0) fitting = { ...fitting, codes: fitting.codes.slice(0, -1) };
    else return fitting;
  }
  return fitting;
}

const encoder = new TextEncoder();

function sizeOf(value: LoyaltyMetafield): number {
  return encoder.encode(JSON.stringify(value)).length;
}
