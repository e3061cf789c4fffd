import { globSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import type { MutantCoverage } from "@stryker-mutator/api/core";
import pg from "pg";
import { PluginKind, declareClassPlugin } from "@stryker-mutator/api/plugin";
import { DryRunStatus, MutantRunStatus, TestStatus, determineHitLimitReached } from "@stryker-mutator/api/test-runner";
import type {
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from "@stryker-mutator/api/test-runner";
import { startTestServer } from "../../tests/setup/test-server.ts";
import type { TestServer } from "../../tests/setup/test-server.ts";
import type { Test } from "./words.ts";

/**
 * Which files are loaded: what they prepare is there once for all of their tests, or (alone) anew for each one, or (stories, whose tests
 * build upon each other) the whole file is one test.
 */
type Files = {
  tests: readonly string[];
  alone: readonly string[];
  stories: readonly string[];
  except: readonly string[];
  /** For how long a change is tried. */
  tried: { tests: number; ms: number };
};

/** Pure tests alone. Long random histories notice what the scenarios notice, and would take most of the time. */
const RULES: Files = {
  tests: ["app/domain/**/*.test.ts", "app/ledger/{chain,row-literals,rows}.test.ts", "tests/rules/scenarios.test.ts"],
  alone: [],
  stories: [],
  except: ["app/domain/account.properties.test.ts"],
  tried: { tests: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY },
};

/** One scenario of so many is told on a database for each change: all of them take a minute, and what they have in common they notice alike. */
const SCENARIOS = "tests/scenarios/scenarios.test.ts";
const ONE_SCENARIO_OF = 3;

/** By so many tests, for so long at most, a change is tried, the most promising first: what they don't notice counts as missed, though another might. */
const TRIED = { tests: 12, ms: 20_000 };

/** What runs on a database. */
const LEDGER: Files = {
  tests: [
    ...[SCENARIOS, "tests/model/stories.test.ts", "app/ledger/*.test.ts"],
    "app/commands/{exchange-keys,give-credit,rewards,scheduled-versions,take-turn,undo-code}.test.ts",
    "app/jobs/{announce-codes,check-codes,edited-orders,waiting-orders}.test.ts",
    "app/jobs/pools/pools-*.test.ts",
  ],
  alone: ["tests/ledger/*.test.ts", "tests/links/{leaving,linking}.test.ts"],
  stories: ["tests/ledger/{pinning,plain-awards,quiet-accounts}.test.ts"],
  // They take long, and what they reach the others reach.
  except: ["tests/ledger/append-only.test.ts", "tests/ledger/convergence.test.ts"],
  tried: TRIED,
};

/** What remembers answers: a change in it is noticed only where nothing has been asked yet. */
const REMEMBERING = ["app/domain/time.ts"];

/** What instrumented code looks at: which change is made now, and what it reaches. */
type Instrumented = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
};

type Failure = { test: Test; message: string };

type Luck = { tried: number; noticed: number };

/**
 * Runs the rules' tests in this process, which loads them once: Stryker's instrumented code looks up the change that is made each
 * time it is reached, so nothing has to be loaded anew for the next one. Where a change is made while modules are loaded, or has
 * left something behind in a module, everything is loaded anew.
 */
class InProcessRunner implements TestRunner {
  readonly #code: Instrumented;
  readonly #files: Files;
  readonly #times = new Map<string, number>();
  /** For each file of the code: what its changes were tried with, and what noticed them. */
  readonly #luck = new Map<string, Map<string, Luck>>();
  #tests: readonly Test[] = [];
  #end: () => Promise<void> = () => Promise.resolve();
  #generation = 0;

  constructor(files: Files) {
    this.#files = files;
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
    await this.#end();
    this.#end = words.end;
    const load = (file: string): Promise<unknown> => import(`${pathToFileURL(join(process.cwd(), file)).href}${mark}`);
    const { tests, alone, stories, except } = this.#files;
    for (const file of globSync([...tests]).sort()) {
      if (!except.includes(file)) await words.loadFile(file, () => load(file));
    }
    const whole = globSync([...stories]).sort();
    for (const file of globSync([...alone]).sort()) {
      if (!except.includes(file) && !whole.includes(file)) await words.loadAlone(file, () => load(file));
    }
    for (const file of whole) {
      if (!except.includes(file)) await words.loadStory(file, () => load(file));
    }
    let scenarios = 0;
    this.#tests = words.tests.filter(({ file }) => file !== SCENARIOS || scenarios++ % ONE_SCENARIO_OF === 0);
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

  mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    return this.#mutantRun(options, false);
  }

  async #mutantRun(options: MutantRunOptions, isAgain: boolean): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, mutantActivation } = options;
    this.#code.hitCount = 0;
    this.#code.hitLimit = hitLimit;
    this.#code.activeMutant = activeMutant.id;
    const remembers = REMEMBERING.some((file) => options.sandboxFileName.endsWith(file));
    if (remembers && mutantActivation !== "static") await this.#load();
    const outcome = mutantActivation === "static" ? await this.#loadAndTry(options) : await this.#try(options);
    const { hitCount } = this.#code;
    this.#code.activeMutant = undefined;
    this.#code.hitLimit = undefined;
    if (mutantActivation === "static" || remembers) await this.#load();
    else if (outcome.failure && (await this.#isSpoilt(outcome.failure.test))) {
      await this.#load();
      // It may have been spoilt by the change before: what notices this one has to do so with everything new.
      if (!isAgain) return this.#mutantRun(options, true);
    }
    const endless = determineHitLimitReached(hitCount, hitLimit);
    return endless === undefined
      ? resultOf(outcome)
      : { status: MutantRunStatus.Timeout, reason: endless.reason ?? "" };
  }

  /** A change that breaks the loading of a module is noticed by whoever loads it. */
  async #loadAndTry(options: MutantRunOptions): Promise<Outcome> {
    try {
      await this.#load();
    } catch (error) {
      const test = this.#tests[0] ?? { id: "loading", file: "", name: "loading", run: () => undefined };
      return { failure: { test, message: messageOf(error) }, tried: 1 };
    }
    return this.#try(options);
  }

  /** One that notices is enough. A test is tried the sooner the more of the same file's changes it has noticed in less time. */
  async #try({ activeMutant, testFilter }: MutantRunOptions): Promise<Outcome> {
    const wanted = testFilter === undefined ? null : new Set(testFilter);
    const chosen = this.#tests.filter((test) => wanted?.has(test.id) ?? true);
    const luckOf = this.#luckOf(activeMutant.fileName);
    const promises = new Map(
      chosen.map((test) => [
        test.id,
        promiseOf(luckOf(test), isAbout(test, activeMutant.fileName)) / (this.#timeOf(test) + 5),
      ]),
    );
    chosen.sort((a, b) => (promises.get(b.id) ?? 0) - (promises.get(a.id) ?? 0));
    let tried = 0;
    const began = performance.now();
    for (const test of chosen) {
      if (tried >= this.#files.tried.tests || performance.now() - began > this.#files.tried.ms) break;
      tried += 1;
      const failure = await run(test);
      const luck = luckOf(test);
      luck.tried += 1;
      if (failure === null) continue;
      luck.noticed += 1;
      return { failure, tried };
    }
    return { failure: null, tried };
  }

  #timeOf(test: Test): number {
    return this.#times.get(test.id) ?? 0;
  }

  #luckOf(file: string): (test: Test) => Luck {
    const ofFile = this.#luck.get(file) ?? new Map<string, Luck>();
    this.#luck.set(file, ofFile);
    return ({ id }) => {
      const luck = ofFile.get(id) ?? { tried: 0, noticed: 0 };
      ofFile.set(id, luck);
      return luck;
    };
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
    await this.#end();
  }
}

/** The rules, by pure tests. */
class RulesRunner extends InProcessRunner {
  constructor() {
    super(RULES);
  }
}

/** The ledger's code, by tests on a PostgreSQL that belongs to this process. */
class LedgerRunner extends InProcessRunner {
  #server: TestServer | undefined;

  constructor() {
    super(LEDGER);
  }

  override async init(): Promise<void> {
    // What the last test left behind must not end the process while the next one is prepared.
    for (const event of ESCAPES) process.on(event, () => undefined);
    forgetNames();
    this.#server = await startTestServer();
    process.env["MUTATION_databaseAdminUrl"] = this.#server.adminUrl;
    process.env["MUTATION_databaseTemplate"] = this.#server.template;
    await super.init();
  }

  override async dispose(): Promise<void> {
    try {
      await super.dispose();
    } finally {
      await this.#server?.stop();
    }
  }
}

/** What a test is given before it has noticed anything: more where its file imports the changed one, which it is about then. */
const CHANCE = { isAbout: 3, isNot: 0.3 };

/** How likely a test notices the next change of a file. */
const promiseOf = ({ tried, noticed }: Luck, about: boolean): number =>
  (noticed + (about ? CHANCE.isAbout : CHANCE.isNot)) / (tried + 3);

const texts = new Map<string, string>();

function isAbout(test: Test, changed: string): boolean {
  const text = texts.get(test.file) ?? readFileSync(test.file, "utf8");
  texts.set(test.file, text);
  return text.includes(`/${basename(changed)}"`);
}

/**
 * Statements are sent without their names: a connection remembers the text that it has parsed under a name, and would go on with it where
 * a change has taken the text away.
 */
function forgetNames(): void {
  const client = pg.Client.prototype as { query: (...args: unknown[]) => unknown };
  const { query } = client;
  client.query = function (this: unknown, first: unknown, ...rest: unknown[]) {
    const isNamed = typeof first === "object" && first !== null && "name" in first && !("submit" in first);
    return query.call(this, isNamed ? { ...first, name: undefined } : first, ...rest);
  };
}

type Outcome = { failure: Failure | null; tried: number };

/** So many seconds in which this process was awake: a machine that sleeps doesn't make a survivor look like an endless wait. */
const PATIENCE = 40;

async function run(test: Test): Promise<Failure | null> {
  const watch = watchFor(PATIENCE);
  try {
    await Promise.race([test.run(), watch.over]);
    return null;
  } catch (error) {
    return { test, message: messageOf(error) };
  } finally {
    watch.end();
  }
}

const ESCAPES = ["unhandledRejection", "uncaughtException"] as const;

function watchFor(seconds: number): { over: Promise<never>; end: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  let left = seconds;
  const timer = setInterval(() => {
    left -= 1;
    if (left === 0) reject(new Error(`it did not end within ${seconds} s`));
  }, 1_000);
  // What a change breaks may be found by something that nobody waits for.
  for (const event of ESCAPES) process.on(event, reject);
  const end = (): void => {
    clearInterval(timer);
    for (const event of ESCAPES) process.off(event, reject);
  };
  return { over: promise, end };
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

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "rules", RulesRunner),
  declareClassPlugin(PluginKind.TestRunner, "ledger", LedgerRunner),
];
