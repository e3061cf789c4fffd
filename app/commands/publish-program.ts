import type { Connection, Database } from "../database.ts";
import type { Program, ProgramError } from "../domain/program.ts";
import { transaction } from "../database.ts";
import { parseProgram, patchProgram } from "../domain/program.ts";
import { versionAt } from "../domain/timeline.ts";
import { followVersion, moveExclusions } from "../ledger/new-version.ts";
import { loadTimeline } from "../ledger/programs.ts";

type Common = { programId: string; author: string; note?: string | null; now: Date };

/** A whole document, or a patch of the program in force when it takes effect; from `effectiveAt` on, by default from now. */
export type PublishProgramInput = Common & { effectiveAt?: Date } & ({ document: unknown } | { patch: unknown });

export type PublishProgramResult =
  { ok: true; version: number; effectiveAt: Date } | { ok: false; errors: ProgramError[] };

/**
 * Publishes a version of the program. A document with any mistake is refused whole and the program in force stays as it was. Nothing
 * already earned changes; new thresholds move nobody until the next review or order (rule 17).
 */
export async function publishProgram(db: Database, input: PublishProgramInput): Promise<PublishProgramResult> {
  const { programId, author, note = null, now } = input;
  const effectiveAt = input.effectiveAt && input.effectiveAt > now ? input.effectiveAt : now;
  const published = await transaction(db, async (connection) => {
    await connection.query("SELECT FROM programs WHERE id = $1 FOR UPDATE", [programId]);
    const timeline = await loadTimeline(connection, programId);
    const inForce = versionAt(timeline, effectiveAt).program;
    const parsed = "document" in input ? parseProgram(input.document) : patchProgram(inForce, input.patch);
    if (!parsed.ok) return parsed;
    const version = Math.max(...timeline.map((each) => each.version)) + 1;
    await insertVersion(connection, { programId, author, note, now, effectiveAt, version, program: parsed.program });
    await followVersion(connection, programId, { version, effectiveAt, program: parsed.program });
    return { ok: true as const, version };
  });
  if (!published.ok) return published;
  const timeline = await loadTimeline(db.pool, programId);
  const made = timeline.find((version) => version.version === published.version);
  // A version for later moves exclusions when it takes effect: `settle` sees to it.
  if (made && effectiveAt <= now) await moveExclusions(db, programId, timeline, made, now);
  return { ok: true, version: published.version, effectiveAt };
}

type NewVersion = Required<Common> & { effectiveAt: Date; version: number; program: Program };

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

/** Publishes an earlier version again, as a new one: history only grows. */
export async function rollBackProgram(
  db: Database,
  input: { programId: string; version: number; author: string; now: Date },
): Promise<PublishProgramResult | { ok: false; reason: "unknownVersion" }> {
  const { programId, version, author, now } = input;
  const timeline = await loadTimeline(db.pool, programId);
  const earlier = timeline.find((each) => each.version === version);
  if (!earlier) return { ok: false, reason: "unknownVersion" };
  return publishProgram(db, { programId, document: earlier.program, author, note: `version ${version}`, now });
}
