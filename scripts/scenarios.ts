import { closeDatabase, openDatabase } from "../app/database.ts";
import { withDatabase } from "../database/embedded.ts";
import { defaultPaths, readDefaults, readScopes, readStories, shortName } from "../tests/scenarios/files.ts";
import { runScenario } from "../tests/scenarios/runner.ts";
import { startTestServer } from "../tests/setup/test-server.ts";

/**
 * Runs scenario files: `npm run scenarios -- PATH…`. One line for each scenario that fails, `N passed, M failed` at the end, and status 0
 * only if nothing failed.
 */
async function main(paths: readonly string[]): Promise<number> {
  const stories = readStories(paths.length > 0 ? paths : defaultPaths());
  const server = await startTestServer();
  const db = openDatabase(withDatabase(server.adminUrl, server.template), { max: 4 });
  let number = 0;
  let failed = 0;
  try {
    const ground = { db, defaults: readDefaults(), scopes: readScopes(), nextNumber: () => (number += 1) };
    for (const story of stories) {
      const failure = await runScenario(ground, story.json);
      if (!failure) continue;
      failed += 1;
      const { step, expected, got } = failure;
      console.log(`${shortName(story.file)}: ${story.name}: step ${step}: expected ${expected}, got ${got}`);
    }
  } finally {
    await closeDatabase(db);
    await server.stop();
  }
  console.log(`${stories.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
