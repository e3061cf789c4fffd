import type { Account, OrderRef, TierReason } from "./account.ts";
import type { Program } from "./program.ts";
import type { TierInput, TierState } from "./tiers.ts";
import type { Timeline } from "./timeline.ts";
import { isExcluded, orderKey } from "./account.ts";
import { giveJoining, giveTierBonus } from "./bonuses.ts";
import { rankOf } from "./metric.ts";
import { findLevel } from "./program.ts";
import { dropped, joined, lifted, reviewed, setByHand } from "./tiers.ts";
import { versionAt } from "./timeline.ts";

/** The tier functions applied to an account: history, notices, bonus and tag follow from every change. */

function inputOf(account: Account, program: Program): TierInput {
  // Without levels no tier is reached, whatever orders count.
  const contributions = program.tiers.levels.length === 0 ? [] : [...account.contributions.values()];
  return { state: account.tier, contributions, program };
}

type Move = { reason: TierReason; at: Date; now: Date; order?: OrderRef };

function move(account: Account, timeline: Timeline, next: TierState, { reason, at, now, order }: Move): void {
  const before = account.tier;
  if (next === before) return;
  account.tier = next;
  account.news.seen = true;
  if (next.tier === before.tier) return;
  const { program } = versionAt(timeline, now);
  const change = { tier: next.tier, reason, at: notBeforeLast(account, at) };
  account.tierChanges.push(change);
  account.news.tierChanges.push(change);
  account.news.tags = true;
  const risen = rankOf(program, next.tier) > rankOf(program, before.tier);
  announce(account, program, { lost: before.tier, reached: next.tier, risen, at: now });
  if (risen && next.tier !== null)
    giveTierBonus(account, timeline, { tier: next.tier, at, now, ...(order ? { order } : {}) });
}

/** Rule 22: reaching a tier is told, and losing one: by the tier that is now held, or by the lost one where there is none. */
function announce(
  account: Account,
  program: Program,
  news: { lost: string | null; reached: string | null; risen: boolean; at: Date },
): void {
  const tier = news.reached ?? news.lost;
  if (tier === null) return;
  const kind = news.risen ? "reached" : "lost";
  account.news.notices.push({ kind, tier, name: findLevel(program, tier)?.name ?? tier, at: news.at });
}

/** A change that is heard of late must not stand before one that history already has. */
function notBeforeLast(account: Account, at: Date): Date {
  const last = account.tierChanges.at(-1)?.at;
  return last && last > at ? last : at;
}

/** Rules 8 and 18: the member takes part from now on, if they did not already and no excluded tag keeps them out (rule 21). */
export function join(account: Account, timeline: Timeline, at: Date, now: Date): void {
  if (account.joinedAt !== null || isExcluded(account, at)) return;
  account.joinedAt = at;
  account.news.seen = true;
  const { program } = versionAt(timeline, at);
  giveJoining(account, timeline, at, now);
  move(account, timeline, joined(inputOf(account, program), at), { reason: "joined", at, now });
}

/** Rule 17: an order lifts, from the moment on at which it counts. */
export function liftByOrder(
  account: Account,
  timeline: Timeline,
  input: { order: OrderRef; at: Date; now: Date },
): void {
  const { order, at, now } = input;
  if (isExcluded(account, now)) return;
  const { program } = versionAt(timeline, now);
  move(account, timeline, lifted(inputOf(account, program), at, now, orderKey(order)), {
    reason: "order",
    at,
    now,
    order,
  });
  // An order that is heard of very late may bring a card that has ended meanwhile.
  if (account.tier.card !== null && account.tier.card.until <= now && at < now) review(account, timeline, now);
}

/** Rule 24: the joint history of merged customers lifts. */
export function liftByMerge(account: Account, timeline: Timeline, now: Date): void {
  if (isExcluded(account, now)) return;
  const { program } = versionAt(timeline, now);
  move(account, timeline, lifted(inputOf(account, program), now, now, null), { reason: "merge", at: now, now });
}

/**
 * Rule 23: a member whose shop was linked gets the tier that the program gives for what they bring. Nobody is told and no bonus is given:
 * nothing was reached, the shop moved. Tiers up to this one count as passed (rule 8).
 */
export function placeInTier(account: Account, timeline: Timeline, now: Date): void {
  account.news.tags = true;
  account.news.seen = true;
  if (account.joinedAt === null || isExcluded(account, now)) return;
  const { program } = versionAt(timeline, now);
  account.tier = joined(inputOf(account, program), now);
  const change = { tier: account.tier.tier, reason: "merge" as const, at: notBeforeLast(account, now) };
  account.tierChanges.push(change);
  account.news.tierChanges.push(change);
  const passed = program.tiers.levels.filter((level) => rankOf(program, level.id) <= rankOf(program, change.tier));
  const tiers = new Set([...account.bonuses.tiers, ...passed.map((level) => level.id)]);
  account.bonuses = { ...account.bonuses, tiers: [...tiers] };
}

/** Rule 17: where refunds count at once, the tier falls with the metric. */
export function dropByRefund(account: Account, timeline: Timeline, at: Date, now: Date): void {
  if (isExcluded(account, now)) return;
  const { program } = versionAt(timeline, now);
  if (program.tiers.onRefund !== "immediately") return;
  move(account, timeline, dropped(inputOf(account, program), at, now), { reason: "refund", at, now });
}

/** Rules 16 and 17: the nightly review of one member. */
export function review(account: Account, timeline: Timeline, at: Date): void {
  if (isExcluded(account, at) || account.joinedAt === null) return;
  const { program } = versionAt(timeline, at);
  move(account, timeline, reviewed(inputOf(account, program), at), { reason: "review", at, now: at });
}

/** Whether a review at a moment would change anything. */
export function reviewWouldChange(account: Account, program: Program, at: Date): boolean {
  if (isExcluded(account, at) || account.joinedAt === null) return false;
  return reviewed(inputOf(account, program), at) !== account.tier;
}

/** Rule 19: staff set a tier. */
export function setTierByHand(
  account: Account,
  timeline: Timeline,
  wish: { tier: string | null; until: Date | null; lock: boolean },
  now: Date,
): void {
  const { program } = versionAt(timeline, now);
  move(account, timeline, setByHand(inputOf(account, program), wish, now), { reason: "staff", at: now, now });
}

/**
 * Rule 1: the tier held just before a moment. A tier given at joining counts from that moment itself on: the customer was there
 * before the order that shares its second.
 */
export function tierBefore(account: Account, at: Date): string | null {
  let held: string | null = null;
  for (const change of account.tierChanges) {
    const given = change.reason === "joined" && change.at <= at;
    if (given || change.at < at) held = change.tier;
  }
  return held;
}

/** The tier that shows: none while an excluded tag hides it (rule 21), none that the program in force lacks. */
export function visibleTier(account: Account, timeline: Timeline, at: Date): string | null {
  if (isExcluded(account, at)) return null;
  return findLevel(versionAt(timeline, at).program, account.tier.tier)?.id ?? null;
}
