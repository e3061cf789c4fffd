import type { Database } from "../database.ts";
import { setTierByHand } from "../domain/member-tier.ts";
import { findLevel } from "../domain/program.ts";
import { versionAt } from "../domain/timeline.ts";
import { changeMember } from "../ledger/change-members.ts";

export type SetTierInput = {
  programId: string;
  memberId: string;
  /** Null with an end or a lock holds the member at no tier; null alone clears what was set. */
  tier: string | null;
  until: Date | null;
  lock: boolean;
  author: string;
  now: Date;
};

export type SetTierResult =
  { ok: true; tier: string | null } | { ok: false; reason: "unknownMember" | "unknownTier" | "endsBeforeNow" };

/** Rule 19: staff set a tier, up or down, for good, until a day, or locked. */
export async function setTier(db: Database, input: SetTierInput): Promise<SetTierResult> {
  const { programId, memberId, tier, until, lock, author, now } = input;
  if (until !== null && until <= now) return { ok: false, reason: "endsBeforeNow" };
  const done = await changeMember<SetTierResult>(db, { programId, memberId, now }, (account, timeline) => {
    if (account.mergedInto !== null) return { result: { ok: false, reason: "unknownMember" }, write: false };
    const isKnown = tier === null || findLevel(versionAt(timeline, now).program, tier) !== null;
    if (!isKnown) return { result: { ok: false, reason: "unknownTier" }, write: false };
    const before = { tier: account.tier.tier, hold: account.tier.hold };
    setTierByHand(account, timeline, { tier, until, lock }, now);
    account.news.seen = true;
    const after = { tier, until, lock };
    return {
      result: { ok: true, tier: account.tier.tier },
      item: { audit: [{ actor: author, action: "setTier", subject: `member:${memberId}`, before, after }] },
    };
  });
  return done ?? { ok: false, reason: "unknownMember" };
}
