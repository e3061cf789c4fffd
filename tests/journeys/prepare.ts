import { beforeAll } from "vitest";
import { describeScene } from "./witness.ts";

/** What a journey needs before its first test: `beforeAll` that tells what was to be seen when it fails, as the tests do. */
export function prepare(work: () => Promise<void>): void {
  beforeAll(async () => {
    try {
      await work();
    } catch (error) {
      await tellScene("what has to be there before the first test");
      throw error;
    }
  });
}

/** Straight to the output: console.error in a test is a defect of its own (tests/setup/no-console.ts). */
export async function tellScene(failed: string): Promise<void> {
  process.stderr.write(`\n=== what was to be seen when this failed: ${failed}\n${await describeScene()}\n===\n`);
}
