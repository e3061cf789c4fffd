import type { Database } from "../../app/database.ts";
import type { Program, ProgramError } from "../../app/domain/program.ts";
import type { ProgramChange } from "../../app/domain/program-diff.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { takeBackVersion } from "../../app/commands/scheduled-versions.ts";
import { parseProgram } from "../../app/domain/program.ts";
import { diffPrograms } from "../../app/domain/program-diff.ts";
import { versionAt } from "../../app/domain/timeline.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { CommandError } from "./choose-shop.ts";

/** What a command says, and the exit status that it ends with. */
export type Said = { text: string; status: 0 | 1 };

/** Who the log of changes names. */
const AUTHOR = "npm run program";

type Given = { programId: string; now: Date };

async function programInForce(db: Database, { programId, now }: Given): Promise<{ version: number; program: Program }> {
  const { version, program } = versionAt(await loadTimeline(db.pool, programId), now);
  return { version, program };
}

/** The document in force, complete, as JSON that `import` reads again. */
export async function exportProgram(db: Database, given: Given): Promise<Said> {
  const { program } = await programInForce(db, given);
  return { text: JSON.stringify(program, null, 2), status: 0 };
}

/** What importing the document would change; the status is 1 when it would change anything, as with diff(1). */
export async function diffProgram(db: Database, given: Given & { document: unknown }): Promise<Said> {
  const { version, program } = await programInForce(db, given);
  const parsed = parseProgram(given.document);
  if (!parsed.ok) throw refusal(parsed.errors);
  const changes = diffPrograms(program, parsed.program);
  if (changes.length === 0) return { text: `Nothing differs from version ${version}.`, status: 0 };
  return { text: changes.map(describeChange).join("\n"), status: 1 };
}

/** Publishes the document as a new version; one that changes nothing is not published, one with a mistake is refused whole. */
export async function importProgram(db: Database, given: Given & { document: unknown }): Promise<Said> {
  const { programId, now, document } = given;
  const difference = await diffProgram(db, given);
  if (difference.status === 0) return difference;
  const published = await publishProgram(db, { programId, document, author: AUTHOR, now });
  if (!published.ok) throw refusal(published.errors);
  return { text: `${difference.text}\nPublished as version ${published.version}.`, status: 0 };
}

/** The versions that wait for their time, soonest first. */
export async function listWaiting(db: Database, { programId, now }: Given): Promise<Said> {
  const waiting = (await loadTimeline(db.pool, programId)).filter(({ effectiveAt }) => effectiveAt > now);
  if (waiting.length === 0) return { text: "No version waits for its time.", status: 0 };
  const lines = waiting.map(({ version, effectiveAt }) => `version ${version}: from ${effectiveAt.toISOString()}`);
  return { text: lines.join("\n"), status: 0 };
}

/** Takes a version back that waits for its time; what it says becomes the draft, unless there is one. */
export async function withdrawProgram(db: Database, given: Given & { version: string }): Promise<Said> {
  const { programId, now } = given;
  const version = Number(given.version);
  if (!Number.isSafeInteger(version) || version < 1)
    throw new CommandError(`"${given.version}" is not the number of a version: see \`npm run program -- waiting\`.`);
  const taken = await takeBackVersion(db, { programId, version, author: AUTHOR, now });
  if (taken.ok) {
    const kept = taken.draft ? "What it says is the draft now." : "There is a draft already, which stays as it is.";
    return { text: `Version ${version} was taken back. ${kept}`, status: 0 };
  }
  if (taken.reason === "unknownVersion")
    throw new CommandError(`There is no version ${version} that waits for its time.`);
  throw new CommandError(
    `Version ${version} is in force already, or was: only what waits can be taken back. Publish another one.`,
  );
}

function refusal(errors: readonly ProgramError[]): CommandError {
  const reasons = errors.map(({ path, message }) => `  ${path === "" ? "The document" : path} ${message}.`);
  return new CommandError(`The document is refused, and nothing was changed:\n${reasons.join("\n")}`);
}

function describeChange({ path, before, after }: ProgramChange): string {
  if (before === undefined) return `+ ${path}: ${JSON.stringify(after)}`;
  if (after === undefined) return `- ${path}: ${JSON.stringify(before)}`;
  return `  ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
}

/** Reads the text of a file as JSON; the message of a mistake names the file. */
export function readDocument(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
