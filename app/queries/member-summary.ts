import type { Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { MemberView } from "../domain/member-view.ts";
import type { Program } from "../domain/program.ts";
import type { Timeline } from "../domain/timeline.ts";
import { viewMember } from "../domain/member-view.ts";
import { follow } from "../domain/moments.ts";
import { versionAt } from "../domain/timeline.ts";
import { loadAccounts } from "../ledger/load-accounts.ts";
import { loadTimeline } from "../ledger/programs.ts";

/** A tier that was reached or lost (rule 22), or a code that ends soon: its text is the name, its last day `until`. */
export type MemberNotice = {
  id: string;
  kind: "reached" | "lost" | "codeEnds";
  tier: string;
  name: string;
  at: Date;
  until: string | null;
};

type NoticeRow = Omit<MemberNotice, "until"> & { codeId: string | null };

export type MemberSummary = MemberView & {
  programId: string;
  memberId: string;
  /** How often the member was written: what is shown is as of this version. */
  version: string;
  program: Program;
  programVersion: number;
  /** Announced and not dismissed, oldest first (rule 22). */
  notices: MemberNotice[];
  joinedAt: Date | null;
  activeAt: Date | null;
  birthday: string | null;
  asOf: Date;
};

/**
 * What a member has at a moment, whether a job has run or not: the account is read and followed up to `now`, and nothing is written.
 * A member that was merged into another answers as that one. Null where there is none, or where they were deleted.
 */
export async function readMemberSummary(
  db: Database,
  input: { programId: string; memberId: string; now: Date },
): Promise<MemberSummary | null> {
  const { programId, memberId, now } = input;
  const [timeline, account] = await Promise.all([
    loadTimeline(db.pool, programId),
    findAccount(db, programId, memberId),
  ]);
  if (account === null || account.deletedAt !== null) return null;
  if (account.mergedInto !== null) return readMemberSummary(db, { programId, memberId: account.mergedInto, now });
  const stored = await listNotices(db, programId, memberId);
  return summarise(account, timeline, stored, now);
}

async function findAccount(db: Database, programId: string, memberId: string): Promise<Account | null> {
  const loaded = await loadAccounts(db.pool, programId, [memberId], { everything: true });
  return loaded.get(memberId)?.account ?? null;
}

async function listNotices(db: Database, programId: string, memberId: string): Promise<NoticeRow[]> {
  const { rows } = await db.pool.query<NoticeRow>({
    name: "open-notices",
    text: `SELECT id::text, kind, tier, name, at, code_id::text AS "codeId" FROM notices
        WHERE program_id = $1 AND member_id = $2 AND dismissed_at IS NULL ORDER BY notices.id`,
    values: [programId, memberId],
  });
  return rows;
}

function summarise(account: Account, timeline: Timeline, notices: NoticeRow[], now: Date): MemberSummary {
  const version = account.version.toString();
  follow(account, timeline, now);
  const { program, version: programVersion } = versionAt(timeline, now);
  const view = viewMember(account, timeline, now);
  return {
    ...view,
    programId: account.programId,
    memberId: account.memberId,
    version,
    program,
    programVersion,
    notices: stillTrue(notices, view.codes),
    joinedAt: account.joinedAt,
    activeAt: account.activeAt,
    birthday: account.birthday,
    asOf: now,
  };
}

/** A code that ends soon is news only while it is open: used, undone or over, there is nothing to hurry for. */
function stillTrue(notices: readonly NoticeRow[], codes: MemberView["codes"]): MemberNotice[] {
  return notices.flatMap(({ codeId, ...notice }): MemberNotice[] => {
    if (codeId === null) return [{ ...notice, until: null }];
    const code = codes.find(({ id, status }) => id === codeId && status === "open");
    return code === undefined ? [] : [{ ...notice, until: code.lastDay }];
  });
}
