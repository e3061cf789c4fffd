import type { Database } from "../database.ts";
import { expiryOf, waitsToBeTold } from "../domain/expiry.ts";
import { follow } from "../domain/moments.ts";
import { versionAt } from "../domain/timeline.ts";
import { loadAccounts } from "../ledger/load-accounts.ts";
import { loadTimeline } from "../ledger/programs.ts";

/** Points whose end comes within so many days are told of together: one mail in place of one for each lot. */
const TOLD_TOGETHER_DAYS = 30;
/** The first mail goes out so many days before an end; should it fail, another week is left to try. */
export const TOLD_BEFORE_DAYS = 14;
const DAY_MS = 86_400_000;

export type LotToTell = { no: number; points: bigint; end: Date };
export type LotsToTell = { memberId: string; zone: string; lots: LotToTell[]; due: boolean };

/**
 * The lots of members whose end has to be told of, soonest first; `due` says whether one of them ends within the days in which a mail
 * goes out. A member that was merged away or deleted has none.
 */
export async function readLotsToTell(
  db: Database,
  input: { programId: string; memberIds: readonly string[]; now: Date },
): Promise<LotsToTell[]> {
  const { programId, memberIds, now } = input;
  const [timeline, loaded] = await Promise.all([
    loadTimeline(db.pool, programId),
    loadAccounts(db.pool, programId, memberIds),
  ]);
  const zone = versionAt(timeline, now).program.timeZone;
  return [...loaded.values()].map(({ account }) => {
    follow(account, timeline, now);
    const gone = account.mergedInto !== null || account.deletedAt !== null;
    const waiting = gone ? [] : [...account.lots.values()].filter((lot) => waitsToBeTold(lot, account, timeline, now));
    const lots = waiting.flatMap((lot): LotToTell[] => {
      const end = expiryOf(lot, account, timeline, now);
      return end === null || isBeyond(end, now, TOLD_TOGETHER_DAYS) ? [] : [{ no: lot.no, points: lot.remaining, end }];
    });
    lots.sort((a, b) => a.end.getTime() - b.end.getTime() || a.no - b.no);
    const due = lots.some((lot) => !isBeyond(lot.end, now, TOLD_BEFORE_DAYS));
    return { memberId: account.memberId, zone, lots, due };
  });
}

function isBeyond(end: Date, now: Date, days: number): boolean {
  return end.getTime() > now.getTime() + days * DAY_MS;
}
