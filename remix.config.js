// The options of the Remix Vite plugin: vite.config.ts imports them, so this file is live.

/** @type {import('@remix-run/dev').VitePluginConfig} */
export default {
  appDirectory: "app",
  buildDirectory: "build",
  ignoredRouteFiles: ["**/.*", "**/*.test.{ts,tsx}"],
  serverModuleFormat: "esm",
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_lazyRouteDiscovery: true,
    v3_routeConfig: false,
    // Single fetch makes the server use undici's fetch, which a dispatcher can reach (docs/decisions).
    v3_singleFetch: true,
    // Without it the first page after a cold start of the dev server loads two copies of React.
    unstable_optimizeDeps: true,
  },
};
