import type { Database } from "../database.ts";
import { parseProgram, type ProgramError } from "../domain/program.ts";
import { readProgramEditor } from "../queries/program-editor.ts";
import { listScheduled } from "../queries/program-in-force.ts";
import { discardDraft, saveDraft } from "./save-draft.ts";
import { publishProgram } from "./publish-program.ts";

/** A part of the program as a page of the admin sends it; anything may be wrong with it. */
export type SectionsInput = {
  programId: string;
  /** The sections as they shall be, whole: { earning: {…} }. What isn't named stays as it is in the draft. */
  sections: Record<string, unknown>;
  /** The revision of the draft that the page was opened with. */
  revision: string;
  publish: boolean;
  author: string;
  now: Date;
};

export type SectionsOutcome =
  /** `review`: it was to be published, but a version waits for its time: that is looked at first. */
  | { ok: true; published: boolean; review?: true }
  | { ok: false; reason: "problems"; problems: ProgramError[] }
  | { ok: false; reason: "changedMeanwhile" };

/**
 * Replaces sections of the draft, or of what is in force where there is no draft, and saves or publishes the result.
 * The whole document is checked; with any mistake nothing is saved. While a version waits for its time, nothing is published past it:
 * the changes become the draft, and the review page sets one against the other. Saving what is in force already leaves no draft behind.
 */
export async function saveProgramSections(db: Database, input: SectionsInput): Promise<SectionsOutcome> {
  const { programId, author, now } = input;
  const editor = await readProgramEditor(db, { programId, now });
  if (editor.revision !== input.revision) return { ok: false, reason: "changedMeanwhile" };
  const parsed = parseProgram({ ...editor.program, ...input.sections });
  if (!parsed.ok) return { ok: false, reason: "problems", problems: parsed.errors };
  const waiting = input.publish ? await listScheduled(db, { programId, now }) : [];
  if (!input.publish || waiting.length > 0) {
    await saveDraft(db, { programId, document: parsed.program, author, now });
    return input.publish ? { ok: true, published: false, review: true } : { ok: true, published: false };
  }
  const published = await publishProgram(db, { programId, document: parsed.program, author, now });
  if (!published.ok) return { ok: false, reason: "problems", problems: published.errors };
  await discardDraft(db, { programId });
  return { ok: true, published: true };
}
