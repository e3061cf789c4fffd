import { defineConfig } from "vitest/config";
import { PATIENCE_MS } from "./tests/setup/patience.ts";

const NODE_TESTS = [
  "app/**/*.test.{ts,tsx}",
  "dev-store/**/*.test.ts",
  "database/**/*.test.ts",
  "scripts/**/*.test.ts",
  "server/**/*.test.ts",
  "tests/**/*.test.ts",
];

/** What reads its environment when it is loaded, or asks whether it was loaded before: each file in a world of its own. */
const APART = ["tests/routes/**/*.test.ts", "app/intake/webhook-intake.test.ts"];

const JOURNEYS = ["tests/journeys/**"];

/** A whole environment for code that imports app/env.server.ts. Its database doesn't exist: a test brings its own. */
const env = {
  NODE_ENV: "test" as const,
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/no-test-may-use-this",
  SHOPIFY_API_KEY: "test-client-id",
  SHOPIFY_API_SECRET: "test-client-secret-of-32-letters",
  SHOPIFY_APP_URL: "http://localhost:4001",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  LOG_LEVEL: "silent",
  TZ: "UTC",
};

/** Machines are slow now and then, many times over: what hangs is found all the same, and what is slow is no fault. */
const PATIENCE = {
  testTimeout: 300_000,
  hookTimeout: 600_000,
  expect: { poll: { timeout: PATIENCE_MS } },
};

const setup = { setupFiles: ["./tests/setup/no-console.ts"], env, ...PATIENCE };

const withDatabase = {
  ...setup,
  environment: "node",
  globalSetup: ["./tests/setup/global.ts"],
};

export default defineConfig({
  test: {
    // One worker for each of two cores: by itself it would leave one of them to nobody, and most tests wait for PostgreSQL.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...withDatabase,
          name: "node",
          include: NODE_TESTS,
          exclude: ["**/node_modules/**", ...JOURNEYS, ...APART],
          // Files share what they load: loading the same modules for each of them took as long as the tests.
          isolate: false,
        },
      },
      {
        test: { ...withDatabase, name: "apart", include: APART },
      },
      {
        esbuild: { jsx: "automatic", jsxImportSource: "preact" },
        test: {
          ...setup,
          setupFiles: [...setup.setupFiles, "./tests/setup/patient-pages.ts"],
          name: "extensions",
          environment: "jsdom",
          include: ["extensions/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**"],
          server: { deps: { inline: [/@shopify\/ui-extensions-tester/] } },
        },
      },
      {
        // The whole store in a box with a browser: one after the other, beside everything else (scripts/test.ts).
        test: {
          ...setup,
          setupFiles: [...setup.setupFiles, "./tests/journeys/tell-failures.ts"],
          name: "journeys",
          environment: "node",
          include: ["tests/journeys/**/*.test.ts"],
          fileParallelism: false,
        },
      },
    ],
  },
});
