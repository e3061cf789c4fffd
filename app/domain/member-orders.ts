import type { Account, Code, OrderRef } from "./account.ts";
import type { OrderTarget } from "./earning.ts";
import type { Explanation } from "./explanation.ts";
import type { Contribution } from "./metric.ts";
import type { Rational } from "./rational.ts";
import type { OrderState } from "./order.ts";
import type { Timeline } from "./timeline.ts";
import { isExcluded, orderKey } from "./account.ts";
import { giveFirstOrder } from "./bonuses.ts";
import { codeUse, returnedPoints } from "./code-use.ts";
import { takeBack } from "./debits.ts";
import { earnedAt, orderTarget } from "./earning.ts";
import { isHeld, returnPolicyOf, returnUpTo, spendCode } from "./exchange.ts";
import { credit } from "./lots.ts";
import { dropByRefund, join, liftByOrder, tierBefore } from "./member-tier.ts";
import { hasFallenAway, wasPaidInFull, wholeSecond } from "./order.ts";
import { metricAt } from "./metric.ts";
import { compare, multiply } from "./rational.ts";
import { versionAt, versionForOrder, versionNumbered } from "./timeline.ts";

/** What Laurel keeps of an order beside its state. */
export type OrderRecord = {
  ref: OrderRef;
  /** The member that it belongs to; null while it waits for its customer (rule 5). */
  memberId: string | null;
  state: OrderState;
  /** The row's version; 0 for an order that has not been written. */
  rowVersion: number;
  pinned: { version: number; tier: string | null; paidAt: Date } | null;
  /** When a guest's order got its customer; null: it was placed with one, or has none. */
  attachedAt: Date | null;
  /** Placed, paid or attached while an excluded tag lasted (rule 21). */
  excluded: boolean;
  posted: bigint;
  postings: number;
  contribution: Contribution | null;
  explanation: Explanation | null;
};

/** An order that Laurel has just heard of. */
export function newOrderRecord(ref: OrderRef, state: OrderState): OrderRecord {
  return {
    ref,
    memberId: null,
    state,
    rowVersion: 0,
    pinned: null,
    attachedAt: null,
    excluded: false,
    posted: 0n,
    postings: 0,
    contribution: null,
    explanation: null,
  };
}

type Work = { account: Account; timeline: Timeline; now: Date; exchangeRate: string | null };

/** The customer of an order existed before the order did: the smallest step of time that says so. */
const MOMENT_MS = 1;

/** When a customer who is first heard of by an order began to take part (rule 8): just before it, or when it was attached. */
export function joiningMoment(record: Pick<OrderRecord, "attachedAt" | "state">, now: Date): Date {
  const { createdAt, processedAt } = record.state;
  const began = record.attachedAt ?? new Date(Math.min(createdAt.getTime(), processedAt.getTime()) - MOMENT_MS);
  return began < now ? began : now;
}

/**
 * Rule 1: brings an account to what one of its orders deserves as it stands now, and answers the order's new record. Codes are
 * settled by `applyCode` before, because what comes back is given before anything is taken (rule 7).
 * @param before the record as it is kept, null for an order not seen before
 * @param record the record with the newest state and its member
 */
export function applyOrder(work: Work, before: OrderRecord | null, record: OrderRecord): OrderRecord {
  const { account, timeline, now } = work;
  join(account, timeline, joiningMoment(record, now), now);
  const pinned = pin(account, timeline, record);
  const excluded = record.excluded || isLeftOut(account, record);
  const next: OrderRecord = { ...record, pinned, excluded };
  const { version, program } = pinned ? versionNumbered(timeline, pinned.version) : versionAt(timeline, now);
  const target = orderTarget({
    order: next.state,
    program,
    version,
    tier: pinned?.tier ?? null,
    takesPart: !excluded,
    exchangeRate: work.exchangeRate,
  });
  if (target.explanation.nothing === "rateMissing") return waiting(next, target.explanation);
  postDifference(work, before, next, target);
  next.explanation = target.explanation;
  if (pinned && target.countsForTier.orders > 0) {
    giveFirstOrder(account, timeline, { order: next.ref, version, at: bonusMoment(next, pinned.paidAt), now });
  }
  count(work, before, next, target);
  return next;
}

/**
 * Rule 23: an order in a currency without a rate waits: what it earned under a rate that is gone stays, and nothing is added until staff
 * set one. Its record says so, which is how it is found again.
 */
function waiting(next: OrderRecord, explanation: Explanation): OrderRecord {
  return { ...next, explanation };
}

/** Rule 1: the version in force when the order was paid in full, and the tier held just before; kept from then on. */
function pin(account: Account, timeline: Timeline, record: OrderRecord): OrderRecord["pinned"] {
  if (record.pinned !== null) return record.pinned;
  const { state } = record;
  if (!wasPaidInFull(state)) return null;
  const paidAt = state.paidAt ?? state.updatedAt;
  const { version } = versionForOrder(timeline, record.ref.shopId, wholeSecond(paidAt));
  return { version, tier: tierBefore(account, paidAt), paidAt };
}

/** Rule 21: whether the order was placed, paid or attached while an excluded tag lasted. */
function isLeftOut(account: Account, record: OrderRecord): boolean {
  const { processedAt, paidAt } = record.state;
  const moments = [processedAt, paidAt, record.attachedAt];
  return moments.some((at) => at !== null && isExcluded(account, at));
}

/** Rules 1, 7 and 9: posts what the order deserves more or less than what has been posted for it. */
function postDifference(work: Work, before: OrderRecord | null, next: OrderRecord, target: OrderTarget): void {
  const { account, timeline, now } = work;
  const points = target.points - next.posted;
  if (points === 0n) return;
  next.postings += 1;
  next.posted = target.points;
  const version = next.pinned?.version ?? null;
  if (points < 0n) {
    const at = notAfter(next.state.updatedAt, now);
    takeBack(account, timeline, { order: next.ref, points: -points, posting: next.postings, version, at, now });
    return;
  }
  const earned = notAfter(earningMoment(before, next, target), now);
  const available = target.availableAt !== null && target.availableAt > earned ? target.availableAt : earned;
  credit(account, timeline, {
    kind: "order",
    points,
    earnedAt: earned,
    availableAt: available,
    now,
    order: next.ref,
    posting: next.postings,
    ...(version === null ? {} : { version }),
  });
  const active = notAfter(target.earnedAt ?? now, now);
  if (account.activeAt === null || account.activeAt < active) account.activeAt = active;
}

/**
 * Rule 9: points are as old as what earned them: payment or fulfilment, the attachment of a guest's order if that came later. What
 * is added to an order that had earned already is as old as the edit, or as the payment that it waited for: it must not be dead
 * on arrival because the customer took weeks to pay.
 */
function earningMoment(before: OrderRecord | null, next: OrderRecord, target: OrderTarget): Date {
  const earned = target.earnedAt ?? next.state.updatedAt;
  const first = next.attachedAt !== null && next.attachedAt > earned ? next.attachedAt : earned;
  if (before === null || !hadEarned(before)) return first;
  const added = additionMoment(next.state) ?? next.state.updatedAt;
  return added > first ? added : first;
}

/** When the last edit's part of an order came to count: with the edit, or with the payment that it waited for. */
function additionMoment({ editedAt, paidAgainAt }: OrderState): Date | null {
  const edited = editedAt.at(-1) ?? null;
  if (edited === null || paidAgainAt === null) return edited;
  return paidAgainAt > edited ? paidAgainAt : edited;
}

/** Whether the order had come to the moment of earning when it was last looked at. */
function hadEarned(before: OrderRecord): boolean {
  if (before.memberId === null || before.explanation === null) return false;
  return before.explanation.nothing === null;
}

function notAfter(at: Date, now: Date): Date {
  return at < now ? at : now;
}

/** A bonus is as old as the payment that brought it, or the attachment (rules 8 and 9). */
function bonusMoment(record: OrderRecord, paidAt: Date): Date {
  return record.attachedAt !== null && record.attachedAt > paidAt ? record.attachedAt : paidAt;
}

/** Rule 15: what the order counts now, in the program's own currency; null for nothing. */
function contributionOf(record: OrderRecord, target: OrderTarget, timeline: Timeline): Contribution | null {
  const { spendExact, orders } = target.countsForTier;
  const { pinned } = record;
  if (pinned === null) return null;
  if (spendExact.n === 0n && orders === 0 && target.points === 0n) return null;
  const brought = timeline.adopted?.find((version) => version.version === pinned.version);
  const spend = brought === undefined ? spendExact : multiply(spendExact, brought.factor);
  return { order: record.ref, paidAt: pinned.paidAt, spend, points: target.points, orders };
}

/**
 * Rules 8, 9 and 17: when an order came to lift: with its payment or attachment; where it had counted before, with what made it count
 * for more, so that neither the bonus nor the tier is dated back to a payment that did not bring them. Points that are a tier's
 * metric come with the moment that earned them.
 */
function riseMoment(moments: { began: Date; added: Date | null; earned: Date | null }): Date {
  const { began, added, earned } = moments;
  return new Date(Math.max(began.getTime(), added?.getTime() ?? 0, earned?.getTime() ?? 0));
}

/** Rules 17 and 22: the order's count changes, and with it perhaps the tier. */
function count(work: Work, before: OrderRecord | null, next: OrderRecord, target: OrderTarget): void {
  const { account, timeline, now } = work;
  const counted = contributionOf(next, target, timeline);
  const key = orderKey(next.ref);
  const former = before?.memberId === account.memberId ? before.contribution : null;
  const changedAt = notAfter(next.state.updatedAt, now);
  const measured = isGivenBack(before, next) ? metricNow(work, changedAt) : null;
  next.contribution = counted;
  if (counted === null) account.contributions.delete(key);
  else account.contributions.set(key, counted);
  // A refund of an order that the window has left lowers nothing: the days of grace go on (rule 17).
  const fell = measured !== null && compare(metricNow(work, changedAt), measured) < 0;
  if (fell) dropByRefund(account, timeline, changedAt, now);
  // An order that is told again lifts nobody: new thresholds wait for the next review or order (rule 17).
  if (counted === null || next.pinned === null || !isHigher(former, counted)) return;
  const at = riseMoment({
    began: bonusMoment(next, next.pinned.paidAt),
    added: former === null ? null : additionMoment(next.state),
    earned: versionAt(timeline, now).program.tiers.metric === "points" ? target.earnedAt : null,
  });
  liftByOrder(account, timeline, { order: next.ref, at: notAfter(at, now), now });
}

/** What decides about the account's tier at a moment, under the program in force now (rule 16). */
function metricNow({ account, timeline, now }: Work, at: Date): Rational {
  const { program } = versionAt(timeline, now);
  return metricAt([...account.contributions.values()], program, at, account.tier.cardsEndedAt);
}

function isHigher(former: Contribution | null, counted: Contribution): boolean {
  if (former === null) return true;
  return compare(counted.spend, former.spend) > 0 || counted.points > former.points || counted.orders > former.orders;
}

/** Rule 17: whether a refund, cancellation or voiding came since; an edit alone is none. */
function isGivenBack(before: OrderRecord | null, next: OrderRecord): boolean {
  if (before === null) return false;
  const fell = hasFallenAway(next.state) && !hasFallenAway(before.state);
  return fell || givenBack(next.state) > givenBack(before.state);
}

/** Grows with every refund: how many there are, and how much of the lines came back. */
function givenBack(state: OrderState): number {
  return state.lines.reduce((sum, line) => sum + line.refundedQuantity, state.refunds.length);
}

/**
 * Rules 12 and 13: what an order does to a code that it carries: it uses it, and what has to come back of it by now comes back.
 * The account is that of the code's member, whoever placed the order.
 */
export function applyCode(work: Work, record: OrderRecord, code: Code): void {
  const { account, timeline, now } = work;
  const { state, ref } = record;
  const use = codeUse(state, code.code);
  if (use === null) return;
  const usedByOther = code.status === "used" && code.order !== null && orderKey(code.order) !== orderKey(ref);
  if (usedByOther) return;
  if (code.status !== "used") {
    // A code that never was in use here and whose order has fallen away took nothing and gives nothing.
    if (use === "fallenAway" && !isHeld(code)) return;
    spendCode(account, timeline, code.id, ref, notAfter(state.createdAt, now), now);
  }
  const total = returnedPoints(state, code.code, returnPolicyOf(timeline, code), code.points);
  returnUpTo(account, timeline, code.id, total, now);
}

/** When the points of an order were or will be earned, for pages; null while they are not. */
export function earnedMoment(record: OrderRecord, timeline: Timeline): Date | null {
  if (record.pinned === null) return null;
  return earnedAt(record.state, versionNumbered(timeline, record.pinned.version).program);
}
