import type { Account, Code, LotPart, OrderRef } from "./account.ts";
import type { Program, Reward } from "./program.ts";
import type { Timeline } from "./timeline.ts";
import { isExcluded, post, touchCode, touchLot } from "./account.ts";
import { settleMissing } from "./debits.ts";
import { expiryOf, reopenedUntil, waitsToBeTold } from "./expiry.ts";
import { credit, smaller, sumParts, takeFrom, usableLots } from "./lots.ts";
import { visibleTier } from "./member-tier.ts";
import { formatMoney, parseMoney } from "./money.ts";
import { findReward, isOpenTo, offeredAt } from "./program.ts";
import { isWithinLimits } from "./reward-limits.ts";
import { addDays, dayOf, endOfDay } from "./time.ts";
import { versionAt, versionNumbered } from "./timeline.ts";

/**
 * Why an exchange is refused, in the order in which the reasons are looked for (rule 11). `notYet` and `over` (the reward is not offered
 * at this moment) and `limitReached` are ours: the rule book is silent about them.
 */
export const REFUSALS = [
  "unknownReward",
  "notYet",
  "over",
  "notMultiple",
  "excluded",
  "notForTier",
  "limitReached",
  "belowMinimum",
  "tooFewPoints",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type ExchangeWish = { reward: string; times: number };

/**
 * Rule 11: why the member may not exchange now, or null. The account must have been followed up to `now`, and hold the used codes of a
 * reward that has limits.
 */
export function refusalOf(account: Account, timeline: Timeline, wish: ExchangeWish, now: Date): Refusal | null {
  const { program } = versionAt(timeline, now);
  const reward = findReward(program, wish.reward);
  if (reward === null) return "unknownReward";
  const offered = offeredAt(reward, now);
  if (offered !== "now") return offered;
  const once = wish.times === 1;
  if (!once && (!reward.multiples || !Number.isSafeInteger(wish.times) || wish.times < 1)) return "notMultiple";
  if (isExcluded(account, now)) return "excluded";
  const tier = visibleTier(account, timeline, now);
  if (!isOpenTo(reward, tier)) return "notForTier";
  if (!isWithinLimits(reward, account.codes.values(), wish.times, now, program.timeZone)) return "limitReached";
  if (account.available < BigInt(program.exchange.minimumPoints)) return "belowMinimum";
  return account.available < costOf(reward, wish.times) ? "tooFewPoints" : null;
}

/** What an exchange of a reward takes (rule 11). */
export function costOf(reward: Reward, times: number): bigint {
  return BigInt(reward.points) * BigInt(times);
}

/** Rule 11: N × points give N × value in one code; percentages and the like are not multiplied. */
export function valueOf(reward: Reward, times: number, program: Program): string | null {
  if (reward.type === "amount" || reward.type === "storeCredit") {
    return formatMoney(parseMoney(reward.value, program.currency) * BigInt(times), program.currency);
  }
  if (reward.type === "percentage") return reward.value;
  return reward.type === "product" ? reward.variant : null;
}

/** Rule 11: a code can be used until the end of the day so many days later. */
export function codeUntil(reward: Reward, now: Date, zone: string): Date {
  return endOfDay(addDays(dayOf(now, zone), reward.codeDays), zone);
}

export type NewCode = ExchangeWish & { id: string; shopId: string; code: string; key: string; now: Date };

/** Rule 12: sets the points aside, before there is a code in Shopify. The caller has asked `refusalOf`. */
export function reserve(account: Account, timeline: Timeline, input: NewCode): Code {
  const { now } = input;
  const { program, version } = versionAt(timeline, now);
  const reward = findReward(program, input.reward);
  if (reward === null) throw new Error(`the program has no reward "${input.reward}"`);
  const points = costOf(reward, input.times);
  const lots = takeFrom(account, usableLots(account, timeline, now), points);
  if (sumParts(lots) !== points) throw new Error(`member ${account.memberId} has too few points in lots`);
  for (const part of lots) touchLot(account, part.lot).inCodes += part.points;
  const code: Code = {
    id: input.id,
    shopId: input.shopId,
    code: input.code,
    status: "reserving",
    reward: reward.id,
    type: reward.type,
    version,
    times: input.times,
    points,
    value: valueOf(reward, input.times, program),
    customerOnly: reward.customerOnly,
    lots,
    returned: 0n,
    key: input.key,
    reservedAt: now,
    openedAt: null,
    until: codeUntil(reward, now, program.timeZone),
    usedAt: null,
    endedAt: null,
    order: null,
    discountId: null,
    pool: false,
  };
  account.codes.set(code.id, code);
  touchCode(account, code.id);
  post(account, { kind: "reserved", points: -points, reserved: points, codeId: code.id, lots, version, at: now });
  account.activeAt = later(account.activeAt, now);
  return code;
}

function later(a: Date | null, b: Date): Date {
  return a !== null && a > b ? a : b;
}

/** Rule 12: an order carries the code. One that had ended already takes its points again: the order had its discount. */
export function spendCode(
  account: Account,
  timeline: Timeline,
  id: string,
  order: OrderRef,
  at: Date,
  now: Date,
): void {
  const code = touchCode(account, id);
  if (code.status === "used") return;
  const wasHeld = isHeld(code);
  code.usedAt = at;
  code.endedAt = null;
  code.order = order;
  code.status = "used";
  if (wasHeld) post(account, { kind: "spent", points: 0n, reserved: -code.points, codeId: id, order, lots: [], at });
  else spendAgain(account, timeline, code, now);
}

/** Rule 12: what the points were for has been given at once, and no code waits for an order: store credit. */
export function spendAtOnce(account: Account, id: string, at: Date): void {
  const code = touchCode(account, id);
  if (!isHeld(code)) throw new Error(`code ${id} is ${code.status}: it cannot be spent at once`);
  code.status = "used";
  code.usedAt = at;
  post(account, { kind: "spent", points: 0n, reserved: -code.points, codeId: id, lots: [], at });
}

/** Whether points are set aside for a code that has not been used. */
export function isHeld(code: Code): boolean {
  return code.status === "open" || code.status === "reserving";
}

/** The lots that the points had gone back to give them again, as far as they reach; then others, then debt. */
function spendAgain(account: Account, timeline: Timeline, code: Code, now: Date): void {
  const usable = usableLots(account, timeline, now);
  const former = new Set(code.lots.map((part) => part.lot));
  const own = usable.filter((lot) => former.has(lot.no));
  const others = usable.filter((lot) => !former.has(lot.no));
  const parts = takeFrom(account, [...own, ...others], code.points);
  for (const part of parts) touchLot(account, part.lot).inCodes += part.points;
  const missing = code.points - sumParts(parts);
  code.lots = parts;
  code.returned = 0n;
  post(account, {
    kind: "spentAgain",
    points: -code.points,
    debt: missing,
    codeId: code.id,
    order: code.order,
    lots: parts,
    at: now,
  });
  settleMissing(account, timeline, missing, now);
}

/** Rule 12: the points of a code that was not used come back: it expired, was undone, or could not be made. */
export function endCode(
  account: Account,
  timeline: Timeline,
  id: string,
  status: "expired" | "undone" | "failed",
  at: Date,
): void {
  const code = touchCode(account, id);
  if (!isHeld(code)) throw new Error(`code ${id} is ${code.status}: it cannot become ${status}`);
  code.status = status;
  code.endedAt = at;
  giveBack(account, timeline, code, code.points - code.returned, at);
}

/** Rules 12 and 13: brings what has come back of a used code up to a total; answers how many points came back now. */
export function returnUpTo(account: Account, timeline: Timeline, id: string, total: bigint, at: Date): bigint {
  const code = touchCode(account, id);
  const points = smaller(total, code.points) - code.returned;
  if (points <= 0n) return 0n;
  giveBack(account, timeline, code, points, at);
  return points;
}

/**
 * Rule 12: points go back to the lots that they were taken from, in the order in which they were taken, with the lots' own expiry;
 * a lot that has expired meanwhile is open again for 30 days. Debt is paid first (rule 7).
 */
function giveBack(account: Account, timeline: Timeline, code: Code, points: bigint, at: Date): void {
  const { parts, beyond } = nextParts(code, points);
  const back = sumParts(parts);
  const fromReserved = code.status === "used" ? 0n : points;
  let owed = smaller(account.debt, back);
  post(account, {
    kind: "returned",
    points: back,
    reserved: -fromReserved,
    debt: -owed,
    codeId: code.id,
    order: code.order,
    lots: parts,
    at,
  });
  for (const part of parts) {
    const lot = touchLot(account, part.lot);
    const paid = smaller(owed, part.points);
    owed -= paid;
    lot.inCodes -= part.points;
    lot.remaining += part.points - paid;
    reopen(account, timeline, part.lot, at);
  }
  code.returned += points;
  if (beyond > 0n) returnBeyondLots(account, timeline, code, beyond, at);
}

/** The parts of a code's lots that come back next: after what has come back already, in the order in which they were taken. */
function nextParts(code: Code, points: bigint): { parts: LotPart[]; beyond: bigint } {
  let skip = code.returned;
  let wanted = points;
  const parts: LotPart[] = [];
  for (const part of code.lots) {
    const skipped = smaller(skip, part.points);
    skip -= skipped;
    const taken = smaller(part.points - skipped, wanted);
    wanted -= taken;
    if (taken > 0n) parts.push({ lot: part.lot, points: taken });
  }
  return { parts, beyond: wanted };
}

/** Points that had become debt when an ended code was used have no lot to go back to: they are a credit of their own. */
function returnBeyondLots(account: Account, timeline: Timeline, code: Code, points: bigint, at: Date): void {
  const order = code.order === null ? {} : { order: code.order };
  credit(account, timeline, {
    kind: "returned",
    points,
    earnedAt: at,
    availableAt: at,
    now: at,
    codeId: code.id,
    ...order,
  });
}

function reopen(account: Account, timeline: Timeline, no: number, at: Date): void {
  const lot = touchLot(account, no);
  const { program } = versionAt(timeline, at);
  const ends = expiryOf(lot, account, timeline, at);
  const ended = ends !== null && ends <= at && !waitsToBeTold(lot, account, timeline, at);
  const expired = lot.expiredAt !== null || ended;
  if (!expired) return;
  lot.expiredAt = null;
  lot.expiresAt = reopenedUntil(at, program.timeZone);
}

/** Rule 13: what a refund returns is decided by the version under which the code was made. */
export function returnPolicyOf(timeline: Timeline, code: Code): Program["exchange"]["returnSpentPoints"] {
  return versionNumbered(timeline, code.version).program.exchange.returnSpentPoints;
}

/** Rule 13: what has been spent by used codes, less what came back. */
export function spentTotal(codes: Iterable<Code>): bigint {
  let total = 0n;
  for (const code of codes) if (code.status === "used") total += code.points - code.returned;
  return total;
}
