import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openStoreDatabase } from "./open-database.ts";
import { chooseProgram, CommandError } from "./program/choose-shop.ts";
import {
  diffProgram,
  exportProgram,
  importProgram,
  listWaiting,
  readDocument,
  withdrawProgram,
} from "./program/commands.ts";
import type { Said } from "./program/commands.ts";

/**
 * The program as code: `npm run program -- export`, `import FILE`, `diff FILE`, `waiting`, `withdraw VERSION`, with `--shop DOMAIN`
 * where the database holds several programs. Exit status: 0 done, 1 the documents differ, 2 refused.
 */
const USAGE = `Usage:
  npm run program -- export [--shop DOMAIN]        write the program in force to standard output
  npm run program -- diff FILE [--shop DOMAIN]     what importing the file would change
  npm run program -- import FILE [--shop DOMAIN]   publish the file as a new version
  npm run program -- waiting [--shop DOMAIN]       the versions that wait for their time
  npm run program -- withdraw VERSION [--shop DOMAIN]   take a version back that waits for its time
FILE is a JSON document (docs/program.schema.json), or - for standard input.`;

function readInput(file: string | undefined): unknown {
  if (file === undefined) throw new CommandError(USAGE);
  try {
    return readDocument(readFileSync(file === "-" ? 0 : file, "utf8"), file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function run(): Promise<Said> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { shop: { type: "string" } } });
  const [verb, file, ...rest] = positionals;
  const takesNothing = verb === "export" || verb === "waiting";
  if (rest.length > 0 || takesNothing !== (file === undefined)) throw new CommandError(USAGE);
  const document = verb === "diff" || verb === "import" ? readInput(file) : null;
  const store = await openStoreDatabase();
  const { db } = store;
  try {
    const given = { programId: await chooseProgram(db, values.shop ?? null), now: new Date() };
    switch (verb) {
      case "export":
        return await exportProgram(db, given);
      case "diff":
        return await diffProgram(db, { ...given, document });
      case "import":
        return await importProgram(db, { ...given, document });
      case "waiting":
        return await listWaiting(db, given);
      case "withdraw":
        return await withdrawProgram(db, { ...given, version: file ?? "" });
      default:
        throw new CommandError(USAGE);
    }
  } finally {
    await store.close();
  }
}

try {
  const said = await run();
  console.log(said.text);
  process.exitCode = said.status;
} catch (error) {
  const isMistake = error instanceof CommandError || (error instanceof TypeError && "code" in error);
  if (!isMistake) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
