import type { Database } from "../database.ts";
import type { ProgramError } from "../domain/program.ts";
import { readProgramEditor } from "../queries/program-editor.ts";
import { publishProgram } from "./publish-program.ts";
import { discardDraft } from "./save-draft.ts";

export type PublishDraftOutcome =
  | { ok: true; version: number }
  | { ok: false; reason: "changedMeanwhile" }
  | { ok: false; reason: "problems"; problems: ProgramError[] };

type Input = { programId: string; revision: string; author: string; now: Date };

/** Publishes the draft if it is still the one with this revision: nobody publishes what they have not seen. */
export async function publishDraft(db: Database, input: Input): Promise<PublishDraftOutcome> {
  const { programId, author, now } = input;
  const editor = await readProgramEditor(db, { programId, now });
  if (!editor.hasDraft || editor.revision !== input.revision) return { ok: false, reason: "changedMeanwhile" };
  const published = await publishProgram(db, { programId, document: editor.program, author, now });
  if (!published.ok) return { ok: false, reason: "problems", problems: published.errors };
  await discardDraft(db, { programId });
  return { ok: true, version: published.version };
}
