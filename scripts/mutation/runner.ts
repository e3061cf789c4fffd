import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import type { MutantCoverage } from "@stryker-mutator/api/core";
import { PluginKind, declareClassPlugin } from "@stryker-mutator/api/plugin";
import { DryRunStatus, MutantRunStatus, TestStatus, determineHitLimitReached } from "@stryker-mutator/api/test-runner";
import type {
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from "@stryker-mutator/api/test-runner";
import type { Test } from "./words.ts";

/** Pure tests alone. Long random histories notice what the scenarios notice, and would take most of the time. */
const FILES = [
  "app/domain/**/*.test.ts",
  "app/ledger/{chain,row-literals,rows}.test.ts",
  "tests/rules/scenarios.test.ts",
];
const LONG = ["app/domain/account.properties.test.ts"];

/** What instrumented code looks at: which change is made now, and what it reaches. */
type Instrumented = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
};

type Failure = { test: Test; message: string };

/**
 * Runs the rules' tests in this process, which loads them once: Stryker's instrumented code looks up the change that is made each
 * time it is reached, so nothing has to be loaded anew for the next one. Where a change is made while modules are loaded, or has
 * left something behind in a module, everything is loaded anew.
 */
export class InProcessRunner implements TestRunner {
  readonly #code: Instrumented;
  readonly #times = new Map<string, number>();
  #tests: readonly Test[] = [];
  #generation = 0;

  constructor() {
    const names = globalThis as unknown as Record<string, Instrumented>;
    this.#code = names[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    process.env["TZ"] = "UTC";
    registerHooks({
      resolve: (specifier, context, next) => {
        const mark = `?generation=${this.#generation}`;
        if (specifier === "vitest")
          return { url: `${new URL("./words.ts", import.meta.url).href}${mark}`, shortCircuit: true };
        const found = next(specifier, context);
        const isOurs = found.url.startsWith(pathToFileURL(process.cwd()).href) && !found.url.includes("/node_modules/");
        return isOurs && !found.url.includes("?") ? { ...found, url: `${found.url}${mark}` } : found;
      },
    });
    await this.#load();
  }

  async #load(): Promise<void> {
    this.#generation += 1;
    const mark = `?generation=${this.#generation}`;
    await import(`${pathToFileURL(join(process.cwd(), "tests/setup/fixed-seed.ts")).href}${mark}`);
    const words = (await import(
      `${new URL("./words.ts", import.meta.url).href}${mark}`
    )) as typeof import("./words.ts");
    for (const file of globSync(FILES).sort()) {
      if (LONG.includes(file)) continue;
      await words.loadFile(file, () => import(`${pathToFileURL(join(process.cwd(), file)).href}${mark}`));
    }
    this.#tests = [...words.tests];
  }

  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = [];
    for (const test of this.#tests) {
      this.#code.currentTestId = test.id;
      const before = performance.now();
      const failure = await run(test);
      const timeSpentMs = performance.now() - before;
      this.#code.currentTestId = undefined;
      this.#times.set(test.id, timeSpentMs);
      const result = { id: test.id, name: test.name, fileName: test.file, timeSpentMs };
      if (failure === null) results.push({ ...result, status: TestStatus.Success });
      else results.push({ ...result, status: TestStatus.Failed, failureMessage: failure.message });
    }
    const { mutantCoverage } = this.#code;
    return { status: DryRunStatus.Complete, tests: results, ...(mutantCoverage ? { mutantCoverage } : {}) };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, mutantActivation, testFilter } = options;
    this.#code.hitCount = 0;
    this.#code.hitLimit = hitLimit;
    this.#code.activeMutant = activeMutant.id;
    const outcome = mutantActivation === "static" ? await this.#loadAndTry() : await this.#try(testFilter);
    const { hitCount } = this.#code;
    this.#code.activeMutant = undefined;
    this.#code.hitLimit = undefined;
    if (mutantActivation === "static") await this.#load();
    else if (outcome.failure && (await this.#isSpoilt(outcome.failure.test))) await this.#load();
    const endless = determineHitLimitReached(hitCount, hitLimit);
    return endless === undefined
      ? resultOf(outcome)
      : { status: MutantRunStatus.Timeout, reason: endless.reason ?? "" };
  }

  /** A change that breaks the loading of a module is noticed by whoever loads it. */
  async #loadAndTry(): Promise<Outcome> {
    try {
      await this.#load();
    } catch (error) {
      const test = this.#tests[0] ?? { id: "loading", file: "", name: "loading", run: () => undefined };
      return { failure: { test, message: messageOf(error) }, tried: 1 };
    }
    return this.#try(undefined);
  }

  /** The quickest tests first: one that notices is enough. */
  async #try(filter: readonly string[] | undefined): Promise<Outcome> {
    const wanted = filter === undefined ? null : new Set(filter);
    const chosen = this.#tests.filter((test) => wanted?.has(test.id) ?? true);
    chosen.sort((a, b) => this.#timeOf(a) - this.#timeOf(b));
    let tried = 0;
    for (const test of chosen) {
      tried += 1;
      const failure = await run(test);
      if (failure !== null) return { failure, tried };
    }
    return { failure: null, tried };
  }

  #timeOf(test: Test): number {
    return this.#times.get(test.id) ?? 0;
  }

  /** Whether the test that has just noticed a change fails without it too: then the change has left something behind. */
  async #isSpoilt(test: Test): Promise<boolean> {
    this.#code.hitCount = undefined;
    return (await run(test)) !== null;
  }

  /** At the end everything must still be as it was in the beginning. */
  async dispose(): Promise<void> {
    this.#code.hitCount = undefined;
    for (const test of this.#tests) {
      const failure = await run(test);
      if (failure !== null)
        throw new Error(`a change was left behind: ${test.name} fails without any: ${failure.message}`);
    }
  }
}

type Outcome = { failure: Failure | null; tried: number };

async function run(test: Test): Promise<Failure | null> {
  try {
    await test.run();
    return null;
  } catch (error) {
    return { test, message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function resultOf({ failure, tried }: Outcome): MutantRunResult {
  if (failure === null) return { status: MutantRunStatus.Survived, nrOfTests: tried };
  return {
    status: MutantRunStatus.Killed,
    killedBy: [failure.test.id],
    failureMessage: failure.message,
    nrOfTests: tried,
  };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner)];
