import { type Connection, type Database, transaction } from "../database.ts";
import { findLevel, type Program } from "../domain/program.ts";
import type { BulkChange } from "../queries/bulk-jobs.ts";
import { memberConditions, MEMBERS, readMemberFilter, Values } from "../queries/member-filter.ts";
import { readProgram } from "../queries/program-in-force.ts";

/** The members themselves, or all who are of a filter (written as the list's address) when the job begins. */
export type BulkSelection = { memberIds: readonly string[] } | { filter: string };

export type StartBulkInput = {
  programId: string;
  change: BulkChange;
  selection: BulkSelection;
  author: string;
  /** The same key a second time is the same job. */
  key: string;
  now: Date;
};

export type StartBulkResult = { ok: true; jobId: string } | { ok: false; reason: BulkProblem };
export type BulkProblem =
  | "zero"
  | "reasonMissing"
  | "unknownTier"
  | "endsBeforeNow"
  | "nobody"
  | "alreadyUndone"
  | "notFinished"
  | "unknownJob";

/** How many members one step lists. */
const LISTED_AT_ONCE = 2_000;

/** Begins a change for many members. Nothing is changed yet: the worker lists the members, then changes them one after the other. */
export async function startBulkJob(db: Database, input: StartBulkInput): Promise<StartBulkResult> {
  const { programId, change, selection, author, key, now } = input;
  const { program } = await readProgram(db, { programId, now });
  const problem = problemOf(change, program, now);
  if (problem !== null) return { ok: false, reason: problem };
  if ("memberIds" in selection && selection.memberIds.length === 0) return { ok: false, reason: "nobody" };
  return transaction(db, async (connection) => {
    const filter = "filter" in selection ? selection.filter : null;
    const jobId = await insertJob(connection, { programId, change, filter, author, key, undoes: null, now });
    if (jobId === null) return { ok: true, jobId: await jobOfKey(connection, programId, key) };
    if ("memberIds" in selection) await listChosen(connection, programId, jobId, selection.memberIds);
    return { ok: true, jobId };
  });
}

/** Goes back to how it was before a job that is done: the opposite points, the tier as it was held. Once for each job. */
export async function undoBulkJob(
  db: Database,
  input: { programId: string; jobId: string; author: string; now: Date },
): Promise<StartBulkResult> {
  const { programId, jobId, author, now } = input;
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<{
      kind: BulkChange["kind"];
      params: BulkChange["params"];
      status: string;
      undoes: string | null;
    }>(
      "SELECT kind, params, status, undoes::text AS undoes FROM bulk_jobs WHERE program_id = $1 AND id = $2 FOR UPDATE",
      [programId, jobId],
    );
    const job = rows[0];
    if (job === undefined || job.undoes !== null) return { ok: false, reason: "unknownJob" };
    if (job.status !== "done") return { ok: false, reason: "notFinished" };
    const change = { kind: job.kind, params: job.params } as BulkChange;
    const key = `undo:${jobId}`;
    const undoId = await insertJob(connection, { programId, change, filter: null, author, key, undoes: jobId, now });
    if (undoId === null) return { ok: false, reason: "alreadyUndone" };
    await connection.query(
      `INSERT INTO bulk_items (program_id, job_id, member_id, before)
       SELECT program_id, $3, member_id, before FROM bulk_items WHERE program_id = $1 AND job_id = $2 AND status = 'changed'`,
      [programId, jobId, undoId],
    );
    await beginWork(connection, programId, undoId);
    return { ok: true, jobId: undoId };
  });
}

function problemOf(change: BulkChange, program: Program, now: Date): BulkProblem | null {
  if (change.kind === "adjust") {
    if (BigInt(change.params.points) === 0n) return "zero";
    return change.params.reason.trim() === "" ? "reasonMissing" : null;
  }
  const { tier, until } = change.params;
  if (tier !== null && findLevel(program, tier) === null) return "unknownTier";
  return until !== null && new Date(until) <= now ? "endsBeforeNow" : null;
}

type NewJob = {
  programId: string;
  change: BulkChange;
  filter: string | null;
  author: string;
  key: string;
  undoes: string | null;
  now: Date;
};

/** The new job's id, or null where there is one with the key. */
async function insertJob(connection: Connection, job: NewJob): Promise<string | null> {
  const { programId, change, filter, author, key, undoes, now } = job;
  const { rows } = await connection.query<{ id: string }>(
    `INSERT INTO bulk_jobs (program_id, kind, params, filter, status, author, key, undoes, at)
     VALUES ($1, $2, $3, $4, 'listing', $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING bulk_jobs.id::text AS id`,
    [programId, change.kind, JSON.stringify(change.params), filter, author, key, undoes, now],
  );
  const id = rows[0]?.id;
  if (id === undefined) return null;
  await connection.query(
    "INSERT INTO audit_log (program_id, at, actor, action, subject, after) VALUES ($1, $2, $3, $4, $5, $6)",
    [
      programId,
      now,
      author,
      undoes === null ? "startBulkJob" : "undoBulkJob",
      `job:${id}`,
      { ...change, filter, undoes },
    ],
  );
  return id;
}

async function jobOfKey(connection: Connection, programId: string, key: string): Promise<string> {
  const { rows } = await connection.query<{ id: string }>(
    "SELECT bulk_jobs.id::text AS id FROM bulk_jobs WHERE program_id = $1 AND key = $2",
    [programId, key],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`the bulk job of key ${key} is gone`);
  return id;
}

/** Ids that are none of the program's members are left out: they came from outside. */
async function listChosen(
  connection: Connection,
  programId: string,
  jobId: string,
  memberIds: readonly string[],
): Promise<void> {
  await connection.query(
    `INSERT INTO bulk_items (program_id, job_id, member_id)
     SELECT program_id, $2, id FROM members
     WHERE program_id = $1 AND id = ANY($3::bigint[]) AND merged_into IS NULL AND deleted_at IS NULL`,
    [programId, jobId, memberIds],
  );
  await beginWork(connection, programId, jobId);
}

async function beginWork(connection: Connection, programId: string, jobId: string): Promise<void> {
  await connection.query(
    `UPDATE bulk_jobs SET status = 'working',
       total = (SELECT count(*) FROM bulk_items i WHERE i.program_id = $1 AND i.job_id = $2)
     WHERE program_id = $1 AND id = $2`,
    [programId, jobId],
  );
}

/**
 * Lists the next of a filter's members for a job; answers whether all are listed. The place is kept in the same transaction, so that
 * nobody is listed twice or left out, wherever the process dies.
 */
export async function listBulkMembers(db: Database, job: { programId: string; jobId: string }): Promise<boolean> {
  const { programId, jobId } = job;
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<{ filter: string; at: Date; cursor: string; status: string }>(
      "SELECT filter, at, cursor::text AS cursor, status FROM bulk_jobs WHERE program_id = $1 AND id = $2 FOR UPDATE",
      [programId, jobId],
    );
    const found = rows[0];
    if (found?.status !== "listing") return true;
    const { program } = await readProgram(db, { programId, now: found.at });
    const values = new Values([programId, jobId, found.cursor, LISTED_AT_ONCE]);
    const filter = readMemberFilter(new URLSearchParams(found.filter));
    const conditions = memberConditions(MEMBERS, filter, { program, now: found.at }, values).join(" AND ");
    const { rows: listed } = await connection.query<{ last: string | null; count: number }>(
      `WITH listed AS (
         INSERT INTO bulk_items (program_id, job_id, member_id)
         SELECT m.program_id, $2, m.id FROM members m WHERE m.program_id = $1 AND m.id > $3 AND ${conditions}
         ORDER BY m.id LIMIT $4 RETURNING member_id
       ) SELECT max(member_id)::text AS last, count(*)::int AS count FROM listed`,
      values.list,
    );
    const { last = null, count = 0 } = listed[0] ?? {};
    if (last !== null)
      await connection.query("UPDATE bulk_jobs SET cursor = $3 WHERE program_id = $1 AND id = $2", [
        programId,
        jobId,
        last,
      ]);
    if (count === LISTED_AT_ONCE) return false;
    await beginWork(connection, programId, jobId);
    return true;
  });
}
