import { db } from "../db.server.ts";
import { formatMoney } from "../domain/money.ts";
import { daysOf, lastDays, monthOf, monthsOf, type Period } from "../domain/periods.ts";
import { worthOf } from "../domain/loyalty-metafield.ts";
import { type AccountLine, type DaySum, outstandingOf, pointsReport } from "../domain/points-report.ts";
import type { Program } from "../domain/program.ts";
import type { ShopDay } from "../domain/snapshot.ts";
import { dayOf } from "../domain/time.ts";
import { readPointSums } from "../queries/point-sums.ts";
import { countMembers, listShopDays, readSnapshot } from "../queries/snapshot.ts";
import type { Figure, HomeFiguresShown, Series } from "../ui/home/figures-shown.ts";

/** The periods that the home page offers, in days; the second is what it opens with. */
const PERIODS = [7, 30, 90, 365] as const;
/** A chart of more days than this shows months. */
const DAYS_IN_CHART = 90;

/** The figures of the home page for a period of days, each with the period before it. */
export async function loadHomeFigures(input: {
  programId: string;
  program: Program;
  days: string | null;
  now: Date;
}): Promise<HomeFiguresShown> {
  const { programId, program, now } = input;
  const days = PERIODS.find((period) => String(period) === input.days) ?? 30;
  const { now: period, before } = lastDays(dayOf(now, program.timeZone), days);
  const [sums, shopDays, snapshot, members] = await Promise.all([
    readPointSums(db, { programId, timeZone: program.timeZone, from: before.from, to: period.to }),
    listShopDays(db, { programId, from: before.from, to: period.to }),
    readSnapshot(db, { programId }),
    countMembers(db, { programId }),
  ]);
  const points = { now: totals(sums, period), before: totals(sums, before) };
  const shop = { now: shopTotals(shopDays, period), before: shopTotals(shopDays, before) };
  const outstanding = outstandingOf(sums);
  const hasAmountReward = program.exchange.rewards.some(({ type }) => type === "amount");
  const money = (amount: bigint) => formatMoney(amount, program.currency);
  return {
    days,
    periods: [...PERIODS],
    members: { value: members, now: shop.now.joined, before: shop.before.joined },
    outstanding: Number(outstanding),
    worth: hasAmountReward ? worthOf(outstanding, program, null, now) : null,
    ...pointFigures(points.now, points.before),
    orders: { now: shop.now.codeOrders, before: shop.before.codeOrders },
    revenue: { now: money(shop.now.codeRevenue), before: money(shop.before.codeRevenue) },
    revenueChange: change(shop.now.codeRevenue, shop.before.codeRevenue),
    repeat: snapshot === null ? null : repeatOf(snapshot.figures.repeat),
    countedAt: snapshot?.takenAt.toISOString() ?? null,
    series: seriesOf(sums, shopDays, period, days > DAYS_IN_CHART),
  };
}

/** What was moved in a period, as a line of the accounts. */
function totals(sums: readonly DaySum[], { from, to }: Period): AccountLine {
  const within = sums.filter(({ day }) => day !== null && day >= from && day <= to);
  return pointsReport(within, ["all"], () => "all").total;
}

function pointFigures(now: AccountLine, before: AccountLine) {
  const figure = (of: (line: AccountLine) => bigint): Figure => ({ now: Number(of(now)), before: Number(of(before)) });
  return {
    earned: figure((line) => line.earned),
    exchanged: figure(exchangedNet),
    expired: figure((line) => -line.expired),
    rate: { now: percent(exchangedNet(now), now.earned), before: percent(exchangedNet(before), before.earned) },
  };
}

/** Exchanged, less what came back of codes that were undone, expired or refunded. */
function exchangedNet(line: AccountLine): bigint {
  const net = -line.exchanged - line.returned;
  return net > 0n ? net : 0n;
}

/** A tenth of a per cent exactly; null where there is nothing to compare with. */
function percent(part: bigint, whole: bigint): number | null {
  return whole <= 0n ? null : Number((part * 1000n) / whole) / 10;
}

function change(now: bigint, before: bigint): number | null {
  return before <= 0n ? null : Number(((now - before) * 1000n) / before) / 10;
}

function shopTotals(days: readonly ShopDay[], { from, to }: Period) {
  const within = days.filter(({ day }) => day >= from && day <= to);
  return within.reduce(
    (sum, day) => ({
      joined: sum.joined + day.joined,
      codeOrders: sum.codeOrders + day.codeOrders,
      codeRevenue: sum.codeRevenue + day.codeRevenue,
    }),
    { joined: 0, codeOrders: 0, codeRevenue: 0n },
  );
}

/** Guests can't be told apart, so that members are compared: all of them, those with a code used, those without. */
function repeatOf({
  withCode,
  withCodeTwice,
  withoutCode,
  withoutCodeTwice,
}: Record<"withCode" | "withCodeTwice" | "withoutCode" | "withoutCodeTwice", number>) {
  return {
    all: percent(BigInt(withCodeTwice + withoutCodeTwice), BigInt(withCode + withoutCode)),
    withCode: percent(BigInt(withCodeTwice), BigInt(withCode)),
    withoutCode: percent(BigInt(withoutCodeTwice), BigInt(withoutCode)),
  };
}

/** What the charts show: points and new members by day, or by month where there would be too many days. */
function seriesOf(sums: readonly DaySum[], shopDays: readonly ShopDay[], period: Period, byMonth: boolean): Series {
  const periodOf = byMonth ? monthOf : (day: string) => day;
  const periods = byMonth ? monthsOf(period) : daysOf(period);
  const within = sums.filter(({ day }) => day !== null && day >= period.from);
  const { lines } = pointsReport(within, periods, periodOf);
  const joined = new Map<string, number>();
  for (const { day, joined: count } of shopDays) {
    if (day >= period.from) joined.set(periodOf(day), (joined.get(periodOf(day)) ?? 0) + count);
  }
  return {
    periods,
    earned: lines.map((line) => Number(line.earned)),
    exchanged: lines.map((line) => Number(exchangedNet(line))),
    expired: lines.map((line) => Number(-line.expired)),
    joined: periods.map((each) => joined.get(each) ?? 0),
  };
}
