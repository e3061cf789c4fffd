import type { Program } from "../../app/domain/program.ts";
import { dayOf, endOf, monthsLater } from "./days.ts";

export type Lot = {
  readonly order: string | null;
  left: bigint;
  expired: bigint;
  readonly availableAt: number;
  readonly born: number;
  /** Its own last moment; null where it has none. */
  expires: number | null;
  waiting: boolean;
};

export type Code = {
  readonly name: string;
  readonly owner: string;
  readonly reward: string;
  readonly times: number;
  readonly takenAt: number;
  readonly points: bigint;
  readonly value: bigint;
  readonly until: number;
  readonly returns: Program["exchange"]["returnSpentPoints"];
  taken: { lot: Lot; points: bigint }[];
  returned: bigint;
  status: "open" | "used" | "expired" | "undone";
  order: string | null;
};

export type Member = {
  readonly id: string;
  readonly birthday: string | null;
  tags: string[];
  lots: Lot[];
  debt: bigint;
  activeAt: number | null;
  joinedAt: number | null;
  firstOrderSeen: boolean;
  birthdayYear: number;
  tiersGiven: Set<string>;
  tier: string | null;
  /** How it is held: by the metric, as a floor (by hand, or the start tier), or set by hand for a time or for good. */
  hold: { kind: "metric" } | { kind: "floor" } | { kind: "set"; until: number | null };
  belowSince: number | null;
  tierHistory: { at: number; tier: string | null }[];
  notices: string[];
  excluded: { from: number; until: number | null }[];
};

export const newMember = (id: string, tags: string[], birthday: string | null): Member => ({
  id,
  birthday,
  tags,
  lots: [],
  debt: 0n,
  activeAt: null,
  joinedAt: null,
  firstOrderSeen: false,
  birthdayYear: 0,
  tiersGiven: new Set(),
  tier: null,
  hold: { kind: "metric" },
  belowSince: null,
  tierHistory: [],
  notices: [],
  excluded: [],
});

const sumOf = (lots: readonly Lot[]): bigint => lots.reduce((sum, lot) => sum + lot.left, 0n);
export const available = (member: Member): bigint => sumOf(member.lots.filter((lot) => !lot.waiting));
export const pending = (member: Member): bigint => sumOf(member.lots.filter((lot) => lot.waiting));

/** Rule 9: what expires soonest first, without a date last, then the oldest. */
export function inOrderOfUse(lots: readonly Lot[]): Lot[] {
  const last = Number.POSITIVE_INFINITY;
  return lots
    .map((lot, index) => ({ lot, index }))
    .sort(
      (a, b) =>
        // Infinity − Infinity is not a number: equal dates are told apart by age, equal ages by their order.
        ((a.lot.expires ?? last) === (b.lot.expires ?? last) ? 0 : (a.lot.expires ?? last) - (b.lot.expires ?? last)) ||
        a.lot.born - b.lot.born ||
        a.index - b.index,
    )
    .map(({ lot }) => lot);
}

/** Takes up to so many points from these lots; says what it took from each. */
export function takeFrom(lots: readonly Lot[], points: bigint): { lot: Lot; points: bigint }[] {
  const taken: { lot: Lot; points: bigint }[] = [];
  let missing = points;
  for (const lot of lots) {
    const part = lot.left < missing ? lot.left : missing;
    if (part === 0n) continue;
    lot.left -= part;
    missing -= part;
    taken.push({ lot, points: part });
  }
  return taken;
}

export const sumTaken = (taken: readonly { points: bigint }[]): bigint =>
  taken.reduce((sum, one) => sum + one.points, 0n);

/** Debt is paid by whatever is available now (rule 7). */
export function payDebt(member: Member): void {
  const open = inOrderOfUse(member.lots.filter((lot) => !lot.waiting));
  member.debt -= sumTaken(takeFrom(open, member.debt));
}

/** Rules 9 and 10: a credit is a lot; its date is settled by the rule in force now. */
export function credit(
  member: Member,
  points: bigint,
  order: string | null,
  availableAt: number,
  now: number,
  program: Program,
  born = availableAt,
): void {
  if (points === 0n) return;
  const { expiry, timeZone } = program;
  const expires = expiry.kind === "age" ? monthsLater(availableAt, expiry.months, expiry.roundTo, timeZone) : null;
  member.lots.push({
    order,
    left: points,
    expired: 0n,
    availableAt,
    born,
    expires,
    waiting: availableAt > now,
  });
  payDebt(member);
}

/** Rule 7: what an order has to give back, and from where. */
export function takeBack(member: Member, points: bigint, order: string, debt: Program["debt"]): void {
  const own = member.lots.filter((lot) => lot.order === order);
  let missing = points;
  missing -= sumTaken(
    takeFrom(
      own.filter((lot) => lot.waiting),
      missing,
    ),
  );
  missing -= sumTaken(takeFrom(inOrderOfUse(own.filter((lot) => !lot.waiting)), missing));
  for (const lot of inOrderOfUse(own)) {
    const covered = lot.expired < missing ? lot.expired : missing;
    lot.expired -= covered;
    missing -= covered;
  }
  owe(member, missing, debt);
}

/** Takes points from whatever is available; what is missing is debt, or forgiven. */
export function owe(member: Member, points: bigint, debt: Program["debt"]): void {
  const open = inOrderOfUse(member.lots.filter((lot) => !lot.waiting));
  const missing = points - sumTaken(takeFrom(open, points));
  if (debt === "carry") member.debt += missing;
}

/** Rules 12 and 13: so many points of a code have to be back by now; each goes to the lot that it came from. */
export function giveBack(member: Member, code: Code, points: bigint, now: number, zone: string): void {
  let skip = code.returned;
  let give = points - code.returned;
  if (give <= 0n) return;
  for (const { lot, points: taken } of code.taken) {
    const open = taken - (skip < taken ? skip : taken);
    skip -= skip < taken ? skip : taken;
    const part = open < give ? open : give;
    if (part === 0n) continue;
    lot.left += part;
    give -= part;
    // A lot that has ended meanwhile is open again to the end of the 30th day.
    if (lot.expires !== null && lot.expires <= now) lot.expires = endOf(dayOf(now, zone).add({ days: 30 }), zone);
  }
  code.returned = points;
  payDebt(member);
}

/** Rule 10: when a lot ends, by its own date or by the silence of its customer. */
export function endOfLot(lot: Lot, member: Member, program: Program, switchedOnAt: number): number | null {
  if (lot.waiting) return null;
  if (lot.expires !== null) return lot.expires;
  if (program.expiry.kind !== "inactivity") return null;
  const months = program.expiry.months;
  const since = Math.max(member.activeAt ?? 0, lot.availableAt, switchedOnAt);
  return monthsLater(since, months, "day", program.timeZone);
}

/** Rule 1: the tier that was held just before a moment; none if there was no such customer yet. */
export function tierBefore(member: Member, at: number | null): string | null {
  if (at === null) return null;
  return member.tierHistory.filter((one) => one.at < at).at(-1)?.tier ?? null;
}
