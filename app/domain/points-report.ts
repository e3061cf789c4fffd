import type { EntryKind } from "./account.ts";
import type { DayKey } from "./time.ts";

/** What entries of one kind moved on one day. */
export type DaySum = {
  /** Null: before the report begins. */
  day: DayKey | null;
  kind: EntryKind;
  /** Whether the entries credited points: staff give and take with one kind. */
  gain: boolean;
  entries: bigint;
  points: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
};

/** The columns of the points' accounts, in the order in which they are read. */
export const MOVEMENTS = ["earned", "adjusted", "takenBack", "exchanged", "returned", "expired", "other"] as const;
export type Movement = (typeof MOVEMENTS)[number];

/** Every kind of entry belongs to one column: what a report shows always adds up to the ledger. */
const MOVEMENT_OF: Readonly<Record<EntryKind, Movement>> = {
  order: "earned",
  joining: "earned",
  birthday: "earned",
  firstOrder: "earned",
  tierBonus: "earned",
  adjusted: "adjusted",
  takeBack: "takenBack",
  takeBackCovered: "takenBack",
  forgiven: "takenBack",
  reserved: "exchanged",
  spent: "exchanged",
  spentAgain: "exchanged",
  returned: "returned",
  expired: "expired",
  released: "other",
  mergedIn: "other",
  mergedOut: "other",
  closed: "other",
};

/**
 * A line of the accounts: a day, a month or the whole time. `opening` and `closing` are all points that members hold outside of codes,
 * pending ones included and owed ones deducted; `inCodes` are the points that lie in codes at the end.
 */
export type AccountLine = { period: string; opening: bigint; closing: bigint; inCodes: bigint } & Record<
  Movement,
  bigint
>;

export type PointsReport = { lines: AccountLine[]; total: AccountLine };

/** The accounts of a time, a line for each day or month of `periods`, also of those in which nothing happened. */
export function pointsReport(
  sums: readonly DaySum[],
  periods: readonly string[],
  periodOf: (day: DayKey) => string,
): PointsReport {
  const moved = new Map<string, Record<Movement, bigint>>();
  const reserved = new Map<string, bigint>();
  let opening = 0n;
  let inCodes = 0n;
  for (const sum of sums) {
    if (sum.day === null) {
      opening += sum.points;
      inCodes += sum.reserved;
      continue;
    }
    const period = periodOf(sum.day);
    const line = moved.get(period) ?? nothing();
    line[MOVEMENT_OF[sum.kind]] += sum.points;
    moved.set(period, line);
    reserved.set(period, (reserved.get(period) ?? 0n) + sum.reserved);
  }
  const lines: AccountLine[] = [];
  let balance = opening;
  for (const period of periods) {
    const line = moved.get(period) ?? nothing();
    const closing = MOVEMENTS.reduce((sum, movement) => sum + line[movement], balance);
    inCodes += reserved.get(period) ?? 0n;
    lines.push({ period, opening: balance, closing, inCodes, ...line });
    balance = closing;
  }
  return { lines, total: totalOf(lines, opening, inCodes) };
}

function totalOf(lines: readonly AccountLine[], opening: bigint, inCodes: bigint): AccountLine {
  const total = { period: "", opening, closing: lines.at(-1)?.closing ?? opening, inCodes, ...nothing() };
  for (const line of lines) for (const movement of MOVEMENTS) total[movement] += line[movement];
  return total;
}

function nothing(): Record<Movement, bigint> {
  return { earned: 0n, adjusted: 0n, takenBack: 0n, exchanged: 0n, returned: 0n, expired: 0n, other: 0n };
}

/** All points that members hold: usable, pending and in codes. What is owed is not deducted: it is nobody's points. */
export function outstandingOf(sums: readonly DaySum[]): bigint {
  return sums.reduce((total, { points, reserved, debt }) => total + points + reserved + debt, 0n);
}
