import type { Connection } from "../database.ts";
import type { AdoptedVersion, ProgramVersion, Timeline } from "../domain/timeline.ts";
import { requireProgram } from "../domain/program.ts";
import { parseRational } from "../domain/rational.ts";
import { makeTimeline } from "../domain/timeline.ts";

/** What is kept of a program: its versions, read and checked once, and the revision at which they were all of them. */
type Kept = { revision: string; timeline: Timeline };

const known = new WeakMap<object, Map<string, Kept>>();

/** At which revision of its program a timeline was read. */
const revisions = new WeakMap<Timeline, string>();

type VersionRow = { revision: string; version: number | null; effective_at: Date; document: unknown };

/** All versions of a program but those that were taken back, by when they take effect. Nothing travels while they are as they were. */
export async function loadTimeline(connection: Connection, programId: string): Promise<Timeline> {
  const kept = keptPrograms(connection).get(programId);
  const { rows } = await connection.query<VersionRow>({
    name: "load-timeline",
    text: `SELECT p.revision::text, v.version, v.effective_at, v.document
      FROM programs p LEFT JOIN program_versions v ON v.program_id = p.id AND v.withdrawn_at IS NULL
      WHERE p.id = $1 AND p.revision IS DISTINCT FROM $2::bigint`,
    values: [programId, kept?.revision],
  });
  const [first] = rows;
  if (!first) return kept?.timeline ?? [];
  const versions = rows.flatMap(({ version, effective_at: effectiveAt, document }): ProgramVersion[] =>
    version === null ? [] : [{ version, effectiveAt, program: requireProgram(document) }],
  );
  const timeline = makeTimeline(versions, await loadAdopted(connection, programId));
  revisions.set(timeline, first.revision);
  keptPrograms(connection).set(programId, { revision: first.revision, timeline });
  return timeline;
}

type AdoptedRow = {
  version: number;
  shop_id: string;
  effective_at: Date;
  until: Date;
  factor: string;
  document: unknown;
};

/** What linked shops brought with them (rule 23); the program's revision moves with it. */
async function loadAdopted(connection: Connection, programId: string): Promise<AdoptedVersion[]> {
  const { rows } = await connection.query<AdoptedRow>({
    name: "load-adopted-versions",
    text: `SELECT version, shop_id::text, effective_at, until, factor, document FROM adopted_versions WHERE program_id = $1`,
    values: [programId],
  });
  return rows.map((row) => ({
    version: row.version,
    effectiveAt: row.effective_at,
    program: requireProgram(row.document),
    shopId: row.shop_id,
    until: row.until,
    factor: parseRational(row.factor),
  }));
}

/** The versions of a program at a revision that was just read: from memory, where it is the one that is kept. */
export async function timelineAt(connection: Connection, programId: string, revision: string): Promise<Timeline> {
  const kept = keptPrograms(connection).get(programId);
  return kept?.revision === revision ? kept.timeline : loadTimeline(connection, programId);
}

/** The versions that are kept, without a question to the database; null where none are. Whoever uses it compares the revision. */
export function knownTimeline(connection: Connection, programId: string): Timeline | null {
  return keptPrograms(connection).get(programId)?.timeline ?? null;
}

/** The revision of its program at which a timeline was read; undefined for one that was not read from the database. */
export function revisionOf(timeline: Timeline): string | undefined {
  return revisions.get(timeline);
}

function keptPrograms(connection: object): Map<string, Kept> {
  const programs = known.get(connection) ?? new Map<string, Kept>();
  known.set(connection, programs);
  return programs;
}

/** Forgets a program that was erased: its id is never used again, but memory is not for ever. */
export function forgetProgram(connection: object, programId: string): void {
  keptPrograms(connection).delete(programId);
}
