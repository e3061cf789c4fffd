import type { Database } from "../database.ts";
import { requireProgram, type Program } from "../domain/program.ts";
import { readDraft, readProgram } from "./program-in-force.ts";

/** What the program's pages work on. */
export type ProgramEditorState = {
  /** The draft if there is one, else what is in force. */
  program: Program;
  hasDraft: boolean;
  /** The version in force. */
  version: number;
  /** Changes whenever somebody saves or publishes: a form that was opened with another one is refused. */
  revision: string;
};

/** The program as it is being edited, and what is needed to notice that somebody else edits it too. */
export async function readProgramEditor(
  db: Database,
  input: { programId: string; now: Date },
): Promise<ProgramEditorState> {
  const [published, draft] = await Promise.all([readProgram(db, input), readDraft(db, input)]);
  return {
    program: draft === null ? published.program : requireProgram(draft.document),
    hasDraft: draft !== null,
    version: published.version,
    revision: `${published.version}/${draft === null ? "none" : draft.updatedAt.toISOString()}`,
  };
}
