import type { Reward } from "../../app/domain/program.ts";
import { dayOf } from "./days.ts";
import { available, endOfLot, inOrderOfUse, pending } from "./member.ts";
import type { Member } from "./member.ts";
import type { Model } from "./model.ts";
import { isExcluded, rankOf } from "./tiers.ts";

/** What can be compared of a customer, as plain values. */
export type Answer = {
  available: number;
  pending: number;
  reserved: number;
  debt: number;
  tier: string | null;
  spentTotal: number;
  tierUntil: string | null;
  tags: string[];
  notices: string[];
};

/** What the model says of a customer now. */
export function answer(model: Model, id: string): Answer {
  const member = model.member(id);
  const codes = [...model.codes.values()].filter((code) => code.owner === id);
  const sum = (status: string): bigint =>
    codes.filter((code) => code.status === status).reduce((total, code) => total + code.points - code.returned, 0n);
  const tier = isExcluded(member) ? null : member.tier;
  return {
    available: Number(available(member)),
    pending: Number(pending(member)),
    reserved: Number(sum("open")),
    debt: Number(member.debt),
    tier,
    spentTotal: Number(sum("used")),
    tierUntil: tierUntil(model, member, tier),
    tags: tagsOf(model, member, tier),
    notices: [...member.notices],
  };
}

/** Rule 25: shown only where a date is sure. */
function tierUntil(model: Model, member: Member, tier: string | null): string | null {
  const { program } = model;
  const zone = program.timeZone;
  if (tier === null) return null;
  if (member.hold.kind === "set") return member.hold.until === null ? null : dayOf(member.hold.until, zone).toString();
  const level = program.tiers.levels.find((one) => one.id === tier);
  if (program.tiers.window.kind !== "calendarYear" || member.hold.kind !== "metric" || Number(level?.threshold) === 0)
    return null;
  const year = dayOf(model.now, zone).year;
  const reachedIn = (one: number): boolean => rankOf(model.reachedIn(member, one), program) >= rankOf(tier, program);
  if (reachedIn(year)) return `${year + 1}-12-31`;
  return reachedIn(year - 1) ? `${year}-12-31` : null;
}

/** Rule 20: the tier's tag beside the shop's own. */
function tagsOf(model: Model, member: Member, tier: string | null): string[] {
  const { levels } = model.program.tiers;
  const own = member.tags.filter((tag) => !levels.some((level) => level.tag === tag));
  const level = levels.find((one) => one.id === tier);
  return (level === undefined ? own : [...own, level.tag]).sort();
}

/** The open lots as `expectLots` lists them. */
export function lots(model: Model, id: string): { points: number; expires: string | null }[] {
  const member = model.member(id);
  const zone = model.program.timeZone;
  const open = member.lots.filter((lot) => !lot.waiting && lot.left > 0n);
  const dated = open.map((lot) => ({ ...lot, expires: endOfLot(lot, member, model.program, model.inactivitySince) }));
  return inOrderOfUse(dated).map((lot) => ({
    points: Number(lot.left),
    expires: lot.expires === null ? null : dayOf(lot.expires - 1, zone).toString(),
  }));
}

/** The reason word that an exchange would be refused with now; null where it would succeed (rule 11). */
export function refusal(model: Model, customer: string, rewardId: string, count: number): string | null {
  const { program } = model;
  const member = model.member(customer);
  const reward = program.exchange.rewards.find((one) => one.id === rewardId);
  if (reward === undefined) return "unknownReward";
  if (reward.from !== null && Date.parse(reward.from) > model.now) return "notYet";
  if (reward.until !== null && Date.parse(reward.until) < model.now) return "over";
  if (count > 1 && reward.type === "amount" && !reward.multiples) return "notMultiple";
  if (isExcluded(member)) return "excluded";
  if (reward.tiers.length > 0 && !reward.tiers.includes(member.tier ?? "")) return "notForTier";
  if (isTakenTooOften(model, customer, reward, count)) return "limitReached";
  const balance = available(member);
  if (balance < BigInt(program.exchange.minimumPoints)) return "belowMinimum";
  return balance < BigInt(reward.points) * BigInt(count) ? "tooFewPoints" : null;
}

/** A reward's limits: what is in use or spent counts, in the calendar's day, week, month or year, or ever. */
function isTakenTooOften(model: Model, customer: string, reward: Reward, count: number): boolean {
  const zone = model.program.timeZone;
  const today = dayOf(model.now, zone);
  const held = [...model.codes.values()].filter(
    ({ owner, reward: of, status, returned, points }) =>
      owner === customer && of === reward.id && (status === "open" || (status === "used" && returned !== points)),
  );
  const isNow = (at: number, per: string): boolean => {
    const day = dayOf(at, zone);
    if (per === "week") return day.weekOfYear === today.weekOfYear && day.yearOfWeek === today.yearOfWeek;
    const length = { day: 10, month: 7, year: 4, ever: 0 }[per];
    return day.toString().slice(0, length) === today.toString().slice(0, length);
  };
  return reward.limits.some(({ times, per }) => {
    const taken = held.filter((code) => isNow(code.takenAt, per));
    return taken.reduce((sum, code) => sum + code.times, count) > times;
  });
}
