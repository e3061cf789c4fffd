import type { Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import { setTierByHand } from "../domain/member-tier.ts";
import { findLevel } from "../domain/program.ts";
import type { Hold } from "../domain/tiers.ts";
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
  /** What is held at that moment says whether the tier is set, is so already, or was changed by somebody meanwhile. */
  check?: (held: HeldTier) => "go" | "done" | "changedMeanwhile";
};

/** What a member holds and how, as it can be kept while somebody may want it back: moments are texts. */
export type HeldTier = { tier: string | null; hold: (Omit<Hold, "until"> & { until: string | null }) | null };

/** `before` is what was held until then. */
export type SetTierResult =
  | { ok: true; tier: string | null; before: HeldTier }
  | { ok: false; reason: "unknownMember" | "unknownTier" | "endsBeforeNow" | "changedMeanwhile" };

/** Rule 19: staff set a tier, up or down, for good, until a day, or locked. */
export async function setTier(db: Database, input: SetTierInput): Promise<SetTierResult> {
  const { programId, memberId, tier, until, lock, author, now } = input;
  if (until !== null && until <= now) return { ok: false, reason: "endsBeforeNow" };
  const done = await changeMember<SetTierResult>(db, { programId, memberId, now }, (account, timeline) => {
    if (account.mergedInto !== null) return { result: { ok: false, reason: "unknownMember" }, write: false };
    const isKnown = tier === null || findLevel(versionAt(timeline, now).program, tier) !== null;
    if (!isKnown) return { result: { ok: false, reason: "unknownTier" }, write: false };
    const before = heldBy(account);
    const verdict = input.check?.(before) ?? "go";
    if (verdict === "done") return { result: { ok: true, tier: before.tier, before }, write: false };
    if (verdict !== "go") return { result: { ok: false, reason: verdict }, write: false };
    setTierByHand(account, timeline, { tier, until, lock }, now);
    account.news.seen = true;
    const after = { tier, until, lock };
    return {
      result: { ok: true, tier: account.tier.tier, before },
      item: { audit: [{ actor: author, action: "setTier", subject: `member:${memberId}`, before, after }] },
    };
  });
  return done ?? { ok: false, reason: "unknownMember" };
}

function heldBy({ tier: { tier, hold } }: Account): HeldTier {
  return { tier, hold: hold === null ? null : { ...hold, until: hold.until?.toISOString() ?? null } };
}
