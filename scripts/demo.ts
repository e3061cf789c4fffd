/**
 * `npm run demo`: a whole store in a box, with Laurel installed. `-- --fresh` starts anew, `-- --empty` leaves out
 * customers and orders; `npm run dev` is the same with hot reload. Ctrl-C stops everything that it started.
 */
import { parseArgs } from "node:util";
import { explainRefusal } from "../server/start.ts";
import { firstStart, preparePast } from "./demo/first-start.ts";
import { readPorts } from "./demo/settings.ts";
import type { Running } from "./demo/processes.ts";
import { startStore, stopAll } from "./demo/store.ts";

const { values: flags } = parseArgs({
  options: { fresh: { type: "boolean" }, empty: { type: "boolean" }, dev: { type: "boolean" } },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const started: Running[] = [];
let stopping: Promise<void> | undefined;

/** Stops what runs, once; a second Ctrl-C waits for the first. */
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    await stopAll(started);
    process.exit(code);
  })();
  return stopping;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

async function main(): Promise<void> {
  const store = await startStore({
    started,
    dataDir: process.env["DATA_DIR"] ?? ".data",
    ports: readPorts(process.env),
    databaseUrl: process.env["DATABASE_URL"],
    fresh: flags.fresh ?? false,
    empty: flags.empty ?? false,
    dev: flags.dev ?? false,
    say,
    beforeApp: preparePast,
    onUnexpectedEnd: (message) => {
      process.stderr.write(`${message}\n`);
      void stop(1);
    },
  });
  await firstStart(store, { history: !(flags.empty ?? false), say });
  const { storeUrl } = store;
  say(`
  Shop          ${storeUrl}/
  Account       ${storeUrl}/account            (log in with any customer's e-mail address: ingrid@example.com)
  Admin         ${storeUrl}/admin              (Laurel is under Apps)
  Console       ${storeUrl}/_dev               (clock, webhooks, mails, the app offline)
  Admin API     ${storeUrl}/admin/api/2026-10/graphql.json   (X-Shopify-Access-Token: dev-store-owner)

Ctrl-C stops everything; the data stays in ${store.dataDir}.
ready`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explainRefusal(error)}\n`);
  await stop(1);
}
