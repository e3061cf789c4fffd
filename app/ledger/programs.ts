import type { Connection } from "../database.ts";
import type { ProgramVersion, Timeline } from "../domain/timeline.ts";
import { requireProgram } from "../domain/program.ts";
import { makeTimeline } from "../domain/timeline.ts";

/** Published versions never change, so what has been read and checked once is kept, for each program by its number. */
const known = new WeakMap<object, Map<string, Map<number, ProgramVersion>>>();

type VersionRow = { version: number; effective_at: Date; document: unknown };

/** All versions of a program, by when they take effect. Only versions that were not read before travel. */
export async function loadTimeline(connection: Connection, programId: string): Promise<Timeline> {
  const kept = keptVersions(connection, programId);
  const { rows } = await connection.query<VersionRow>({
    name: "load-timeline",
    text: `SELECT version, effective_at, document FROM program_versions WHERE program_id = $1 AND NOT version = ANY ($2::int[])`,
    values: [programId, [...kept.keys()]],
  });
  for (const row of rows) {
    const { version, effective_at: effectiveAt, document } = row;
    kept.set(version, { version, effectiveAt, program: requireProgram(document) });
  }
  return makeTimeline([...kept.values()]);
}

function keptVersions(connection: object, programId: string): Map<number, ProgramVersion> {
  const programs = known.get(connection) ?? new Map<string, Map<number, ProgramVersion>>();
  const versions = programs.get(programId) ?? new Map<number, ProgramVersion>();
  known.set(connection, programs);
  programs.set(programId, versions);
  return versions;
}

/** Forgets a program that was erased: its id is never used again, but memory is not for ever. */
export function forgetProgram(connection: object, programId: string): void {
  known.get(connection)?.delete(programId);
}
