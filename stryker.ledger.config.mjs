import rules from "./stryker.config.mjs";

/**
 * `npm run mutation:ledger`: the same for the ledger's code, noticed by scenarios, stories and the ledger's tests on PostgreSQL.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  ...rules,
  testRunner: "ledger",
  plugins: [...rules.plugins, "./scripts/mutation/statement-names.ts"],
  ignorers: ["statement-names"],
  mutate: ["app/ledger/**/*.ts", "!app/ledger/{chain,recorded-entries,row-literals,rows}.ts", "!**/*.test.ts"],
  // Tests have their own limit (scripts/mutation/runner.ts); this one is for a process that no longer answers at all.
  timeoutMS: 600_000,
  dryRunTimeoutMinutes: 30,
  incrementalFile: ".data/mutation/ledger-incremental.json",
  jsonReporter: { fileName: ".data/mutation/ledger-report.json" },
  ignorePatterns: rules.ignorePatterns.filter((pattern) => pattern !== "prisma"),
};
