/**
 * `npm test`: everything that must hold before a change is good. Each stage prints one line; what it said is shown when
 * it fails. The last line is `N passed, N failed`, counting every test and every check.
 *
 * `npm test -- unit` runs only the stages named.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { build, isBuilt, PROJECT } from "./demo/build.ts";

const RESULTS = join(PROJECT, "test-results");

type Outcome = { passed: number; failed: number; output: string };
type Stage = { name: string; run: () => Promise<Outcome> };

/** What runs the code: pages first, which wait half of the time, then everything that has both processors by its own workers. */
const RUN: Stage[] = [
  { name: "build", run: buildApp },
  { name: "journeys", run: () => runVitest("journeys", ["--project", "journeys"]) },
  {
    name: "unit",
    run: () => runVitest("unit", ["--project", "node", "--project", "apart", "--project", "extensions"]),
  },
];

/** What reads the code: one processor is enough for it. */
const READ: Stage[] = [
  { name: "lint", run: () => check("eslint/bin/eslint.js", ["--max-warnings", "0", "."]) },
  { name: "types", run: () => check("typescript/bin/tsc", ["--noEmit"]) },
  { name: "types-ext", run: () => check("typescript/bin/tsc", ["--noEmit", "-p", "extensions"]) },
  // The admin's elements have other types than those of customer accounts, under the same names.
  { name: "types-adm", run: () => check("typescript/bin/tsc", ["--noEmit", "-p", "extensions/admin-customer"]) },
  { name: "format", run: () => check("prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]) },
  { name: "rooms", run: () => check("dependency-cruiser/bin/dependency-cruise.mjs", ROOMS) },
];

/** Both lanes run side by side; the stages of a lane one after the other. */
const LANES: Stage[][] = [RUN, READ];

const ROOMS = ["--config", ".dependency-cruiser.cjs", "app", "dev-store", "database", "server", "scripts", "tests"];

/** A tool that says yes or no counts as one test. */
async function check(tool: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await execute([join(PROJECT, "node_modules", tool), ...args]);
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

async function buildApp(): Promise<Outcome> {
  try {
    if (!isBuilt()) await build({ loud: false });
    return { passed: 1, failed: 0, output: "" };
  } catch (error) {
    return { passed: 0, failed: 1, output: String(error) };
  }
}

const report = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

/** A skipped test proves nothing, so it counts as failed; so does a file that could not be loaded. */
async function runVitest(name: string, args: readonly string[]): Promise<Outcome> {
  const file = join(RESULTS, `${name}.json`);
  const vitest = join(PROJECT, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code, output } = await execute([vitest, "run", ...args, ...reporters]);
  if (!existsSync(file)) return { passed: 0, failed: 1, output };
  const result = report.parse(JSON.parse(readFileSync(file, "utf8")));
  const failed = result.numFailedTests + result.numPendingTests + result.numTodoTests;
  const broken = failed === 0 && (code !== 0 || !result.success) ? 1 : 0;
  return { passed: result.numPassedTests, failed: failed + broken, output };
}

function execute(args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, NODE_OPTIONS: undefined };
    const child = spawn(process.execPath, [...args], { cwd: PROJECT, env, stdio: ["ignore", "pipe", "pipe"] });
    const words: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => words.push(chunk));
    child.once("error", (error) => {
      done({ code: 1, output: String(error) });
    });
    child.once("close", (code) => {
      done({ code: code ?? 1, output: Buffer.concat(words).toString("utf8") });
    });
  });
}

async function runStage(stage: Stage): Promise<Outcome> {
  const startedAt = performance.now();
  const outcome = await stage.run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const verdict = outcome.failed === 0 ? "ok" : "FAILED";
  process.stdout.write(
    `${stage.name.padEnd(9)} ${verdict.padEnd(6)} ${String(outcome.passed)} passed, ${String(outcome.failed)} failed (${seconds} s)\n`,
  );
  if (outcome.failed > 0) process.stdout.write(`${outcome.output.trim()}\n\n`);
  return outcome;
}

/** The lanes with the stages that are asked for; all of them where none is. */
function chosenLanes(names: readonly string[]): Stage[][] {
  const known = LANES.flat().map((stage) => stage.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No stage is called ${unknown.join(", ")}: there are ${known.join(", ")}.`);
  if (names.length === 0) return LANES;
  return LANES.map((lane) => lane.filter((stage) => names.includes(stage.name)));
}

async function main(): Promise<void> {
  const lanes = chosenLanes(process.argv.slice(2));
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const total = { passed: 0, failed: 0 };
  const count = async (stage: Stage): Promise<void> => {
    const outcome = await runStage(stage);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
  };
  await Promise.all(
    lanes.map(async (lane) => {
      for (const stage of lane) await count(stage);
    }),
  );
  process.stdout.write(`\n${String(total.passed)} passed, ${String(total.failed)} failed\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
