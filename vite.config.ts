import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";
import { withoutUnusedStyles } from "./scripts/polaris-styles.ts";

/**
 * What nearly every page needs, in a few files: asking for forty small ones keeps a slow machine busy for longer than reading them, and
 * all of that is before the first paint. What is large in Polaris and needed by few pages comes with those. The first that fits counts.
 */
const CHUNKS: readonly (readonly [name: string, holds: RegExp])[] = [
  ["framework", /node_modules\/(react|react-dom|react-router|react-router-dom|scheduler|turbo-stream|@remix-run)\//],
  ["lists", /node_modules\/@shopify\/polaris\/.*components\/(IndexTable|IndexFilters|Filters|Tabs)\//],
  ["tables", /node_modules\/@shopify\/polaris\/.*components\/(DataTable|ResourceList|ResourceItem|DropZone)\//],
  [
    "polaris",
    /node_modules\/(@shopify\/(polaris|polaris-icons|app-bridge-react)|i18next|react-i18next|react-transition-group)\//,
  ],
  ["ui", /app\/ui\/(?!figures-table|table-card)[^/]+\.tsx?$/],
  ["ui", /app\/locales\/[^/]+\.ts$/],
];

const chunkOf = (id: string): string | undefined => CHUNKS.find(([, holds]) => holds.test(id))?.[0];

export default defineConfig(({ isSsrBuild, command }) => ({
  server: { allowedHosts: true, fs: { allow: ["app", "node_modules"] } },
  plugins: [remix(remixConfig)],
  ...(command === "build" ? { css: { postcss: { plugins: [withoutUnusedStyles()] } } } : {}),
  build: {
    assetsInlineLimit: 0,
    ...(isSsrBuild === true ? {} : { rollupOptions: { output: { manualChunks: chunkOf } } }),
  },
}));
