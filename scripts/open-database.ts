import { closeDatabase, openDatabase } from "../app/database.ts";
import type { Database } from "../app/database.ts";
import { ensureDatabase, startDatabase } from "../database/embedded.ts";
import { migrate } from "../database/migrate.ts";
import { DATABASE_NAME, loadEnvironmentFile } from "../server/start.ts";

/**
 * The database that a command works on: DATABASE_URL if it is set, else the embedded one of DATA_DIR, whether a demo runs
 * on it or not. It is at the code's schema. `close` ends connections and whatever was started for the command.
 */
export async function openStoreDatabase(): Promise<{ db: Database; url: string; close(): Promise<void> }> {
  loadEnvironmentFile();
  const given = process.env["DATABASE_URL"];
  const server = await startDatabase({ dataDir: process.env["DATA_DIR"] ?? ".data", databaseUrl: given });
  const url = given ? given : await ensureDatabase(server, DATABASE_NAME);
  await migrate(url);
  const db = openDatabase(url, { max: 4 });
  const close = async (): Promise<void> => {
    await closeDatabase(db);
    await server.stop();
  };
  return { db, url, close };
}
