import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** The quickest files first: most changes are noticed by the rule's own table, and the first failure ends a run. */
const LATE = [".properties.test.ts", "tests/rules/"];

class QuickestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const lateness = ({ moduleId }: TestSpecification): number => LATE.findIndex((part) => moduleId.includes(part));
    return Promise.resolve([...files].sort((a, b) => lateness(a) - lateness(b) || (a.moduleId < b.moduleId ? -1 : 1)));
  }
}

/** The tests that `npm run mutation` runs: pure ones alone, in one worker, in a fixed order and with fixed seeds. */
export default defineConfig({
  test: {
    environment: "node",
    env: { NODE_ENV: "test", TZ: "UTC" },
    include: ["app/domain/**/*.test.ts", "tests/rules/scenarios.test.ts"],
    // Long random histories notice what the scenarios notice, and would take most of the time.
    exclude: ["**/node_modules/**", "app/domain/account.properties.test.ts"],
    setupFiles: ["./tests/setup/fixed-seed.ts"],
    isolate: false,
    fileParallelism: false,
    testTimeout: 120_000,
    sequence: { sequencer: QuickestFirst },
  },
});
