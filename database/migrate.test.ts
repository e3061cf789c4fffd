import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "../tests/setup/database.ts";
import type { TestDatabase } from "../tests/setup/database.ts";
import { migrate } from "./migrate.ts";

const folders: string[] = [];

function folderWith(migrations: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "laurel-migrations-"));
  folders.push(folder);
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "migration.sql"), sql);
  }
  return folder;
}

describe("a shop's database is brought to the code's schema at start, or the start is refused by name", () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test("applies each migration once, even when two processes start together", async () => {
    const folder = folderWith({ "1_cups": "CREATE TABLE cups (id int)", "2_more": "INSERT INTO cups VALUES (1)" });
    const applied = await Promise.all([migrate(database.url, folder), migrate(database.url, folder)]);
    expect(applied.flat().sort()).toEqual(["1_cups", "2_more"]);
    expect((await client.query("SELECT * FROM cups")).rowCount).toBe(1);
  });

  test("a migration that fails leaves nothing behind and names itself", async () => {
    const folder = folderWith({
      "1_cups": "CREATE TABLE cups (id int)",
      "2_more": "INSERT INTO cups VALUES (1)",
      "3_bad": "CREATE TABLE pots (id int); SELECT nonsense",
    });
    await expect(migrate(database.url, folder)).rejects.toThrow(/3_bad failed and was rolled back: .*nonsense/);
    expect((await client.query("SELECT to_regclass('pots') AS pots")).rows).toEqual([{ pots: null }]);
  });

  test("a file edited after it was applied is refused by name", async () => {
    const folder = folderWith({ "1_cups": "CREATE TABLE cups (id bigint)", "2_more": "SELECT 1" });
    await expect(migrate(database.url, folder)).rejects.toThrow(/1_cups was edited after it was applied/);
  });

  test("a database that is newer than the code is refused by the name of what is unknown", async () => {
    const folder = folderWith({ "1_cups": "CREATE TABLE cups (id int)" });
    await expect(migrate(database.url, folder)).rejects.toThrow(/newer than this version of Laurel.*2_more/);
  });

  test("an unreachable database is told with its address and the variable, never with the password", async () => {
    const attempt = migrate("postgresql://user:secret@127.0.0.1:9/laurel");
    await expect(attempt).rejects.toThrow(/127\.0\.0\.1:9 cannot be reached .*DATABASE_URL/);
    await expect(attempt).rejects.not.toThrow(/secret/);
  });
});
