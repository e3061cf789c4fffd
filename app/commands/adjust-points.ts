import type { Database } from "../database.ts";
import { takeByHand } from "../domain/debits.ts";
import { credit } from "../domain/lots.ts";
import { changeMember } from "../ledger/change-members.ts";

export type AdjustPointsInput = {
  programId: string;
  memberId: string;
  /** Points to give, or to take where negative. */
  points: bigint;
  reason: string;
  author: string;
  /** The lot that points are taken from before any other: that of an adjustment which is undone. */
  lot?: number | null;
  /** The same key a second time changes nothing. */
  key: string;
  now: Date;
};

export type AdjustPointsResult =
  { ok: true; available: bigint; debt: bigint; repeated: boolean } | { ok: false; reason: "unknownMember" | "zero" };

/** Rules 8 and 9: staff give or take points. What is taken beyond the balance follows the program's `debt`. */
export async function adjustPoints(db: Database, input: AdjustPointsInput): Promise<AdjustPointsResult> {
  const { programId, memberId, points, now } = input;
  if (points === 0n) return { ok: false, reason: "zero" };
  const key = `adjust:${memberId}:${input.key}`;
  const done = await changeMember<AdjustPointsResult>(db, { programId, memberId, now }, (account, timeline) => {
    if (account.mergedInto !== null) return { result: { ok: false, reason: "unknownMember" }, write: false };
    const no = account.entryCount + 1;
    const before = { available: account.available, debt: account.debt };
    if (points > 0n) credit(account, timeline, { kind: "adjusted", points, earnedAt: now, availableAt: now, now, key });
    else takeByHand(account, timeline, { points: -points, lot: input.lot ?? null, key, now });
    const { available, debt } = account;
    return {
      result: { ok: true, available, debt, repeated: false },
      already: { ok: true, ...before, repeated: true },
      item: {
        notes: [{ memberId, no, author: input.author, reason: input.reason }],
        audit: [
          {
            actor: input.author,
            action: "adjustPoints",
            subject: `member:${memberId}`,
            after: { points: points.toString() },
          },
        ],
      },
    };
  });
  return done ?? { ok: false, reason: "unknownMember" };
}
