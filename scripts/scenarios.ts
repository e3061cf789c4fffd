import { defaultPaths, readStories, shortName } from "../tests/scenarios/files.ts";
import { onOwnGround } from "../tests/scenarios/ground.ts";
import { runScenario } from "../tests/scenarios/runner.ts";

/**
 * Runs scenario files: `npm run scenarios -- PATH…`. One line for each scenario that fails, `N passed, M failed` at the end, and status 0
 * only if nothing failed.
 */
async function main(paths: readonly string[]): Promise<number> {
  const stories = readStories(paths.length > 0 ? paths : defaultPaths());
  const failed = await onOwnGround(async (ground) => {
    let count = 0;
    for (const story of stories) {
      const failure = await runScenario(ground, story.json);
      if (!failure) continue;
      count += 1;
      const { step, expected, got } = failure;
      console.log(`${shortName(story.file)}: ${story.name}: step ${step}: expected ${expected}, got ${got}`);
    }
    return count;
  });
  console.log(`${stories.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
