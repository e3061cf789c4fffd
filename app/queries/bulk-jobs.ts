import type { Database } from "../database.ts";
import { readMemberFilter, memberConditions, MEMBERS, Values } from "./member-filter.ts";
import { readProgram } from "./program-in-force.ts";

/** What is done to each member of a job. Points are decimal text, an end is ISO 8601: both are kept as JSON. */
export type BulkChange =
  | { kind: "adjust"; params: { points: string; reason: string } }
  | { kind: "setTier"; params: { tier: string | null; until: string | null; lock: boolean } };

/** A change of many members, how far it is, and whether it can still be undone. */
export type BulkLine = {
  jobId: string;
  programId: string;
  status: "listing" | "working" | "done";
  author: string;
  at: Date;
  finishedAt: Date | null;
  total: number;
  changed: number;
  skipped: number;
  /** The job that this one undoes, and the one that undoes this. */
  undoes: string | null;
  undoneBy: string | null;
} & BulkChange;

const COLUMNS = `j.id::text AS "jobId", j.program_id::text AS "programId", j.kind, j.params, j.status, j.author, j.at,
  j.finished_at AS "finishedAt", j.total, j.changed, j.skipped, j.undoes::text AS undoes,
  (SELECT u.id::text FROM bulk_jobs u WHERE u.program_id = j.program_id AND u.undoes = j.id) AS "undoneBy"`;

/** Jobs that are not done, of every program, oldest first: what the worker has to do. */
export async function listOpenBulkJobs(db: Database): Promise<(BulkLine & { status: "listing" | "working" })[]> {
  const { rows } = await db.pool.query<BulkLine & { status: "listing" | "working" }>(
    `SELECT ${COLUMNS} FROM bulk_jobs j WHERE j.status <> 'done' ORDER BY j.id LIMIT 20`,
  );
  return rows;
}

/** One job of a program; null where there is none. */
export async function readBulkJob(db: Database, input: { programId: string; jobId: string }): Promise<BulkLine | null> {
  const { rows } = await db.pool.query<BulkLine>(
    `SELECT ${COLUMNS} FROM bulk_jobs j WHERE j.program_id = $1 AND j.id = $2`,
    [input.programId, input.jobId],
  );
  return rows[0] ?? null;
}

/** The newest jobs of a program, newest first. */
export async function listBulkJobs(db: Database, input: { programId: string; limit: number }): Promise<BulkLine[]> {
  const { rows } = await db.pool.query<BulkLine>(
    `SELECT ${COLUMNS} FROM bulk_jobs j WHERE j.program_id = $1 ORDER BY j.id DESC LIMIT $2`,
    [input.programId, input.limit],
  );
  return rows;
}

/** Members whom a job left as they were, by why. */
export async function listSkipped(
  db: Database,
  input: { programId: string; jobId: string; limit: number },
): Promise<{ memberId: string; reason: string }[]> {
  const { rows } = await db.pool.query<{ memberId: string; reason: string }>(
    `SELECT member_id::text AS "memberId", reason FROM bulk_items
     WHERE program_id = $1 AND job_id = $2 AND status = 'skipped' ORDER BY bulk_items.member_id LIMIT $3`,
    [input.programId, input.jobId, input.limit],
  );
  return rows;
}

/** What a change would meet: how many members, how many take no part, and how many have fewer points than would be taken. */
export type BulkPreview = {
  members: number;
  excluded: number;
  short: number;
  tiers: { tier: string | null; members: number }[];
};

/** Looks at the members of a selection as they are now. The only page query that grows with its answer: staff ask for it. */
export async function previewBulk(
  db: Database,
  input: {
    programId: string;
    selection: { memberIds: readonly string[] } | { filter: string };
    taking: bigint;
    now: Date;
  },
): Promise<BulkPreview> {
  const { programId, selection, taking, now } = input;
  const values = new Values([programId, taking]);
  const { program } = await readProgram(db, { programId, now });
  const filter = "filter" in selection ? readMemberFilter(new URLSearchParams(selection.filter)) : {};
  const conditions = ["m.program_id = $1", ...memberConditions(MEMBERS, filter, { program, now }, values)];
  if ("memberIds" in selection) conditions.push(`m.id = ANY(${values.add(selection.memberIds, "bigint[]")})`);
  const { rows } = await db.pool.query<{ tier: string | null; members: number; excluded: number; short: number }>(
    `SELECT m.tier, count(*)::int AS members, (count(*) FILTER (WHERE m.excluded))::int AS excluded,
       (count(*) FILTER (WHERE m.available < $2::bigint))::int AS short
     FROM members m WHERE ${conditions.join(" AND ")} GROUP BY m.tier ORDER BY count(*) DESC`,
    values.list,
  );
  const sum = (key: "members" | "excluded" | "short") => rows.reduce((total, row) => total + row[key], 0);
  return {
    members: sum("members"),
    excluded: sum("excluded"),
    short: sum("short"),
    tiers: rows.map(({ tier, members }) => ({ tier, members })),
  };
}
