import { parseArgs } from "node:util";
import { closeDatabase, openDatabase } from "../app/database.ts";
import { withDatabase } from "../database/embedded.ts";
import { makeStory } from "../tests/model/story.ts";
import { readDefaults, readScopes } from "../tests/scenarios/files.ts";
import { runScenario } from "../tests/scenarios/runner.ts";
import { startTestServer } from "../tests/setup/test-server.ts";

/**
 * Random histories against the second model: `npm run stories -- --from 1 --to 300 --length 12 [--print]`. A seed that fails tells the
 * same story again; `--print` prints it as a scenario file.
 */
const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    to: { type: "string", default: "100" },
    length: { type: "string", default: "12" },
    print: { type: "boolean", default: false },
  },
});

async function main(from: number, to: number, length: number): Promise<number> {
  const server = await startTestServer();
  const db = openDatabase(withDatabase(server.adminUrl, server.template), { max: 4 });
  let number = 0;
  let failed = 0;
  try {
    const ground = { db, defaults: readDefaults(), scopes: readScopes(), nextNumber: () => (number += 1) };
    for (let seed = from; seed <= to; seed += 1) {
      const failure = await runScenario(ground, makeStory(seed, length));
      if (!failure) continue;
      failed += 1;
      console.log(`seed ${seed}: step ${failure.step}: expected ${failure.expected}, got ${failure.got}`);
    }
  } finally {
    await closeDatabase(db);
    await server.stop();
  }
  console.log(`${to - from + 1 - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const [from, to, length] = [Number(values.from), Number(values.to), Number(values.length)];
if (values.print) console.log(JSON.stringify([makeStory(from, length)], null, 1));
else process.exitCode = await main(from, to, length);
