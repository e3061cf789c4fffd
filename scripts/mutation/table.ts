/** Writes docs/mutation.md: what the last runs of `npm run mutation` and `mutation:ledger` measured, and of other files what stood there. */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const PROJECT = join(import.meta.dirname, "..", "..");
const PAGE = join(PROJECT, "docs", "mutation.md");
const REPORTS = [".data/mutation/report.json", ".data/mutation/ledger-report.json"];

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

/** What the page says already: a run of a part leaves the other rows. */
function rowsOfPage(): Map<string, Count> {
  if (!existsSync(PAGE)) return new Map();
  const rows = readFileSync(PAGE, "utf8").matchAll(/^\| (app\/\S+) \| \S+ % \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm);
  return new Map(
    [...rows].map(([, name = "", ...counts]) => {
      const [found = 0, missed = 0, unreached = 0, fixed = 0] = counts.map(Number);
      return [name, { found, missed, unreached, fixed }];
    }),
  );
}

function rowsOfReport(path: string): [string, Count][] {
  const { files } = report.parse(read(path));
  return Object.entries(files)
    .map(([name, { mutants }]): [string, Count] => [name, countOf(mutants.map((mutant) => mutant.status))])
    .filter(([name, { found, missed, unreached }]) => name.startsWith("app/") && found + missed + unreached > 0);
}

const given = process.argv.slice(2);
const reports = given.length > 0 ? given : REPORTS.filter((path) => existsSync(join(PROJECT, path)));
const rows = new Map([...rowsOfPage(), ...reports.flatMap(rowsOfReport)]);
const counted = [...rows]
  .filter(([name]) => existsSync(join(PROJECT, name)))
  .map(([name, count]) => ({ name, count }))
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
  PAGE,
  `# What the tests notice

A change of the code that no test notices is a rule that nobody holds. StrykerJS ${devDependencies["@stryker-mutator/core"] ?? ""} makes the changes, one small change at a time, and
the tests that reach a change are run, loaded once by scripts/mutation/runner.ts:

- \`npm run mutation\`: the rules (app/domain) and what turns rows into values and back, noticed by pure tests alone: those of app/domain and
  all scenarios on the rules (tests/rules).
- \`npm run mutation:ledger\`: the ledger's code, noticed on PostgreSQL by its own tests (app/ledger, tests/ledger), every third scenario,
  the stories of the second model, and the tests of codes, pools and linked shops. Each change is tried by the twelve tests that promise
  most, for twenty seconds: those whose file imports the changed one, and those that noticed most of the file's other changes. What they don't
  notice counts as missed, though another test might notice it: these scores are lower bounds. What is written in SQL (prisma/migrations)
  cannot be changed; scenarios, stories and the simulation hold that. Names of prepared statements are not changed: no answer depends on them.

One part: \`npm run mutation -- --mutate app/domain/lots.ts\`. Results are kept in .data/mutation, and \`npm run mutation:table\` brings
them into this page; rows of files that were not in the last run stay as they were. \`node scripts/mutation/table.ts REPORT\` takes another report.

"Unreached" are changes that no test reaches; they count like missed ones. "Fixed" are values that are computed when a module is
loaded and never again, and names of statements; they do not count. With \`MUTATION_FIXED=yes\` values of modules are changed too, by loading
everything anew, and count (so measured: app/domain/snapshot.ts). The goal is 85 %. Most of the ledger's rows are of
several runs on 22 November 2026, while tests were written: a change counts as noticed where one of them noticed it. Rows of transfer-member, change-members,
gather-work, load-work, exchange-from-pool, programs, note-changes and tier-reviews are of before these files were changed that afternoon.

| file | score | noticed | missed | unreached | fixed |
|---|---|---|---|---|---|
${counted.map(({ name, count }) => row(name, count)).join("\n")}
${row("**all**", total)}

${unmeasured.length === 0 ? "Every file is in the table." : `Without a row, because they hold nothing that could be changed or were not measured: ${unmeasured.join(", ")}.`}
`,
);
process.stdout.write(`${scoreOf(total)} of ${total.found + total.missed + total.unreached} changes are noticed\n`);
