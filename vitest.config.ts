import { defineConfig } from "vitest/config";

const NODE_TESTS = [
  "app/**/*.test.{ts,tsx}",
  "dev-store/**/*.test.ts",
  "database/**/*.test.ts",
  "scripts/**/*.test.ts",
  "tests/**/*.test.ts",
];

const JOURNEYS = ["tests/journeys/**", "tests/admin-api.test.ts"];

const setup = { setupFiles: ["./tests/setup/no-console.ts"] };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...setup,
          name: "node",
          environment: "node",
          include: NODE_TESTS,
          exclude: ["**/node_modules/**", ...JOURNEYS],
          globalSetup: ["./tests/setup/global.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        esbuild: { jsx: "automatic", jsxImportSource: "preact" },
        test: {
          ...setup,
          name: "extensions",
          environment: "jsdom",
          include: ["extensions/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**"],
          server: { deps: { inline: [/@shopify\/ui-extensions-tester/] } },
        },
      },
      {
        // The whole store in a box with a browser: one after the other, after everything else (scripts/test.ts).
        test: {
          ...setup,
          name: "journeys",
          environment: "node",
          include: ["tests/journeys/**/*.test.ts", "tests/admin-api.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
