import type { Connection, Database } from "../database.ts";
import type { Program, ProgramError } from "../domain/program.ts";
import { transaction } from "../database.ts";
import { parseProgram, patchProgram } from "../domain/program.ts";
import { tooMuchToShow } from "../domain/program-metafield.ts";
import { versionAt } from "../domain/timeline.ts";
import { followVersion, moveExclusions } from "../ledger/new-version.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { readDocument } from "../queries/program-in-force.ts";
import { withdrawVersion } from "./withdraw-version.ts";

type Common = {
  programId: string;
  author: string;
  note?: string | null;
  /** Versions that wait for their time and are taken back with this publication; those that are in force by now stay. */
  takeBack?: readonly number[];
  now: Date;
};

/** A whole document, or a patch of the program in force when it takes effect; from `effectiveAt` on, by default from now. */
export type PublishProgramInput = Common & { effectiveAt?: Date } & ({ document: unknown } | { patch: unknown });

export type PublishProgramResult =
  { ok: true; version: number; effectiveAt: Date } | { ok: false; errors: ProgramError[] };

/**
 * Publishes a version of the program. A document with any mistake is refused whole and the program in force stays as it was. Nothing
 * already earned changes; new thresholds move nobody until the next review or order (rule 17).
 */
export async function publishProgram(db: Database, input: PublishProgramInput): Promise<PublishProgramResult> {
  const { programId, now } = input;
  const published = await transaction(db, (connection) => publishWithin(connection, input));
  if (!published.ok) return published;
  const timeline = await loadTimeline(db.pool, programId);
  const made = timeline.find((version) => version.version === published.version);
  // A version for later moves exclusions when it takes effect: `settle` sees to it.
  if (made && published.effectiveAt <= now) await moveExclusions(db, programId, timeline, made, now);
  return published;
}

/** The same in a transaction that does more; exclusions of a version that takes effect at once are left to the caller. */
export async function publishWithin(connection: Connection, input: PublishProgramInput): Promise<PublishProgramResult> {
  const { programId, author, note = null, takeBack = [], now } = input;
  const effectiveAt = input.effectiveAt && input.effectiveAt > now ? input.effectiveAt : now;
  await connection.query("SELECT FROM programs WHERE id = $1 FOR UPDATE", [programId]);
  const timeline = await loadTimeline(connection, programId);
  const inForce = versionAt(timeline, effectiveAt).program;
  const parsed = "document" in input ? parseProgram(input.document) : patchProgram(inForce, input.patch);
  if (!parsed.ok) return parsed;
  const tooMuch = tooMuchToShow(parsed.program, Math.max(...timeline.map((each) => each.version)) + 1);
  if (tooMuch !== null) return { ok: false, errors: [tooMuch] };
  for (const scheduled of takeBack) await withdrawVersion(connection, { programId, version: scheduled, author, now });
  const version = await nextVersion(connection, programId);
  await insertVersion(connection, { programId, author, note, now, effectiveAt, version, program: parsed.program });
  await followVersion(connection, programId, { version, effectiveAt, program: parsed.program });
  return { ok: true, version, effectiveAt };
}

/** Numbers of versions that were taken back are not given again. */
async function nextVersion(connection: Connection, programId: string): Promise<number> {
  const { rows } = await connection.query<{ next: number | null }>(
    "SELECT max(version) + 1 AS next FROM program_versions WHERE program_id = $1",
    [programId],
  );
  const next = rows[0]?.next ?? null;
  if (next === null) throw new Error(`program ${programId} has no version`);
  return next;
}

type NewVersion = Required<Omit<Common, "takeBack">> & { effectiveAt: Date; version: number; program: Program };

async function insertVersion(connection: Connection, made: NewVersion): Promise<void> {
  await connection.query(
    `INSERT INTO program_versions (program_id, version, document, effective_at, published_at, author, note)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [made.programId, made.version, made.program, made.effectiveAt, made.now, made.author, made.note],
  );
  await connection.query(
    `INSERT INTO audit_log (program_id, at, actor, action, subject, after) VALUES ($1, $2, $3, 'publishProgram', $4, $5)`,
    [
      made.programId,
      made.now,
      made.author,
      `version:${made.version}`,
      { effectiveAt: made.effectiveAt, note: made.note },
    ],
  );
}

/** Publishes an earlier version again, also one that was taken back, as a new one: history only grows. */
export async function rollBackProgram(
  db: Database,
  input: { programId: string; version: number; author: string; takeBack?: readonly number[]; now: Date },
): Promise<PublishProgramResult | { ok: false; reason: "unknownVersion" }> {
  const { version, ...rest } = input;
  const document = await readDocument(db, input);
  if (document === null) return { ok: false, reason: "unknownVersion" };
  return publishProgram(db, { ...rest, document, note: `version ${version}` });
}
