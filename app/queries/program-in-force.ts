import type { Database } from "../database.ts";
import { requireProgram } from "../domain/program.ts";
import type { Program } from "../domain/program.ts";
import { versionAt } from "../domain/timeline.ts";
import { loadTimeline, timelineAt } from "../ledger/programs.ts";

export type ProgramInForce = { version: number; program: Program; effectiveAt: Date };

/** The program in force at a moment. */
export async function readProgram(db: Database, input: { programId: string; now: Date }): Promise<ProgramInForce> {
  return versionAt(await loadTimeline(db.pool, input.programId), input.now);
}

/** The same where the revision of the program was just read: from memory, as long as the versions are as they were. */
export async function readProgramAt(
  db: Database,
  input: { programId: string; revision: string; now: Date },
): Promise<ProgramInForce> {
  return versionAt(await timelineAt(db.pool, input.programId, input.revision), input.now);
}

export type VersionLine = {
  version: number;
  /** When it took or takes effect; of a version that was taken back, when it would have. */
  effectiveAt: Date;
  publishedAt: Date;
  author: string;
  note: string | null;
  /** When it was taken back before it took effect, and by whom; null where it was not. */
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
};

/** Every published version, newest first. */
export async function listVersions(db: Database, input: { programId: string }): Promise<VersionLine[]> {
  const { rows } = await db.pool.query<VersionLine>(
    `SELECT version, coalesce(planned_for, effective_at) AS "effectiveAt", published_at AS "publishedAt", author, note,
       withdrawn_at AS "withdrawnAt", withdrawn_by AS "withdrawnBy"
     FROM program_versions WHERE program_id = $1 ORDER BY version DESC`,
    [input.programId],
  );
  return rows;
}

export type ShownVersion = { line: VersionLine; before: Program | null; program: Program };

/** The newest versions with their documents, the newest first, each beside the program that it followed or would have followed. */
export async function listShownVersions(
  db: Database,
  input: { programId: string; limit: number },
): Promise<ShownVersion[]> {
  const [timeline, lines, { rows }] = await Promise.all([
    loadTimeline(db.pool, input.programId),
    listVersions(db, input),
    db.pool.query<{ version: number; document: unknown }>(
      "SELECT version, document FROM program_versions WHERE program_id = $1 ORDER BY version DESC LIMIT $2",
      [input.programId, input.limit],
    ),
  ]);
  const documents = new Map(rows.map((row) => [row.version, row.document]));
  return lines.slice(0, input.limit).map((line) => {
    const earlier = timeline.filter((other) => comesBefore(other, line));
    return { line, before: earlier.at(-1)?.program ?? null, program: requireProgram(documents.get(line.version)) };
  });
}

function comesBefore(other: ProgramInForce, line: VersionLine): boolean {
  const difference = other.effectiveAt.getTime() - line.effectiveAt.getTime();
  return difference < 0 || (difference === 0 && other.version < line.version);
}

/** The document of a version as it was published, whether it was taken back or not; null where there is none. */
export async function readDocument(db: Database, input: { programId: string; version: number }): Promise<unknown> {
  const { rows } = await db.pool.query<{ document: unknown }>(
    "SELECT document FROM program_versions WHERE program_id = $1 AND version = $2",
    [input.programId, input.version],
  );
  return rows[0]?.document ?? null;
}

/** Versions that wait for their time, the next first. */
export async function listScheduled(db: Database, input: { programId: string; now: Date }): Promise<ProgramInForce[]> {
  const timeline = await loadTimeline(db.pool, input.programId);
  return timeline.filter((version) => version.effectiveAt > input.now);
}

/** One version and when it takes effect; null where there is none, or where it was taken back. */
export async function readVersion(
  db: Database,
  input: { programId: string; version: number },
): Promise<ProgramInForce | null> {
  const timeline = await loadTimeline(db.pool, input.programId);
  return timeline.find((each) => each.version === input.version) ?? null;
}

export type ProgramDraft = { document: unknown; basedOn: number; author: string; updatedAt: Date };

/** The draft that is being worked on, null where there is none. */
export async function readDraft(db: Database, input: { programId: string }): Promise<ProgramDraft | null> {
  const { rows } = await db.pool.query<ProgramDraft>(
    `SELECT document, based_on AS "basedOn", author, updated_at AS "updatedAt" FROM program_drafts WHERE program_id = $1`,
    [input.programId],
  );
  return rows[0] ?? null;
}
