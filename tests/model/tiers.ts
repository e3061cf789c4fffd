import type { Level, Program } from "../../app/domain/program.ts";
import { dayOf } from "./days.ts";
import { atLeast, decimal, times, total, whole } from "./fractions.ts";
import type { Fraction } from "./fractions.ts";
import { metricOf } from "./order.ts";
import type { Order } from "./order.ts";
import type { Member } from "./member.ts";

/** Rule 18: by threshold, then by place in the list. */
export function ladder(program: Program): Level[] {
  const worth = (level: Level): Fraction => decimal(level.threshold);
  return [...program.tiers.levels].sort((a, b) =>
    atLeast(worth(a), worth(b)) ? (atLeast(worth(b), worth(a)) ? 0 : 1) : -1,
  );
}

export const rankOf = (tier: string | null, program: Program): number =>
  ladder(program).findIndex((level) => level.id === tier);

/** Rule 16: which orders count together today; the best of the sets decides. */
function sets(orders: readonly Order[], program: Program, now: number): Order[][] {
  const { window } = program.tiers;
  const zone = program.timeZone;
  const paid = orders.filter((order) => order.paidAt !== null);
  const day = (order: Order) => dayOf(order.paidAt ?? now, zone);
  if (window.kind === "rolling") {
    const first = dayOf(now, zone).subtract({ months: window.months });
    return [paid.filter((order) => day(order).since(first).sign >= 0)];
  }
  if (window.kind === "calendarYear") {
    const year = dayOf(now, zone).year;
    return [year, year - 1].map((one) => paid.filter((order) => day(order).year === one));
  }
  return [paid];
}

export function metric(orders: readonly Order[], program: Program, now: number): Fraction[] {
  return sets(orders, program, now).map((set) => total(set.map((order) => metricOf(order, program.tiers.metric))));
}

/** The tier that these amounts reach; null for none. */
export function reached(amounts: readonly Fraction[], program: Program): string | null {
  const scale = program.tiers.metric === "spend" ? whole(100n) : whole(1n);
  const levels = ladder(program).filter((level) => {
    const threshold = times(decimal(level.threshold), scale);
    return amounts.some((amount) => atLeast(amount, threshold));
  });
  return levels.at(-1)?.id ?? null;
}

export const isExcluded = (member: Member): boolean => member.excluded.some((one) => one.until === null);

export type TierContext = {
  member: Member;
  orders: readonly Order[];
  program: Program;
  now: number;
  /** Gives the bonus of a tier that was reached. */
  bonus: (tier: string) => void;
};

export function moveTo(context: TierContext, tier: string | null, rises: boolean): void {
  const { member, program, now, bonus } = context;
  if (tier === member.tier) return;
  const lost = member.tier;
  member.tier = tier;
  member.tierHistory.push({ at: now, tier });
  const announced = tier ?? lost;
  if (announced !== null) member.notices.push(announced);
  if (!rises || tier === null || rankOf(tier, program) < 0 || member.tiersGiven.has(tier)) return;
  member.tiersGiven.add(tier);
  bonus(tier);
}

const isSetNow = (member: Member, now: number): boolean =>
  member.hold.kind === "set" && (member.hold.until === null || member.hold.until > now);

/** Rule 17: an order lifts at once; it also ends the count of days below. */
export function lift(context: TierContext): void {
  const { member, orders, program, now } = context;
  if (isExcluded(member) || member.joinedAt === null || isSetNow(member, now)) return;
  const earned = reached(metric(orders, program, now), program);
  const by = rankOf(earned, program) - rankOf(member.tier, program);
  if (by >= 0) member.belowSince = null;
  if (by <= 0) return;
  member.hold = { kind: "metric" };
  moveTo(context, earned, true);
}

/** Rule 17, `onRefund: immediately`: straight to the tier that the rest still earns. */
export function fallAtOnce(context: TierContext, before: readonly Fraction[]): void {
  const { member, orders, program, now } = context;
  if (program.tiers.onRefund !== "immediately" || member.hold.kind !== "metric" || isExcluded(member)) return;
  const after = metric(orders, program, now);
  // Of two calendar years the better one is the metric.
  const fell = before.some((amount) => after.every((one) => !atLeast(one, amount)));
  const earned = reached(after, program);
  if (!fell || rankOf(earned, program) >= rankOf(member.tier, program)) return;
  member.belowSince = null;
  moveTo(context, earned, false);
}

/** Rules 17 and 19: what the night's review makes of it. */
export function review(context: TierContext): void {
  const { member, orders, program, now } = context;
  if (isExcluded(member) || member.joinedAt === null || isSetNow(member, now)) return;
  const earned = reached(metric(orders, program, now), program);
  const by = rankOf(earned, program) - rankOf(member.tier, program);
  const ended = member.hold.kind === "set";
  if (member.hold.kind === "floor" && by <= 0) return;
  if (ended || by > 0) member.hold = { kind: "metric" };
  if (by >= 0) member.belowSince = null;
  if (by < 0 && !ended) {
    const today = dayOf(now, program.timeZone);
    member.belowSince ??= now;
    const days = today.since(dayOf(member.belowSince, program.timeZone)).total("days");
    if (days < program.tiers.graceDays) return;
  }
  member.belowSince = null;
  moveTo(context, earned, by > 0);
}
