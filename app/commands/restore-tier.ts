import type { Database } from "../database.ts";
import { setTier, type HeldTier, type SetTierResult } from "./set-tier.ts";

/** What staff set: clearing it is no tier without an end and a lock. */
export type SetAs = { tier: string | null; until: string | null; lock: boolean };

type RestoreTierInput = {
  programId: string;
  memberId: string;
  before: HeldTier;
  set: SetAs;
  author: string;
  now: Date;
};

/**
 * Gives a member the tier that was held before staff set another one. Somebody who changed it meanwhile decided anew: that stays. Once it is
 * restored, a second time changes nothing.
 */
export async function restoreTier(db: Database, { before, set, ...input }: RestoreTierInput): Promise<SetTierResult> {
  const until = typeof before.hold?.until !== "string" ? null : new Date(before.hold.until);
  const isOver = until !== null && until <= input.now;
  const wish =
    before.hold === null || isOver
      ? { tier: null, until: null, lock: false }
      : { tier: before.tier, until, lock: before.hold.lock };
  return setTier(db, {
    ...input,
    ...wish,
    check: (held) => (isSame(held, before) ? "done" : isHeldAs(held, set) ? "go" : "changedMeanwhile"),
  });
}

/** Whether a tier is held as staff set it; clearing what was set leaves no hold. */
export function isHeldAs({ tier, hold }: HeldTier, set: SetAs): boolean {
  if (set.tier === null && set.until === null && !set.lock) return hold === null;
  if (tier !== set.tier || hold?.by !== "staff") return false;
  return hold.lock === set.lock && time(hold.until) === time(set.until);
}

function isSame(a: HeldTier, b: HeldTier): boolean {
  return (
    a.tier === b.tier &&
    a.hold?.by === b.hold?.by &&
    a.hold?.lock === b.hold?.lock &&
    time(a.hold?.until) === time(b.hold?.until)
  );
}

function time(moment: string | null | undefined): number | null {
  return typeof moment !== "string" ? null : new Date(moment).getTime();
}
