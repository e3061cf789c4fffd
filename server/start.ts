import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { EnvironmentError, readEnvironment } from "../app/environment.ts";
import type { Environment, EnvironmentSource } from "../app/environment.ts";
import { ensureDatabase, startDatabase } from "../database/embedded.ts";
import type { DatabaseServer } from "../database/embedded.ts";
import { migrate } from "../database/migrate.ts";

export const DATABASE_NAME = "laurel";

/** What one process does: pages and webhooks, the work behind them, or both. */
export type Roles = { web: boolean; worker: boolean; dev: boolean };

/** `--web` and `--worker` name the one thing to do; neither means both. */
export function parseRoles(args: readonly string[]): Roles {
  const { values } = parseArgs({
    args: [...args],
    options: { web: { type: "boolean" }, worker: { type: "boolean" }, dev: { type: "boolean" } },
  });
  const web = values.web ?? false;
  const worker = values.worker ?? false;
  return { web: web || !worker, worker: worker || !web, dev: values.dev ?? false };
}

/** React's slow development build is only for `--dev`: whoever sets nothing gets production. */
export function nodeEnvironment(given: EnvironmentSource, roles: Roles): "production" | "development" | "test" {
  const set = given["NODE_ENV"];
  if (set === "production" || set === "development" || set === "test") return set;
  return roles.dev ? "development" : "production";
}

/** Reads `.env` if there is one; what is set already wins. */
export function loadEnvironmentFile(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
}

/**
 * Everything that must be right before the app is loaded: the environment, a reachable database, its schema. The
 * environment is checked first, so that a missing secret is told before anything is started.
 */
export async function prepare(): Promise<{ environment: Environment; database: DatabaseServer }> {
  const given = process.env["DATABASE_URL"];
  const placeholder = "postgresql://127.0.0.1/embedded";
  const { DATA_DIR } = readEnvironment({ ...process.env, DATABASE_URL: given ? given : placeholder });
  const database = await startDatabase({ dataDir: DATA_DIR, databaseUrl: given });
  try {
    const url = given ? given : await ensureDatabase(database, DATABASE_NAME);
    process.env["DATABASE_URL"] = url;
    await migrate(url);
    return { environment: readEnvironment(process.env), database };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The sentence for the terminal when a start is refused; a defect of ours keeps its stack. */
export function explainRefusal(error: unknown): string {
  if (error instanceof EnvironmentError) return `${error.message}\nSee .env.example for every variable.`;
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === "ENOSPC") {
    return "There is no disk space left: free some, or set DATA_DIR to a folder on another disk.";
  }
  return error.message || String(error.stack);
}

/** The build's entry; without it there is nothing to serve. */
export function requireBuild(): string {
  const path = resolve("build/server/index.js");
  if (!existsSync(path)) throw new Error("There is no build yet: run npm run build first.");
  return path;
}
