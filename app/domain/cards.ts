import type { Contribution, Period } from "./metric.ts";
import type { Program } from "./program.ts";
import { EVER, measure, qualifyFor, rankOf } from "./metric.ts";
import { addMonths, dayOf, endOfDay } from "./time.ts";

/** A membership card (rule 16): for how long, and which orders it was reached with. */
export type MemberCard = {
  from: Date;
  /** The first moment after its last day. */
  until: Date;
  /** The key of the order that brought it; null for one that followed another card, or was given at joining. */
  order: string | null;
  basis: Period;
};

/** How long a card is: N months from the day it begins, through the whole of its last day. */
export function cardEnd(from: Date, months: number, zone: string): Date {
  return endOfDay(addMonths(dayOf(from, zone), months), zone);
}

/** Rule 16: a card that orders brought, counted since the last card ended. */
export function newCard(program: Program, from: Date, cardsEndedAt: Date | null, order: string | null): MemberCard {
  return {
    from,
    until: cardEnd(from, monthsOf(program), program.timeZone),
    order,
    basis: { ...EVER, from: cardsEndedAt },
  };
}

/** Rule 16: the orders that decide at a card's end: those of its own period, without the one that brought it. */
export function renewalBasis(card: MemberCard): Period {
  return { from: card.from, until: card.until, without: card.order };
}

/**
 * Rule 16: the card that follows a card that has ended, and its tier; null where none is reached. It runs from the old one's last
 * day: 10 January + 3 months is until 10 April, and the next one until 10 July.
 */
export function followingCard(
  contributions: readonly Contribution[],
  program: Program,
  card: MemberCard,
): { tier: string; card: MemberCard } | null {
  const basis = renewalBasis(card);
  const level = qualifyFor(program, measure(contributions, program.tiers.metric, basis));
  if (level === null) return null;
  const lastDay = dayOf(new Date(card.until.getTime() - 1), program.timeZone);
  const until = endOfDay(addMonths(lastDay, monthsOf(program)), program.timeZone);
  return { tier: level.id, card: { from: card.until, until, order: null, basis } };
}

/** Rule 17: whether the orders that a card was reached with still reach it. */
export function isStillReached(
  contributions: readonly Contribution[],
  program: Program,
  card: MemberCard,
  tier: string,
): boolean {
  const level = qualifyFor(program, measure(contributions, program.tiers.metric, card.basis));
  return rankOf(program, level?.id ?? null) >= rankOf(program, tier);
}

function monthsOf(program: Program): number {
  const { window } = program.tiers;
  if (window.kind !== "membership") throw new Error("only memberships have cards");
  return window.months;
}
