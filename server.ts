/**
 * Starts Laurel: `node server.ts` for pages, webhooks and worker in one process, `--web` or `--worker` for one of them,
 * `--dev` for Vite's hot reload. It migrates first and refuses to start with one sentence when something is missing.
 */
import type { Server } from "node:http";
import { pathToFileURL } from "node:url";
import { installGlobals } from "@remix-run/node";
import express from "express";
import type { RequestHandler } from "express";
import { builtAssets } from "./server/assets.ts";
import { createHttpApp, listen } from "./server/http.ts";
import type { LaurelBuild } from "./server/http.ts";
import {
  explainRefusal,
  loadEnvironmentFile,
  nodeEnvironment,
  parseRoles,
  prepare,
  requireBuild,
} from "./server/start.ts";
import type { Roles } from "./server/start.ts";

const SHUTDOWN_TIMEOUT_MS = 10_000;

type Source = { build: () => Promise<LaurelBuild>; assets: RequestHandler; close(): Promise<void> };

async function loadBuilt(): Promise<Source> {
  const build = (await import(pathToFileURL(requireBuild()).href)) as unknown as LaurelBuild;
  return { build: async () => build, assets: builtAssets(), close: async () => {} };
}

/** Vite is only needed in development, so it is loaded only then. */
async function loadWithVite(): Promise<Source> {
  const { createServer } = await import("vite");
  const vite = await createServer({ server: { middlewareMode: true } });
  return {
    build: async () => (await vite.ssrLoadModule("virtual:remix/server-build")) as unknown as LaurelBuild,
    assets: vite.middlewares,
    close: () => vite.close(),
  };
}

const noAssets: RequestHandler = express.Router();

async function main(roles: Roles): Promise<void> {
  // The libraries' fetch must be Node's own kind (undici), or a proxy's dispatcher is not asked (docs/decisions).
  installGlobals({ nativeFetch: true });
  const { environment, database } = await prepare();
  const source = roles.dev ? await loadWithVite() : await loadBuilt();
  const { logger, startWorker, closeDatabase } = (await source.build()).entry.module;
  const http = createHttpApp({
    build: source.build,
    assets: roles.web ? source.assets : noAssets,
    logger,
    databaseUrl: environment.DATABASE_URL,
    web: roles.web,
  });
  const server = await listen(http.app, environment.PORT, environment.HOST);
  const worker = roles.worker ? await startWorker() : undefined;
  logger.info({ port: environment.PORT, web: roles.web, worker: roles.worker }, "laurel is ready");
  process.send?.("ready");

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    http.health.stopping = true;
    const giveUp = setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS);
    giveUp.unref();
    await Promise.all([closeServer(server), worker?.stop()]);
    await Promise.all([http.close(), closeDatabase(), source.close()]);
    await database.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
  // Started by the demo's launcher: when that is gone, nobody else would stop us.
  process.on("disconnect", () => void stop());
}

/** Lets running requests finish; connections that only wait are closed at once. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => {
      done();
    });
    server.closeIdleConnections();
  });
}

loadEnvironmentFile();
const roles = parseRoles(process.argv.slice(2));
process.env.NODE_ENV = nodeEnvironment(process.env, roles);
try {
  await main(roles);
} catch (error) {
  process.stderr.write(`${explainRefusal(error)}\n`);
  process.exit(1);
}
