import type { Account, EntryInput, LotPart, OrderRef } from "./account.ts";
import type { Timeline } from "./timeline.ts";
import { post, sameOrder, touchLot } from "./account.ts";
import { compareAge, smaller, sumParts, takeFrom, usableLots } from "./lots.ts";
import { versionAt } from "./timeline.ts";

export type TakeBack = {
  order: OrderRef;
  points: bigint;
  posting: number;
  version: number | null;
  /** When it happened to the order. */
  at: Date;
  now: Date;
};

/**
 * Rule 7: takes back what an order does not deserve any more: from its own pending points, its own lots, what of its own lots has
 * expired already (a credit of the same size says so), then the lots that expire soonest; what is missing is debt, or forgiven
 * where the program in force forgives.
 */
export function takeBack(account: Account, timeline: Timeline, input: TakeBack): void {
  const own = [...account.lots.values()].filter((lot) => sameOrder(lot.order, input.order));
  const pendingParts = takeFrom(account, own.filter((lot) => lot.pending).sort(compareAge), input.points);
  const pending = sumParts(pendingParts);

  const usable = usableLots(account, timeline, input.now);
  const ownUsable = usable.filter((lot) => sameOrder(lot.order, input.order));
  const ownParts = takeFrom(account, ownUsable, input.points - pending);

  const afterOwn = input.points - pending - sumParts(ownParts);
  const covered = takeExpired(account, input.order, afterOwn);
  const coveredPoints = sumParts(covered);

  const otherParts = takeFrom(account, usable, afterOwn - coveredPoints);
  const missing = afterOwn - coveredPoints - sumParts(otherParts);
  const { order, posting, version, at } = input;
  post(account, {
    kind: "takeBack",
    points: -input.points,
    pending: -pending,
    debt: missing + coveredPoints,
    order,
    posting,
    version,
    lots: [...pendingParts, ...ownParts, ...otherParts],
    at,
  });
  if (coveredPoints > 0n) {
    post(account, { kind: "takeBackCovered", points: coveredPoints, debt: -coveredPoints, order, lots: covered, at });
  }
  settleMissing(account, timeline, missing, input.now);
}

/** Takes from what has expired of an order's own lots: it costs the member nothing more. */
function takeExpired(account: Account, order: OrderRef, points: bigint): LotPart[] {
  const parts: LotPart[] = [];
  let wanted = points;
  const own = [...account.lots.values()].filter((lot) => sameOrder(lot.order, order) && lot.expired > 0n);
  for (const { no } of own.sort(compareAge)) {
    if (wanted === 0n) break;
    const lot = touchLot(account, no);
    const taken = smaller(lot.expired, wanted);
    lot.expired -= taken;
    wanted -= taken;
    parts.push({ lot: no, points: taken });
  }
  return parts;
}

/** Rule 7: a debt that has just come about is written off, with an entry that says so, where the program in force forgives. */
export function settleMissing(account: Account, timeline: Timeline, missing: bigint, at: Date): void {
  if (missing === 0n || versionAt(timeline, at).program.debt === "carry") return;
  post(account, { kind: "forgiven", points: missing, debt: -missing, lots: [], at });
}

/** Rules 8 and 9: points taken by hand, from one lot where it is named, then from those that expire soonest; what is missing follows `debt`. */
export function takeByHand(
  account: Account,
  timeline: Timeline,
  input: { points: bigint; lot?: number | null; key: string | null; now: Date },
): void {
  const usable = usableLots(account, timeline, input.now);
  const named = usable.filter(({ no }) => no === input.lot);
  const parts = takeFrom(account, [...named, ...usable], input.points);
  const missing = input.points - sumParts(parts);
  const { key, now } = input;
  post(account, { kind: "adjusted", points: -input.points, debt: missing, lots: parts, key, at: now });
  settleMissing(account, timeline, missing, now);
}

/** Rule 24: a debt is paid at once from the lots that expire soonest, as far as they reach. */
export function payDebt(account: Account, timeline: Timeline, input: Pick<EntryInput, "kind" | "at">): void {
  const wanted = smaller(account.debt, account.available);
  if (wanted === 0n) return;
  const parts = takeFrom(account, usableLots(account, timeline, input.at), wanted);
  post(account, { ...input, points: 0n, debt: -wanted, lots: parts });
}
