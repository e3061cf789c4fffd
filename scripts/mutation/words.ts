import { format } from "node:util";
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import { expect as chaiExpect, use } from "chai";

// What the rules' tests import as "vitest" when the mutation check loads them: the same words and the same expectations, without a
// worker and without a transformation, so that a change of the code costs the time of the tests that reach it and no more.

export type Test = { id: string; file: string; name: string; run: () => unknown };

/** Every test that has been loaded, in the order of the files. */
export const tests: Test[] = [];

let file = "";
const suites: string[] = [];
/** What is done before each test of the file that is being loaded. */
let preparations: (() => void)[] = [];

/** Loads the tests of a file. */
export async function loadFile(name: string, load: () => Promise<unknown>): Promise<void> {
  file = name;
  preparations = [];
  await load();
}

use(JestExtend);
use(JestChaiExpect);
use(JestAsymmetricMatchers);

export const expect = chaiExpect;

function within(name: string, body: () => void): void {
  suites.push(name);
  body();
  suites.pop();
}

function declare(name: string, run: () => unknown): void {
  const full = [...suites, name].join(" > ");
  const twins = tests.filter((test) => test.file === file && test.name === full).length;
  const own = preparations;
  const prepared = (): unknown => {
    for (const prepare of own) prepare();
    return run();
  };
  tests.push({ id: `${file}#${full}#${twins}`, file, name: full, run: prepared });
}

/** For a whole file, not for one suite of it. */
export function beforeEach(prepare: () => void): void {
  preparations.push(prepare);
}

/** As in Vitest: where all cases are lists, each gives its values to the body one by one. */
function eachOf(add: (name: string, body: () => unknown) => void) {
  return (cases: readonly unknown[]) => (name: string, body: (...values: never[]) => unknown) => {
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
