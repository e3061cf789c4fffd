import type { Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { MemberView } from "../domain/member-view.ts";
import type { Program } from "../domain/program.ts";
import type { Timeline } from "../domain/timeline.ts";
import { viewMember } from "../domain/member-view.ts";
import { follow } from "../domain/moments.ts";
import { versionAt } from "../domain/timeline.ts";
import { loadEach } from "../ledger/load-accounts.ts";
import { loadTimeline, timelineAt } from "../ledger/programs.ts";
import { Together } from "../ledger/together.ts";

/** A tier that was reached or lost (rule 22), or a code that ends soon: its text is the name, its last day `until`. */
export type MemberNotice = {
  id: string;
  kind: "reached" | "lost" | "codeEnds";
  tier: string;
  name: string;
  at: Date;
  until: string | null;
};

type NoticeRow = Omit<MemberNotice, "until"> & { program_id: string; member_id: string; codeId: string | null };

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

type Asked = {
  programId: string;
  memberId: string;
  now: Date;
  /** The program's revision, where it was just read: then its versions are not asked for again. */
  revision?: string;
  /** Whoever shows no notices spares the question for them. */
  withoutNotices?: true;
};

/** What pages ask for at the same time is read together: three statements cost nearly as much for one member as for many. */
const TOGETHER = { most: 100, worthwhile: 2, batches: 2 };

/** What is asked of one database in this process goes together, whoever asks. */
const queues = new WeakMap<Database, Together<Asked, MemberSummary | null>>();

/**
 * What a member has at a moment, whether a job has run or not: the account is read and followed up to `now`, and nothing is written.
 * A member that was merged into another answers as that one. Null where there is none, or where they were deleted.
 */
export async function readMemberSummary(db: Database, input: Asked): Promise<MemberSummary | null> {
  const queue = queues.get(db) ?? new Together((asked) => readTogether(db, asked), TOGETHER);
  queues.set(db, queue);
  const [summary = null] = await queue.ask([input]);
  return summary;
}

async function readTogether(db: Database, asked: readonly Asked[]): Promise<(MemberSummary | null)[]> {
  const programs = revisionsOf(asked);
  const noticed = asked.filter(({ withoutNotices }) => withoutNotices !== true);
  const [timelines, accounts, notices] = await Promise.all([
    Promise.all([...programs].map(async ([id, revision]) => [id, await versionsOf(db, id, revision)] as const)),
    loadEach(db.pool, asked, { everything: true }),
    noticed.length === 0 ? [] : listNotices(db, noticed),
  ]);
  const timelineOf = new Map(timelines);
  const noticesOf = Map.groupBy(notices, (notice) => `${notice.program_id}/${notice.member_id}`);
  const summaries = asked.map(async ({ programId, memberId, now, ...rest }, index): Promise<MemberSummary | null> => {
    const account = accounts[index]?.account;
    if (account?.deletedAt !== null) return null;
    const { mergedInto } = account;
    if (mergedInto !== null)
      return (await readTogether(db, [{ ...rest, programId, memberId: mergedInto, now }]))[0] ?? null;
    const stored = noticesOf.get(`${programId}/${memberId}`) ?? [];
    return summarise(account, timelineOf.get(programId) ?? [], stored, now);
  });
  return Promise.all(summaries);
}

/** The revision at which each program was just read; undefined where not everybody says one and the same. */
function revisionsOf(asked: readonly Asked[]): Map<string, string | undefined> {
  const revisions = new Map<string, string | undefined>();
  for (const { programId, revision } of asked) {
    const isSame = !revisions.has(programId) || revisions.get(programId) === revision;
    revisions.set(programId, isSame ? revision : undefined);
  }
  return revisions;
}

function versionsOf(db: Database, programId: string, revision: string | undefined): Promise<Timeline> {
  return revision === undefined ? loadTimeline(db.pool, programId) : timelineAt(db.pool, programId, revision);
}

async function listNotices(db: Database, asked: readonly Asked[]): Promise<NoticeRow[]> {
  const { rows } = await db.pool.query<NoticeRow>({
    name: "open-notices",
    text: `SELECT program_id::text, member_id::text, id::text, kind, tier, name, at, code_id::text AS "codeId" FROM notices
        WHERE program_id = ANY ($1::bigint[]) AND member_id = ANY ($2::bigint[]) AND dismissed_at IS NULL ORDER BY notices.id`,
    values: [[...new Set(asked.map(({ programId }) => programId))], asked.map(({ memberId }) => memberId)],
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
  return notices.flatMap(({ program_id: _program, member_id: _member, codeId, ...notice }): MemberNotice[] => {
    if (codeId === null) return [{ ...notice, until: null }];
    const code = codes.find(({ id, status }) => id === codeId && status === "open");
    return code === undefined ? [] : [{ ...notice, until: code.lastDay }];
  });
}
