import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { ensureDatabase, startDatabase } from "../../database/embedded.ts";
import type { DatabaseServer } from "../../database/embedded.ts";
import { migrate } from "../../database/migrate.ts";
import { isAlive, readPostmasterPid } from "../../database/server-state.ts";

const TEST_DATA = fileURLToPath(new URL("../../.data/test", import.meta.url));

export type TestServer = { adminUrl: string; template: string; stop(): Promise<void> };

/**
 * One server for one test run, in a folder of its own: two runs in one checkout never meet. The template is migrated
 * once; every test file gets a clone of it in about 30 ms.
 */
export async function startTestServer(): Promise<TestServer> {
  await removeLeftovers();
  const dataDir = join(TEST_DATA, String(process.pid));
  mkdirSync(dataDir, { recursive: true });
  const server = await startDatabase({
    dataDir,
    databaseUrl: process.env["DATABASE_URL"],
    fsync: false,
    maxConnections: 300,
  });
  const template = `laurel_test_template_${String(process.pid)}`;
  await migrate(await ensureDatabase(server, template));
  return {
    adminUrl: server.urlOf("postgres"),
    template,
    stop: () => stopServer(server, template, dataDir),
  };
}

async function stopServer(server: DatabaseServer, template: string, dataDir: string): Promise<void> {
  if (server.origin === "external") {
    const client = new pg.Client({ connectionString: server.urlOf("postgres") });
    await client.connect();
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(template)} WITH (FORCE)`);
    await client.end();
  }
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** A run that was killed leaves a server and a folder behind: the next run ends both. */
async function removeLeftovers(): Promise<void> {
  if (!existsSync(TEST_DATA)) return;
  for (const name of readdirSync(TEST_DATA).filter((entry) => /^\d+$/.test(entry) && !isAlive(Number(entry)))) {
    const dataDir = join(TEST_DATA, name);
    if (readPostmasterPid(join(dataDir, "postgres", "data"))) {
      const orphan = await startDatabase({ dataDir, fsync: false }).catch(() => undefined);
      await orphan?.stop();
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
}
