import type { Account } from "../domain/account.ts";
import type { TierState } from "../domain/tiers.ts";

/** What of a member hardly ever changes (`slowColumns`), as it was read: work replaces these values and never changes them in place. */
export type Kept = Pick<
  Account,
  "tier" | "bonuses" | "exclusions" | "birthday" | "joinedAt" | "mergedInto" | "deletedAt"
> & { excluded: boolean };

export function keptOf(account: Account, excluded: boolean): Kept {
  const { tier, bonuses, exclusions, birthday, joinedAt, mergedInto, deletedAt } = account;
  return { tier, bonuses, exclusions, birthday, joinedAt, mergedInto, deletedAt, excluded };
}

/** Whether all that hardly ever changes is as it was read; a value that was replaced by an equal one counts as a change. */
export function isKept(account: Account, excluded: boolean, kept: Kept): boolean {
  return (
    account.tier === kept.tier &&
    account.bonuses === kept.bonuses &&
    account.exclusions === kept.exclusions &&
    account.birthday === kept.birthday &&
    account.joinedAt === kept.joinedAt &&
    account.mergedInto === kept.mergedInto &&
    account.deletedAt === kept.deletedAt &&
    excluded === kept.excluded
  );
}

/** The columns of a member that hardly ever change: an award that leaves them as they are does not write them. */
export function slowColumns(account: Account, excluded: boolean): Record<string, unknown> {
  return {
    tier: account.tier.tier,
    tier_since: account.tier.since,
    tier_state: tierStateToJson(account.tier),
    bonuses: account.bonuses,
    exclusions: account.exclusions.map((time) => [time.from, time.until]),
    excluded,
    birthday: account.birthday,
    joined_at: account.joinedAt,
    merged_into: account.mergedInto,
    deleted_at: account.deletedAt,
  };
}

/** What of a tier state has no column of its own. */
export function tierStateToJson(state: TierState): unknown {
  const { hold, card, cardsEndedAt, belowSince } = state;
  return { hold, card, cardsEndedAt, belowSince };
}
