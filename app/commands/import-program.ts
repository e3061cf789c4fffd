import type { Database } from "../database.ts";
import { parseProgram, type ProgramError } from "../domain/program.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { saveDraft } from "./save-draft.ts";

export type ImportOutcome =
  | { ok: true }
  /** `problems` are those of the document, with the places where they are. */
  | { ok: false; problem: "notJson" | "otherCurrency" | "refused"; problems: ProgramError[] };

/**
 * Makes a program's document from a file the draft: nothing is in force before somebody has looked at it and publishes it. The time zone
 * stays the shop's own. A program in another currency is refused, because its amounts would mean something else.
 */
export async function importProgram(
  db: Database,
  input: { programId: string; text: string; author: string; now: Date },
): Promise<ImportOutcome> {
  const { programId, author, now } = input;
  const document = readObject(input.text);
  if (document === null) return { ok: false, problem: "notJson", problems: [] };
  const { program } = await readProgram(db, { programId, now });
  const currency = document["currency"];
  if (typeof currency === "string" && currency !== program.currency)
    return { ok: false, problem: "otherCurrency", problems: [] };
  const parsed = parseProgram({ ...document, timeZone: program.timeZone });
  if (!parsed.ok) return { ok: false, problem: "refused", problems: parsed.errors };
  await saveDraft(db, { programId, document: parsed.program, author, now });
  return { ok: true };
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
