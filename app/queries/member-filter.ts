import { addMonths, addDays, dayOf, endOfDay } from "../domain/time.ts";
import type { Program } from "../domain/program.ts";

/** Which members a list shows. Everything that is named must be true of a member. */
export type MemberFilter = {
  /** The tier's id; an empty text: those without a tier. */
  tier?: string;
  balanceFrom?: bigint;
  balanceTo?: bigint;
  /** Points that can be used expire within so many days. */
  expiringDays?: number;
  /** Points are owed. */
  debt?: boolean;
  /** No order that earns and no exchange for so many days. */
  inactiveDays?: number;
  excluded?: boolean;
};

/** How a list is sorted; ties are sorted by age. */
export const MEMBER_SORTS = [
  "newest",
  "oldest",
  "balanceHigh",
  "balanceLow",
  "activeLatest",
  "activeEarliest",
] as const;
export type MemberSort = (typeof MEMBER_SORTS)[number];

const DAY_MS = 86_400_000;
const POINTS = /^\d{1,12}$/;
const DAYS = /^\d{1,4}$/;

/** Reads a filter from a list's address; what makes no sense is left out, so that an old link still shows a list. */
export function readMemberFilter(parameters: URLSearchParams): MemberFilter {
  const filter: MemberFilter = {};
  const text = (name: string, pattern: RegExp): string | null => {
    const value = parameters.get(name);
    return value !== null && pattern.test(value) ? value : null;
  };
  const tier = text("tier", /^.{0,64}$/u);
  const [from, to] = [text("from", POINTS), text("to", POINTS)];
  const [expiring, inactive] = [text("expiring", DAYS), text("inactive", DAYS)];
  if (tier !== null) filter.tier = tier;
  if (from !== null) filter.balanceFrom = BigInt(from);
  if (to !== null) filter.balanceTo = BigInt(to);
  if (expiring !== null) filter.expiringDays = Number(expiring);
  if (inactive !== null) filter.inactiveDays = Number(inactive);
  if (parameters.get("debt") === "1") filter.debt = true;
  if (parameters.get("excluded") === "1") filter.excluded = true;
  return filter;
}

/** The list's address for a filter and a sort, always written the same way: what saved views keep. */
export function writeMemberQuery(filter: MemberFilter, sort: MemberSort): string {
  const parameters = new URLSearchParams();
  if (filter.tier !== undefined) parameters.set("tier", filter.tier);
  if (filter.balanceFrom !== undefined) parameters.set("from", filter.balanceFrom.toString());
  if (filter.balanceTo !== undefined) parameters.set("to", filter.balanceTo.toString());
  if (filter.expiringDays !== undefined) parameters.set("expiring", String(filter.expiringDays));
  if (filter.debt === true) parameters.set("debt", "1");
  if (filter.inactiveDays !== undefined) parameters.set("inactive", String(filter.inactiveDays));
  if (filter.excluded === true) parameters.set("excluded", "1");
  if (sort !== "newest") parameters.set("sort", sort);
  return parameters.toString();
}

export function readMemberSort(text: string | null): MemberSort {
  return MEMBER_SORTS.find((sort) => sort === text) ?? "newest";
}

/** A list of values for a statement: `add` answers the placeholder of the value that it adds. */
export class Values {
  readonly list: unknown[];

  constructor(first: readonly unknown[]) {
    this.list = [...first];
  }

  add(value: unknown, type: string): string {
    this.list.push(value);
    return `$${this.list.length}::${type}`;
  }
}

/** Whose columns a filter is put to: the ledger's members themselves, or the list of them that has indexes for it; both are called `m`. */
export type Listed = { living: string; activeAt: string };

export const MEMBERS: Listed = {
  living: "m.merged_into IS NULL AND m.deleted_at IS NULL",
  activeAt: "coalesce(m.active_at, 'epoch')",
};

export const LIST: Listed = { living: "m.shown", activeAt: "m.active_at" };

/** The conditions of a filter, besides the program's own. `now` is the moment that days are counted from. */
export function memberConditions(
  listed: Listed,
  filter: MemberFilter,
  context: { program: Program; now: Date },
  values: Values,
): string[] {
  const conditions = [listed.living];
  const { now } = context;
  if (filter.tier === "") conditions.push("m.tier IS NULL");
  else if (filter.tier !== undefined) conditions.push(`m.tier = ${values.add(filter.tier, "text")}`);
  if (filter.balanceFrom !== undefined) conditions.push(`m.available >= ${values.add(filter.balanceFrom, "bigint")}`);
  if (filter.balanceTo !== undefined) conditions.push(`m.available <= ${values.add(filter.balanceTo, "bigint")}`);
  if (filter.debt === true) conditions.push("m.debt > 0");
  if (filter.excluded === true) conditions.push("m.excluded");
  if (filter.inactiveDays !== undefined) {
    const since = values.add(new Date(now.getTime() - filter.inactiveDays * DAY_MS), "timestamptz");
    conditions.push(`${listed.activeAt} < ${since}`);
  }
  if (filter.expiringDays !== undefined) conditions.push(expiringCondition(filter.expiringDays, context, values));
  return conditions;
}

/**
 * Rule 10: lots with a date of their own expire on it, all others N months after the latest of the last activity and their becoming
 * available, where the program counts inactivity. When the rule itself began is left out: it can only make the end later.
 */
function expiringCondition(days: number, { program, now }: { program: Program; now: Date }, values: Values): string {
  const zone = program.timeZone;
  const lastDay = addDays(dayOf(now, zone), days);
  const until = values.add(endOfDay(lastDay, zone), "timestamptz");
  const own = `l.expires_at IS NOT NULL AND l.expires_at <= ${until}`;
  const usable =
    "l.program_id = m.program_id AND l.member_id = m.id AND NOT l.done AND NOT l.pending AND l.remaining > 0";
  if (program.expiry.kind !== "inactivity") return `EXISTS (SELECT FROM lots l WHERE ${usable} AND ${own})`;
  const quiet = values.add(endOfDay(addMonths(lastDay, -program.expiry.months), zone), "timestamptz");
  const byInactivity = `l.expires_at IS NULL AND greatest(l.available_at, m.active_at) < ${quiet}`;
  return `EXISTS (SELECT FROM lots l WHERE ${usable} AND ((${own}) OR (${byInactivity})))`;
}
