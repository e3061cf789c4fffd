import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import pg from "pg";
import type { Logger } from "pino";

/** What app/entry.server.tsx exports besides the document's renderer, so that there is one copy of every module. */
export type Entry = {
  intake: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  shopper: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  startWorker: () => Promise<{ stop(): Promise<void> }>;
  closeDatabase: () => Promise<void>;
  logger: Logger;
};

/** A Remix build whose entry is Laurel's. */
export type LaurelBuild = ServerBuild & { entry: { module: Entry } };

export type HttpOptions = {
  /** The build to answer with; in development a fresh one after every change. */
  build: () => Promise<LaurelBuild>;
  logger: Logger;
  databaseUrl: string;
  /** Vite's middleware in development; the built files otherwise. */
  assets: RequestHandler;
  /** False in a process that only works: it answers to health checks alone. */
  web: boolean;
};

export type HttpApp = { app: Express; health: { stopping: boolean }; close(): Promise<void> };

/** Where the storefront's proxy and the customer account extensions ask. */
const SHOPPERS = ["/proxy/*", "/api/account/*"];

type RemixHandler = ReturnType<typeof createRequestHandler>;

/** The one HTTP application: health, webhooks on their raw bytes, shoppers, assets, then Remix. */
export function createHttpApp(options: HttpOptions): HttpApp {
  const app = express();
  const health = { stopping: false };
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 1, connectionTimeoutMillis: 2000 });
  // An idle connection that breaks is replaced at the next check, which tells about it.
  pool.on("error", () => {});
  app.disable("x-powered-by");
  // Nobody asks Express what a query says: reading it would cost every request, a shopper's twice.
  app.set("query parser", false);
  app.set("trust proxy", true);
  app.get("/healthz", (_request, response) => {
    response.type("text/plain").send("ok\n");
  });
  app.get(
    "/readyz",
    forwardErrors(async (_request, response) => {
      const ready = !health.stopping && (await canAsk(pool));
      response.status(ready ? 200 : 503).type("text/plain");
      response.send(ready ? "ready\n" : health.stopping ? "stopping\n" : "the database does not answer\n");
    }),
  );
  if (options.web) addPages(app, options);
  app.use(answerFailure(options.logger));
  return { app, health, close: () => pool.end() };
}

function addPages(app: Express, { build, logger, assets }: HttpOptions): void {
  app.use(logRequest(logger));
  // Before compression and before anything that reads a body: the signature covers the raw bytes.
  app.post(
    "/webhooks",
    forwardErrors(async (request, response) => {
      const { entry } = await build();
      await entry.module.intake(request, response);
    }),
  );
  // Shoppers wait for these answers in the middle of a page: they are a few hundred bytes, and need neither the router nor compression.
  app.all(
    SHOPPERS,
    forwardErrors(async (request, response) => {
      const { entry } = await build();
      await entry.module.shopper(request, response);
    }),
  );
  app.use(compression());
  app.use(assets);
  const handlers = new WeakMap<LaurelBuild, RemixHandler>();
  app.all(
    "*",
    forwardErrors(async (request, response, next) => {
      const current = await build();
      const handler = handlers.get(current) ?? createRequestHandler({ build: current, mode: process.env.NODE_ENV });
      handlers.set(current, handler);
      await handler(request, response, next);
    }),
  );
}

/** Express 4 doesn't wait for promises: without this a rejected one would end the process. */
function forwardErrors(handle: (...args: Parameters<RequestHandler>) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    handle(request, response, next).catch(next);
  };
}

async function canAsk(pool: pg.Pool): Promise<boolean> {
  try {
    await pool.query("SELECT 1");
    return true;
  } catch {
    return false;
  }
}

/** One line for each request: never the query, which carries tokens and signatures, and no address of a person. */
function logRequest(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    // As it was asked for: what serves files shortens it.
    const { method, path } = request;
    response.once("finish", () => {
      const milliseconds = Math.round(performance.now() - startedAt);
      const level = response.statusCode >= 500 ? "error" : path.startsWith("/assets/") ? "debug" : "info";
      logger[level]({ method, path, status: response.statusCode, milliseconds }, "request");
    });
    next();
  };
}

/** What is left when a handler failed: the log gets the error, the caller a plain sentence. */
function answerFailure(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = statusOf(error);
    if (status >= 500) logger.error({ err: error, path: request.path }, "request failed");
    if (response.headersSent) {
      next(error);
      return;
    }
    response.status(status).type("text/plain");
    response.send(
      status === 404 ? "Not found.\n" : status < 500 ? "The request cannot be read.\n" : "Something went wrong.\n",
    );
  };
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 600 ? status : 500;
}

/** Listens, or says in one sentence why that is not possible. */
export async function listen(app: Express, port: number, host: string): Promise<Server> {
  return new Promise((done, failed) => {
    const server = app.listen(port, host);
    server.once("listening", () => {
      done(server);
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      const inUse = `Port ${String(port)} is in use: set PORT (in the demo: APP_PORT) to another one.`;
      failed(error.code === "EADDRINUSE" ? new Error(inUse, { cause: error }) : error);
    });
  });
}
