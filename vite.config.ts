import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";

export default defineConfig({
  server: { allowedHosts: true, fs: { allow: ["app", "node_modules"] } },
  plugins: [remix(remixConfig)],
  build: { assetsInlineLimit: 0 },
});
