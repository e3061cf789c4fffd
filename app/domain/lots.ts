import type { Account, EntryKind, Lot, LotPart, OrderRef } from "./account.ts";
import type { Timeline } from "./timeline.ts";
import { post, touchLot } from "./account.ts";
import { ageExpiry, expiryOf } from "./expiry.ts";
import { versionAt } from "./timeline.ts";

export type Credit = {
  kind: EntryKind;
  points: bigint;
  /** What earned the points, and when: the rule in force then gives the lot its date (rule 9). */
  earnedAt: Date;
  /** When the points can be used: the end of the hold, or `earnedAt`. */
  availableAt: Date;
  /** Where it is not `availableAt`: the age by which the lot is compared (a bonus is younger than its order's lot, rule 8). */
  bornAt?: Date;
  /** When it is posted: whether the hold has ended by then decides if the points are pending. */
  now: Date;
  order?: OrderRef;
  posting?: number;
  codeId?: string;
  version?: number;
  key?: string;
};

/**
 * Rule 9: a credit opens a lot. Where its hold has not ended it is pending, else debt is paid first (rule 7). The lot's date comes
 * from the rule in force when it was earned, and a pending lot keeps that one (rule 10).
 */
export function credit(account: Account, timeline: Timeline, input: Credit): Lot {
  if (input.points <= 0n) throw new Error("a credit must be of at least one point");
  const { program } = versionAt(timeline, input.earnedAt);
  const pending = input.availableAt > input.now;
  const paid = pending ? 0n : smaller(account.debt, input.points);
  const entry = post(account, {
    kind: input.kind,
    points: input.points,
    pending: pending ? input.points : 0n,
    debt: -paid,
    order: input.order ?? null,
    posting: input.posting ?? null,
    codeId: input.codeId ?? null,
    version: input.version ?? null,
    key: input.key ?? null,
    at: input.earnedAt,
  });
  const lot: Lot = {
    no: entry.no,
    points: input.points,
    remaining: input.points - paid,
    inCodes: 0n,
    expired: 0n,
    availableAt: input.availableAt,
    bornAt: input.bornAt ?? input.availableAt,
    expiresAt: ageExpiry(input.availableAt, program.expiry, program.timeZone),
    expiredAt: null,
    toldUntil: null,
    pending,
    source: input.kind,
    order: input.order ?? null,
  };
  account.lots.set(lot.no, lot);
  account.news.lots.add(lot.no);
  return lot;
}

/** Rule 5: the hold of a lot ends; debt is paid first (rule 7). */
export function release(account: Account, no: number, at: Date): void {
  const lot = touchLot(account, no);
  lot.pending = false;
  if (lot.remaining === 0n) return;
  const paid = smaller(account.debt, lot.remaining);
  post(account, {
    kind: "released",
    points: 0n,
    pending: -lot.remaining,
    debt: -paid,
    order: lot.order,
    lots: [{ lot: no, points: lot.remaining }],
    at,
  });
  lot.remaining -= paid;
}

/** Rule 10: a lot expires; what lies in codes stays there. Every expiry of points is an entry. */
export function expire(account: Account, no: number, at: Date): void {
  const lot = touchLot(account, no);
  lot.expiredAt = at;
  if (lot.remaining === 0n) return;
  const points = lot.remaining;
  post(account, { kind: "expired", points: -points, order: lot.order, lots: [{ lot: no, points }], at });
  lot.expired += points;
  lot.remaining = 0n;
}

/** Lots that can be used at a moment, in the order in which debits take from them (rule 9). */
export function usableLots(account: Account, timeline: Timeline, at: Date): Lot[] {
  const dated = [...account.lots.values()]
    .filter((lot) => !lot.pending && lot.remaining > 0n)
    .map((lot) => ({ lot, ends: expiryOf(lot, account, timeline, at)?.getTime() ?? Infinity }));
  dated.sort((a, b) => compareNumbers(a.ends, b.ends) || compareAge(a.lot, b.lot));
  return dated.map(({ lot }) => lot);
}

/** The older lot first; of the same age, the one that was opened first. */
export function compareAge(a: Lot, b: Lot): number {
  return compareNumbers(a.bornAt.getTime(), b.bornAt.getTime()) || a.no - b.no;
}

function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Takes up to so many points out of lots, in their order; answers what was taken from which. The caller posts the entry. */
export function takeFrom(account: Account, lots: readonly Lot[], points: bigint): LotPart[] {
  const parts: LotPart[] = [];
  let wanted = points;
  for (const { no } of lots) {
    if (wanted === 0n) break;
    const lot = touchLot(account, no);
    const taken = smaller(lot.remaining, wanted);
    if (taken === 0n) continue;
    lot.remaining -= taken;
    wanted -= taken;
    parts.push({ lot: no, points: taken });
  }
  return parts;
}

export function sumParts(parts: readonly LotPart[]): bigint {
  let sum = 0n;
  for (const part of parts) sum += part.points;
  return sum;
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
