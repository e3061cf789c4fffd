/**
 * `npm run mutation`: changes the rules' code, one small change at a time, and sees whether a test notices (docs/mutation.md).
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  testRunner: "rules",
  plugins: ["./scripts/mutation/runner.ts"],
  mutate: [
    "app/domain/**/*.ts",
    "app/ledger/{chain,recorded-entries,row-literals,rows}.ts",
    "!**/*.test.ts",
    "!**/*.fixture.ts",
  ],
  coverageAnalysis: "perTest",
  // What is computed when a module is loaded can't be changed between tests: MUTATION_FIXED=yes loads everything anew for each such change.
  ignoreStatic: process.env.MUTATION_FIXED !== "yes",
  // A machine under load must not make a survivor look like an endless loop: loops are found by counting.
  timeoutMS: 20_000,
  concurrency: Number(process.env.MUTATION_WORKERS ?? 1),
  incremental: true,
  incrementalFile: ".data/mutation/incremental.json",
  reporters: ["clear-text", "json", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
  jsonReporter: { fileName: ".data/mutation/report.json" },
  tempDirName: ".data/mutation/sandbox",
  ignorePatterns: [".data", "build", "dist", "test-results", "docs/screenshots", "public", "bench", "prisma"],
  thresholds: { high: 95, low: 85, break: null },
};
