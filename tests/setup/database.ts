import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { withDatabase } from "../../database/embedded.ts";

export type TestDatabase = {
  /** The address of a migrated, empty database that no other test file uses. */
  url: string;
  /** Drops the database; connections that are still open are cut. */
  drop(): Promise<void>;
};

/**
 * A fresh database for one test file: `beforeAll(async () => { database = await testDatabase(); })` and
 * `afterAll(() => database.drop())`. An `unmigrated` one has no tables yet.
 */
export async function testDatabase(options: { unmigrated?: true } = {}): Promise<TestDatabase> {
  const adminUrl = inject("databaseAdminUrl");
  const name = `laurel_test_${randomBytes(6).toString("hex")}`;
  const template = options.unmigrated ? "template0" : inject("databaseTemplate");
  await asAdmin(adminUrl, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${client.escapeIdentifier(template)}`);
  });
  return {
    url: withDatabase(adminUrl, name),
    drop: () =>
      asAdmin(adminUrl, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

async function asAdmin(adminUrl: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
