import type { Account, Code, Lot, LotPart } from "./account.ts";
import type { Rational } from "./rational.ts";
import type { Timeline } from "./timeline.ts";
import { isDone, post, touchLot } from "./account.ts";
import { payDebt } from "./debits.ts";
import { setExcluded } from "./exclusion.ts";
import { isHeld } from "./exchange.ts";
import { joinPersonalFacts, moveLedger } from "./merge.ts";
import { placeInTier } from "./member-tier.ts";
import { multiply } from "./rational.ts";

/**
 * Rule 23: how a member's account goes from one program to another when a shop is linked, or leaves. The means are those of a merge
 * (rule 24): what leaves is an entry here, what arrives are entries there, and both histories stay where they are.
 */

/** What a new account in another program begins with: when its member came, and what was known of them. */
function beginLike(arriving: Account, from: Account): void {
  arriving.exclusions = from.exclusions.map((time) => ({ ...time }));
  // What is heard of late is pinned to the tier that was held then.
  arriving.tierChanges = from.tierChanges.map((change) => ({ ...change }));
  arriving.news.tierChanges = [...arriving.tierChanges];
  joinPersonalFacts(arriving, from);
}

/**
 * Moves a whole account into a program that its shop was linked to: everything but the tier, which that program's rules decide at once,
 * without bonus and notice.
 * @param input.excluded whether a tag of the member's is one that the program excludes
 * @param input.factor what one smallest coin of the former program's currency counts in this one's
 */
export function enterProgram(
  arriving: Account,
  from: Account,
  timeline: Timeline,
  input: { excluded: boolean; factor: Rational; now: Date },
): void {
  const { excluded, factor, now } = input;
  moveLedger(arriving, from, now);
  for (const [key, counted] of arriving.contributions) {
    arriving.contributions.set(key, { ...counted, spend: multiply(counted.spend, factor) });
  }
  beginLike(arriving, from);
  setExcluded(arriving, timeline, excluded, now, now);
  payDebt(arriving, timeline, { kind: "mergedIn", at: now });
  placeInTier(arriving, timeline, now);
}

/** Moves a whole account into the program of a shop that leaves; its rules are the same, so that the tier stays as it is held. */
export function leaveWithAll(arriving: Account, from: Account, timeline: Timeline, now: Date): void {
  moveLedger(arriving, from, now);
  beginLike(arriving, from);
  keepTier(arriving, from);
  payDebt(arriving, timeline, { kind: "mergedIn", at: now });
}

/** What an entry added to the debt, and the shop whose order it was about. */
export type LeftDebt = { shopId: string | null; debt: bigint };

/**
 * Parts the account of a member who is a customer of a shop that leaves and of another that stays. With the shop go the points that its
 * orders earned and that are left, its codes with the points that lie in them, what its orders count, and what is open of the debt that
 * they left. Everything else stays. Both keep the tier until the next review looks at what each has now.
 * @param input.debts all that was ever added to the debt, newest first
 */
export function partWithShop(
  arriving: Account,
  staying: Account,
  timeline: Timeline,
  input: { shopId: string; debts: readonly LeftDebt[]; now: Date },
): void {
  const { shopId, now } = input;
  const codes = [...staying.codes.values()].filter((code) => code.shopId === shopId);
  const inCodes = outstandingByLot(codes);
  const lots = [...staying.lots.values()].sort((a, b) => a.no - b.no);
  const named = new Set(codes.flatMap((code) => code.lots.map((part) => part.lot)));
  const moved = lots
    .map((lot) => goingPart(lot, lot.order?.shopId === shopId, inCodes.get(lot.no) ?? 0n))
    .filter((lot) => !isDone(lot) || lot.expired > 0n || named.has(lot.no));
  const debt = openDebtOf(shopId, staying.debt, input.debts);
  const reserved = codes.filter(isHeld).reduce((sum, code) => sum + code.points - code.returned, 0n);
  giveAway(staying, moved, { debt, reserved }, now);
  const numbers = new Map(moved.map((lot) => [lot.no, receive(arriving, lot, now)]));
  if (debt + reserved > 0n) post(arriving, { kind: "mergedIn", points: -debt, debt, reserved, lots: [], at: now });
  for (const code of codes) handOver(arriving, staying, code, numbers);
  handOverContributions(arriving, staying, shopId);
  beginLike(arriving, staying);
  keepTier(arriving, staying);
  payDebt(arriving, timeline, { kind: "mergedIn", at: now });
  staying.news.seen = true;
}

/** Of the debt that is open what a shop's orders left: what has been paid was paid for the oldest. */
function openDebtOf(shopId: string, open: bigint, debts: readonly LeftDebt[]): bigint {
  let unexplained = open;
  let own = 0n;
  for (const left of debts) {
    const part = left.debt < unexplained ? left.debt : unexplained;
    unexplained -= part;
    if (left.shopId === shopId) own += part;
  }
  return own;
}

function keepTier(arriving: Account, from: Account): void {
  arriving.tier = { ...from.tier };
  arriving.news.tags = true;
  arriving.news.seen = true;
}

/** What of a lot goes: all that is left of it where its order goes, and what lies in codes that go. */
function goingPart(lot: Lot, whole: boolean, inCodes: bigint): Lot {
  return { ...lot, remaining: whole ? lot.remaining : 0n, expired: whole ? lot.expired : 0n, inCodes };
}

/** What lies in codes, by lot: codes that are used may still give points back. */
function outstandingByLot(codes: readonly Code[]): Map<number, bigint> {
  const found = new Map<number, bigint>();
  for (const code of codes) {
    if (!isHeld(code) && code.status !== "used") continue;
    let skip = code.returned;
    for (const part of code.lots) {
      const back = skip < part.points ? skip : part.points;
      skip -= back;
      found.set(part.lot, (found.get(part.lot) ?? 0n) + part.points - back);
    }
  }
  return found;
}

/** One entry for all that goes; the lots keep what stays. */
function giveAway(
  staying: Account,
  moved: readonly Lot[],
  { debt, reserved }: { debt: bigint; reserved: bigint },
  now: Date,
): void {
  const parts: LotPart[] = [];
  let pending = 0n;
  let points = 0n;
  for (const part of moved) {
    if (part.remaining + part.inCodes + part.expired === 0n) continue;
    const lot = touchLot(staying, part.no);
    lot.remaining -= part.remaining;
    lot.inCodes -= part.inCodes;
    lot.expired -= part.expired;
    if (part.remaining === 0n) continue;
    parts.push({ lot: part.no, points: part.remaining });
    points += part.remaining;
    if (part.pending) pending += part.remaining;
  }
  if (points + reserved + debt === 0n) return;
  post(staying, {
    kind: "mergedOut",
    points: debt - points,
    pending: -pending,
    reserved: -reserved,
    debt: -debt,
    lots: parts,
    at: now,
  });
}

/** A lot keeps its dates; its number is that of the entry that brings it. Answers that number. */
function receive(arriving: Account, lot: Lot, now: Date): number {
  const pending = lot.pending ? lot.remaining : 0n;
  const entry = post(arriving, { kind: "mergedIn", points: lot.remaining, pending, order: lot.order, at: now });
  arriving.lots.set(entry.no, { ...lot, no: entry.no });
  arriving.news.lots.add(entry.no);
  return entry.no;
}

function handOver(arriving: Account, staying: Account, code: Code, numbers: ReadonlyMap<number, number>): void {
  const lots = code.lots.map((part) => ({ lot: numbers.get(part.lot) ?? 0, points: part.points }));
  arriving.codes.set(code.id, { ...code, lots });
  arriving.news.codes.add(code.id);
  staying.codes.delete(code.id);
  staying.news.codes.delete(code.id);
}

function handOverContributions(arriving: Account, staying: Account, shopId: string): void {
  for (const [key, counted] of staying.contributions) {
    if (counted.order.shopId !== shopId) continue;
    arriving.contributions.set(key, counted);
    staying.contributions.delete(key);
  }
}
