import { setTimeout } from "node:timers/promises";
import { format } from "node:util";
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import { expect as chaiExpect, use } from "chai";

// What the rules' tests import as "vitest" when the mutation check loads them: the same words and the same expectations, without a
// worker and without a transformation, so that a change of the code costs the time of the tests that reach it and no more.

export type Test = { id: string; file: string; name: string; run: () => unknown };

/** Every test that has been loaded, in the order of the files. */
export const tests: Test[] = [];

type Step = () => unknown;

let file = "";
let suites: string[] = [];
/** What is done before and after each test, and before the first and after the last one, of the file that is being loaded. */
let around = newAround();

type Around = { beforeAll: Step[]; beforeEach: Step[]; afterEach: Step[]; afterAll: Step[] };

function newAround(): Around {
  return { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] };
}

/** What is done when the tests are let go of: databases are closed. */
const endings: Step[] = [];

/** Loads the tests of a file; what they need before the first of them is there when this answers. */
export async function loadFile(name: string, load: () => Promise<unknown>): Promise<void> {
  await loadTests(name, load);
  for (const step of around.beforeAll) await step();
  endings.push(...around.afterAll);
}

/**
 * Loads a file whose tests build upon each other as one test, which does everything from the first preparation to the last tidying up
 * each time that it runs.
 */
export async function loadStory(name: string, load: () => Promise<unknown>): Promise<void> {
  const first = tests.length;
  await loadTests(name, load);
  const own = tests.splice(first);
  const { beforeAll: begin, afterAll: end } = around;
  const run = async (): Promise<void> => {
    try {
      for (const step of begin) await step();
      for (const each of own) await each.run();
    } finally {
      for (const step of end) await step();
    }
  };
  tests.push({ id: name, file: name, name, run });
}

/** Loads a file of whose tests each runs on preparations of its own, so that it may run as often as one likes. */
export async function loadAlone(name: string, load: () => Promise<unknown>): Promise<void> {
  const first = tests.length;
  await loadTests(name, load);
  const { beforeAll: begin, afterAll: end } = around;
  for (const test of tests.splice(first)) {
    const run = async (): Promise<void> => {
      try {
        for (const step of begin) await step();
        await test.run();
      } finally {
        for (const step of end) await step();
      }
    };
    tests.push({ ...test, run });
  }
}

async function loadTests(name: string, load: () => Promise<unknown>): Promise<void> {
  file = name;
  around = newAround();
  suites = [];
  await load();
}

/** Lets go of what the loaded tests hold. */
export async function end(): Promise<void> {
  for (const step of endings.splice(0)) await step();
}

use(JestExtend);
use(JestChaiExpect);
use(JestAsymmetricMatchers);

type Expectation = ReturnType<typeof chaiExpect>;
type Poll = (ask: () => unknown, options?: { timeout?: number; interval?: number }) => Expectation;

const POLLED_FOR_MS = 1_000;
const POLLED_EVERY_MS = 50;

/** As in Vitest: asks again until what is expected is true; negations are not known here. */
const poll: Poll = (ask, { timeout = POLLED_FOR_MS, interval = POLLED_EVERY_MS } = {}) => {
  const answer = async (matcher: string, values: readonly unknown[]): Promise<void> => {
    for (let waited = 0; ; waited += interval) {
      const expectation = chaiExpect(await ask()) as unknown as Record<string, (...values: unknown[]) => void>;
      try {
        expectation[matcher]?.(...values);
        return;
      } catch (error) {
        if (waited >= timeout) throw error;
      }
      await setTimeout(interval);
    }
  };
  return new Proxy({} as Expectation, {
    get:
      (_, matcher) =>
      (...values: unknown[]) =>
        answer(String(matcher), values),
  });
};

export const expect = Object.assign(chaiExpect, { poll });

/** Limits of time don't matter here. */
export const vi = { setConfig: (): void => undefined };

function within(name: string, body: () => void): void {
  suites.push(name);
  body();
  suites.pop();
}

type Body = (...values: never[]) => unknown;

/** The body of a test that may be given options or a limit of time as well, which don't matter here. */
function bodyOf(args: readonly unknown[]): Body {
  const body = args.find((arg) => typeof arg === "function");
  if (body === undefined) throw new Error(`a test of ${file} has no body`);
  return body as Body;
}

function declare(name: string, ...rest: readonly unknown[]): void {
  const body = bodyOf(rest);
  const full = [...suites, name].join(" > ");
  const twins = tests.filter((test) => test.file === file && test.name === full).length;
  const { beforeEach: before, afterEach: after } = around;
  const run = async (): Promise<void> => {
    for (const step of before) await step();
    try {
      await body();
    } finally {
      for (const step of after) await step();
    }
  };
  tests.push({ id: `${file}#${full}#${twins}`, file, name: full, run });
}

// All four are for a whole file, not for one suite of it.
export const beforeAll = (step: Step): number => around.beforeAll.push(step);
export const beforeEach = (step: Step): number => around.beforeEach.push(step);
export const afterEach = (step: Step): number => around.afterEach.push(step);
export const afterAll = (step: Step): number => around.afterAll.push(step);

/** What the run gives its tests (tests/setup/global.ts), from the environment. */
export function inject(key: string): string {
  const value = process.env[`MUTATION_${key}`];
  if (value === undefined) throw new Error(`no test of this run may ask for ${key}`);
  return value;
}

/** As in Vitest: where all cases are lists, each gives its values to the body one by one. */
function eachOf(add: (name: string, body: () => unknown) => void) {
  return (cases: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]) => {
      const body = bodyOf(rest);
      const areLists = cases.every((one) => Array.isArray(one));
      for (const one of cases) {
        const values = (areLists ? one : [one]) as never[];
        const shown = values.slice(0, (name.match(/%[sdifjoO]/g) ?? []).length);
        add(format(name, ...shown), () => body(...values));
      }
    };
}

export const describe = Object.assign(within, { each: eachOf((name, body) => within(name, () => void body())) });
export const it = Object.assign(declare, { each: eachOf(declare) });
export const test = it;
