import type { MemberCard } from "./cards.ts";
import type { Contribution } from "./metric.ts";
import type { Program } from "./program.ts";
import { followingCard, isStillReached, newCard } from "./cards.ts";
import { metricAt, qualifyFor, rankOf } from "./metric.ts";
import { addDays, dayOf } from "./time.ts";

/** The tier that a member holds and how; what an excluded tag hides stays here (rule 21). */
export type TierState = {
  tier: string | null;
  since: Date | null;
  /** Held by hand or as the start tier (rules 18 and 19); null: the metric decides. */
  hold: Hold | null;
  card: MemberCard | null;
  /** When the last membership card ended that no other followed: only later orders count for the next (rule 16). */
  cardsEndedAt: Date | null;
  /** The first review that found the metric below the tier (rule 17). */
  belowSince: Date | null;
};

export type Hold = { by: "staff" | "start"; until: Date | null; lock: boolean };

export const NO_TIER: TierState = {
  tier: null,
  since: null,
  hold: null,
  card: null,
  cardsEndedAt: null,
  belowSince: null,
};

/** What decides about a tier: all are functions of it, and answer the state itself where nothing changes. */
export type TierInput = { state: TierState; contributions: readonly Contribution[]; program: Program };

/** Rule 19: with an end date or a lock nothing moves the tier while that lasts. */
export function isFirm(hold: Hold | null, at: Date): boolean {
  if (hold === null) return false;
  return hold.until === null ? hold.lock : at < hold.until;
}

function hasEnded(hold: Hold, at: Date): boolean {
  return hold.until !== null && hold.until <= at;
}

/** The tier that the metric qualifies for at a moment, or null. */
export function qualifiedTier({ state, contributions, program }: TierInput, at: Date): string | null {
  if (program.tiers.levels.length === 0) return null;
  const { card, cardsEndedAt } = state;
  // A card that has ended and waits for its review does not lend its orders to the next one.
  const since = card !== null && card.until <= at ? card.until : cardsEndedAt;
  return qualifyFor(program, metricAt(contributions, program, at, since))?.id ?? null;
}

/** The state in which the metric holds a tier, with a card where the program gives memberships (rule 16). */
function heldByMetric(input: TierInput, tier: string | null, at: Date, order: string | null): TierState {
  const { state, program } = input;
  const membership = program.tiers.window.kind === "membership";
  const ended = state.card !== null && state.card.until <= at ? state.card.until : state.cardsEndedAt;
  const card = membership && tier !== null ? newCard(program, at, ended, order) : null;
  const since = tier === state.tier ? state.since : at;
  return { tier, since, hold: null, card, cardsEndedAt: ended, belowSince: null };
}

/**
 * Rule 17: what an order or a merge does to the tier: it can only lift, from `at` on. A recovery ends the days of grace.
 * @param now the moment whose window counts; `at` may lie before it, where the order is heard of late
 * @param order the key of the order, for the card that it brings
 */
export function lifted(input: TierInput, at: Date, now: Date, order: string | null): TierState {
  const { state, program } = input;
  if (isFirm(state.hold, now)) return state;
  const qualified = qualifiedTier(input, now);
  const [held, reached] = [rankOf(program, state.tier), rankOf(program, qualified)];
  if (reached > held) return heldByMetric(input, qualified, at, order);
  if (reached === held && state.belowSince !== null) return { ...state, belowSince: null };
  return state;
}

/**
 * Rule 17, `onRefund: immediately`: what a refund, cancellation or voiding does that lowered the metric. Tiers held by hand stay
 * (rule 19); a membership card stays while the orders that it was reached with still reach it.
 */
export function dropped(input: TierInput, at: Date, now: Date): TierState {
  const { state, contributions, program } = input;
  if (state.hold !== null || state.tier === null) return state;
  if (state.card !== null && isStillReached(contributions, program, state.card, state.tier)) return state;
  const qualified = qualifiedTier(input, now);
  if (rankOf(program, qualified) >= rankOf(program, state.tier)) return state;
  return heldByMetric(input, qualified, at, null);
}

/** Rules 16, 17 and 19: what the nightly review decides. */
export function reviewed(input: TierInput, at: Date): TierState {
  const { state, program } = input;
  if (isFirm(state.hold, at)) return state;
  if (state.hold !== null && hasEnded(state.hold, at)) {
    return heldByMetric(input, qualifiedTier(input, at), at, null);
  }
  if (state.hold !== null) return lifted(input, at, at, null);
  return program.tiers.window.kind === "membership" ? reviewedCard(input, at) : reviewedTier(input, at);
}

/** Rule 17: upgrades at once, downgrades after the days of grace, to the tier that the metric qualifies for. */
function reviewedTier(input: TierInput, at: Date): TierState {
  const { program } = input;
  const state = input.state.card === null ? input.state : { ...input.state, card: null };
  const qualified = qualifiedTier(input, at);
  if (qualified === state.tier) return state.belowSince === null ? state : { ...state, belowSince: null };
  const gone = rankOf(program, state.tier) < 0;
  if (gone || rankOf(program, qualified) > rankOf(program, state.tier)) return heldByMetric(input, qualified, at, null);
  const since = state.belowSince ?? at;
  if (dayOf(at, program.timeZone) >= graceEnd(since, program)) return heldByMetric(input, qualified, at, null);
  return state.belowSince === null ? { ...state, belowSince: at } : state;
}

/** The day from which on the days of grace no longer hold a tier. */
export function graceEnd(belowSince: Date, program: Program): string {
  return addDays(dayOf(belowSince, program.timeZone), program.tiers.graceDays);
}

/** Rule 16: cards that have ended are followed by the next or by none; then orders since can lift. */
function reviewedCard(input: TierInput, at: Date): TierState {
  const { contributions, program } = input;
  let { state } = input;
  if (state.tier !== null && (state.card === null || rankOf(program, state.tier) < 0)) {
    // The program gives cards only since a later version, or its tier is gone: the metric decides as at first.
    return heldByMetric({ ...input, state: { ...state, card: null } }, qualifiedTier(input, at), at, null);
  }
  while (state.card !== null && state.card.until <= at) {
    const ended = state.card.until;
    const next = followingCard(contributions, program, state.card);
    const base = { ...state, hold: null, cardsEndedAt: ended, belowSince: null };
    if (next === null) state = { ...base, tier: null, since: ended, card: null };
    else state = { ...base, tier: next.tier, since: next.tier === state.tier ? state.since : ended, card: next.card };
  }
  return lifted({ ...input, state }, at, at, null);
}

/** Rule 19: what staff set. Null alone clears what was set, and the metric decides at once. */
export function setByHand(
  input: TierInput,
  wish: { tier: string | null; until: Date | null; lock: boolean },
  at: Date,
): TierState {
  const { state } = input;
  if (wish.tier === null && wish.until === null && !wish.lock) {
    const bare = { ...state, card: null };
    return heldByMetric({ ...input, state: bare }, qualifiedTier({ ...input, state: bare }, at), at, null);
  }
  const since = wish.tier === state.tier ? state.since : at;
  const hold: Hold = { by: "staff", until: wish.until, lock: wish.lock };
  return { ...state, tier: wish.tier, since, hold, card: null, belowSince: null };
}

/** Rule 18: what a customer holds who first takes part: the start tier as if set by hand, and whatever the metric gives above it. */
export function joined(input: TierInput, at: Date): TierState {
  const { program, state } = input;
  const { startTier } = program.tiers;
  if (startTier === null || state.tier !== null) return lifted(input, at, at, null);
  const hold: Hold = { by: "start", until: null, lock: false };
  const started: TierState = { ...state, tier: startTier, since: at, hold };
  return lifted({ ...input, state: started }, at, at, null);
}
