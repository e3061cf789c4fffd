import type { Database } from "../database.ts";
import type { ProgramError } from "../domain/program.ts";
import { readProgramEditor } from "../queries/program-editor.ts";
import { publishProgram } from "./publish-program.ts";
import { discardDraft } from "./save-draft.ts";

export type PublishDraftOutcome =
  | { ok: true; version: number }
  | { ok: false; reason: "changedMeanwhile" }
  | { ok: false; reason: "problems"; problems: ProgramError[] };

type Input = {
  programId: string;
  revision: string;
  author: string;
  /** When it takes effect; left out: at once. */
  effectiveAt?: Date;
  /** Versions that wait for their time and are taken back with it. */
  takeBack?: readonly number[];
  now: Date;
};

/** Publishes the draft if it is still the one with this revision: nobody publishes what they have not seen. */
export async function publishDraft(db: Database, input: Input): Promise<PublishDraftOutcome> {
  const { programId, revision, now, ...rest } = input;
  const editor = await readProgramEditor(db, { programId, now });
  if (!editor.hasDraft || editor.revision !== revision) return { ok: false, reason: "changedMeanwhile" };
  const published = await publishProgram(db, { ...rest, programId, document: editor.program, now });
  if (!published.ok) return { ok: false, reason: "problems", problems: published.errors };
  await discardDraft(db, { programId });
  return { ok: true, version: published.version };
}
