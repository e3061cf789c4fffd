import type { Account, OrderRef } from "./account.ts";
import type { Timeline } from "./timeline.ts";
import { isExcluded } from "./account.ts";
import { credit } from "./lots.ts";
import { findLevel } from "./program.ts";
import { dayOf, yearOf } from "./time.ts";
import { versionAt, versionNumbered } from "./timeline.ts";

type BonusKind = "joining" | "birthday" | "firstOrder" | "tierBonus";
type Occasion = { at: Date; now: Date; order?: OrderRef; key: string };

/**
 * Rule 8: bonuses are available at once and never taken back. A bonus's lot is younger than the lot of the order that brought it,
 * also where that one is held back. A bonus of 0 leaves no entry, but what it was for counts as passed.
 */
function give(account: Account, timeline: Timeline, kind: BonusKind, points: number, occasion: Occasion): void {
  if (points === 0) return;
  const { at, now, order, key } = occasion;
  const youngest = Math.max(
    at.getTime(),
    ...[...account.lots.values()].filter((lot) => isOf(lot.order, order)).map(ageOf),
  );
  credit(account, timeline, {
    kind,
    points: BigInt(points),
    earnedAt: at,
    availableAt: at,
    bornAt: new Date(youngest),
    now,
    key: `${kind}:${account.memberId}:${key}`,
    version: versionAt(timeline, at).version,
  });
}

function isOf(a: OrderRef | null, b: OrderRef | undefined): boolean {
  return a !== null && b !== undefined && a.shopId === b.shopId && a.orderId === b.orderId;
}

function ageOf(lot: { bornAt: Date }): number {
  return lot.bornAt.getTime();
}

/** Rule 8: once, when Laurel first sees the customer take part. */
export function giveJoining(account: Account, timeline: Timeline, at: Date, now: Date): void {
  if (account.bonuses.joining) return;
  account.bonuses = { ...account.bonuses, joining: true };
  give(account, timeline, "joining", versionAt(timeline, at).program.earning.bonuses.joining, { at, now, key: "once" });
}

/** Rule 8: once, with the first order that counts, even if it earns nothing; the bonus is that of the order's pinned version. */
export function giveFirstOrder(
  account: Account,
  timeline: Timeline,
  input: { order: OrderRef; version: number; at: Date; now: Date },
): void {
  if (account.bonuses.firstOrder) return;
  account.bonuses = { ...account.bonuses, firstOrder: true };
  const { bonuses } = versionNumbered(timeline, input.version).program.earning;
  give(account, timeline, "firstOrder", bonuses.firstOrder, { ...input, key: "once" });
}

/** Rule 8: once a calendar year, at the review of the day; who takes no part that day gets none that year (rule 21). */
export function giveBirthday(account: Account, timeline: Timeline, at: Date, now: Date): void {
  const { program } = versionAt(timeline, at);
  const year = yearOf(dayOf(at, program.timeZone));
  if (account.bonuses.birthdayYear === year) return;
  account.bonuses = { ...account.bonuses, birthdayYear: year };
  if (account.joinedAt === null || isExcluded(account, at)) return;
  give(account, timeline, "birthday", program.earning.bonuses.birthday, { at, now, key: String(year) });
}

/** Rule 8: once per tier, for tiers risen to or given by hand. */
export function giveTierBonus(
  account: Account,
  timeline: Timeline,
  input: { tier: string; at: Date; now: Date; order?: OrderRef },
): void {
  if (account.bonuses.tiers.includes(input.tier)) return;
  account.bonuses = { ...account.bonuses, tiers: [...account.bonuses.tiers, input.tier] };
  const level = findLevel(versionAt(timeline, input.now).program, input.tier);
  give(account, timeline, "tierBonus", level?.entryBonus ?? 0, { ...input, key: input.tier });
}
