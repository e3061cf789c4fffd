import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ParseArgsOptionsConfig } from "node:util";
import pg from "pg";
import type { Bench, Described, Outcome, Settings } from "./bench.ts";
import type { DatabaseServer } from "../database/embedded.ts";
import { ensureDatabase, startDatabase } from "../database/embedded.ts";
import { migrate } from "../database/migrate.ts";
import { lineOf } from "./bench.ts";
import { BENCHES, WHOLE_BENCHES } from "./benches.ts";
import { openGround } from "./ground.ts";

const DATA_DIR = fileURLToPath(new URL("../.data/bench", import.meta.url));
const DATABASE = "laurel_bench";

/** What the shop of the largest bench looks up fits into it, as on a server that was set up for so many members. */
const SHARED_BUFFERS = "4GB";

const OPTIONS = {
  members: { type: "string" },
  rounds: { type: "string" },
  keep: { type: "boolean", default: false },
  page: { type: "string", multiple: true },
  runs: { type: "string", default: "3" },
  fresh: { type: "boolean", default: false },
} as const satisfies ParseArgsOptionsConfig;

/**
 * `npm run bench -- NAME [--members N] [--rounds N]`: one measurement, `name value goal` last, on another number of members or in more rounds where they are
 * given. Without a name: which there are. `growth` takes `--keep`, which leaves its large database for the next run.
 * `admin` takes `--page NAME` (several times), `--runs N` (3) and `--fresh` (a store filled anew).
 */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const [name, ...more] = positionals;
  if (name === undefined) {
    for (const bench of [...BENCHES, ...WHOLE_BENCHES]) {
      console.log(`${bench.name.padEnd(12)} ${bench.goal.sign}${bench.goal.value}  ${bench.measures}`);
    }
    return 0;
  }
  const bench = BENCHES.find((each) => each.name === name);
  const whole = WHOLE_BENCHES.find((each) => each.name === name);
  if (whole && more.length === 0) {
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) {
      console.error(`--runs is a whole number above 0, not "${values.runs}".`);
      return 1;
    }
    say(whole, await whole.run({ pages: values.page ?? [], runs, fresh: values.fresh }));
    return 0;
  }
  if (!bench || more.length > 0) {
    const what = (bench ?? whole) ? "Name one bench at a time" : `There is no bench "${name}"`;
    console.error(`${what}. The benches are ${[...BENCHES, ...WHOLE_BENCHES].map((each) => each.name).join(", ")}.`);
    return 1;
  }
  const settings = { ...bench.settings, keep: values.keep };
  for (const option of ["members", "rounds"] as const) {
    const given = values[option];
    if (given === undefined) continue;
    settings[option] = Number(given);
    if (!Number.isInteger(settings[option]) || settings[option] < 1) {
      console.error(`--${option} is a whole number above 0, not "${given}".`);
      return 1;
    }
  }
  await measure(bench, settings);
  return 0;
}

/**
 * On a PostgreSQL of its own that writes to the disk as in production. A killed run leaves it behind, and the next one takes it
 * over; beside a bench that is still running a second one would measure the first.
 */
async function measure(bench: Bench, settings: Settings): Promise<void> {
  const server = await startDatabase({ dataDir: DATA_DIR, sharedBuffers: SHARED_BUFFERS, portOnly: true });
  if (server.origin === "borrowed") throw new Error("Another bench is running: wait until it is done.");
  const interrupt = (): void => {
    void server.stop().finally(() => process.exit(130));
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    await dropDatabase(server);
    const url = await ensureDatabase(server, DATABASE);
    await migrate(url);
    const ground = await openGround(url);
    try {
      say(bench, await bench.run(ground, settings));
    } finally {
      await ground.close();
    }
    await dropDatabase(server);
  } finally {
    await server.stop();
  }
}

function say(bench: Described, { value, notes }: Outcome): void {
  for (const note of notes) console.log(note);
  console.log(lineOf(bench, value));
}

async function dropDatabase(server: DatabaseServer): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf("postgres") });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

process.exitCode = await main();
