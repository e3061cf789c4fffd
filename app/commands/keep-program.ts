import type { Database } from "../database.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { publishProgram } from "./publish-program.ts";

/**
 * Staff have looked at the program that their shop began with, and keep it: it is published as it is, under their name. Once somebody has
 * published, there is nothing left to keep.
 */
export async function keepProgram(
  db: Database,
  input: { programId: string; author: string; now: Date },
): Promise<void> {
  const { program, version } = await readProgram(db, input);
  if (version > 1) return;
  const published = await publishProgram(db, { ...input, document: program });
  if (!published.ok) throw new Error("the program in force can't be published");
}
