/** Writes docs/mutation.md from the last result of `npm run mutation`. */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const PROJECT = join(import.meta.dirname, "..", "..");

const report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});
const packageJson = z.object({ devDependencies: z.record(z.string(), z.string()) });

type Count = { found: number; missed: number; unreached: number; fixed: number };

const read = (path: string): unknown => JSON.parse(readFileSync(join(PROJECT, path), "utf8"));

function countOf(statuses: readonly string[]): Count {
  const number = (...wanted: string[]): number => statuses.filter((status) => wanted.includes(status)).length;
  return {
    found: number("Killed", "Timeout"),
    missed: number("Survived"),
    unreached: number("NoCoverage"),
    fixed: number("Ignored"),
  };
}

function scoreOf({ found, missed, unreached }: Count): string {
  const all = found + missed + unreached;
  return all === 0 ? "–" : `${((100 * found) / all).toFixed(1)} %`;
}

const row = (name: string, count: Count): string =>
  `| ${name} | ${scoreOf(count)} | ${count.found} | ${count.missed} | ${count.unreached} | ${count.fixed} |`;

const { files } = report.parse(read(process.argv[2] ?? ".data/mutation/report.json"));
const counted = Object.entries(files)
  .filter(([name]) => name.startsWith("app/"))
  .map(([name, { mutants }]) => ({ name, count: countOf(mutants.map((mutant) => mutant.status)) }))
  .filter(({ count }) => count.found + count.missed + count.unreached > 0)
  .sort((a, b) => (a.name < b.name ? -1 : 1));
const total = counted.reduce(
  (sum, { count }) => ({
    found: sum.found + count.found,
    missed: sum.missed + count.missed,
    unreached: sum.unreached + count.unreached,
    fixed: sum.fixed + count.fixed,
  }),
  { found: 0, missed: 0, unreached: 0, fixed: 0 },
);
const measured = new Set(counted.map(({ name }) => name));
const unmeasured = globSync(["app/domain/*.ts", "app/ledger/*.ts"], { cwd: PROJECT })
  .filter((name) => !/\.(test|fixture)\.ts$/.test(name) && !measured.has(name))
  .sort();
const { devDependencies } = packageJson.parse(read("package.json"));

writeFileSync(
  join(PROJECT, "docs", "mutation.md"),
  `# What the tests notice

\`npm run mutation\` changes the rules' code, one small change at a time, and runs the pure tests that reach the change: a change that no
test notices is a rule that nobody holds. StrykerJS ${devDependencies["@stryker-mutator/core"] ?? ""} makes the changes; the tests are those of
app/domain, those of what turns rows into values and back (app/ledger), and all scenarios on the rules alone (tests/rules), loaded once by
scripts/mutation/runner.ts. What runs on a database is not part of it: it is held by tests/ledger and by the simulation. One part: \`npm run mutation -- --mutate app/domain/lots.ts\`; results of earlier runs are kept in .data/mutation, and
\`npm run mutation:table\` writes this page from them.

"Unreached" are changes that no pure test reaches; they count like missed ones. "Fixed" are values that are computed when a module is
loaded and never again, which cannot be changed between tests; they do not count. The goal is 85 %.

| file | score | noticed | missed | unreached | fixed |
|---|---|---|---|---|---|
${counted.map(({ name, count }) => row(name, count)).join("\n")}
${row("**all**", total)}

${unmeasured.length === 0 ? "Every file is in the table." : `Not measured yet: ${unmeasured.join(", ")}.`}
A run that was stopped before its end leaves out the changes that it had not come to.
`,
);
process.stdout.write(`${scoreOf(total)} of ${total.found + total.missed + total.unreached} changes are noticed\n`);
