import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureDatabase, startDatabase } from "./embedded.ts";
import { isAlive, readPostmasterPid } from "./server-state.ts";

const modulePath = new URL("./embedded.ts", import.meta.url).href;

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts a server in a process of its own, that reports when it is ready and then waits to be killed. */
async function startInOtherProcess(dataDir: string): Promise<{ kill(): Promise<void> }> {
  const code = `const { startDatabase } = await import(${JSON.stringify(modulePath)});
    await startDatabase({ dataDir: ${JSON.stringify(dataDir)} }); console.log("up"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((up, failed) => {
    child.stdout.once("data", () => {
      up();
    });
    child.once("exit", () => {
      failed(new Error("the other process ended"));
    });
  });
  const ended = new Promise<void>((done) => {
    child.once("exit", () => {
      done();
    });
  });
  return {
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

describe("npm run demo works on a machine without PostgreSQL, whatever the previous run left behind", () => {
  let parent: string;
  let dataDir: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "laurel-embedded-"));
    dataDir = join(parent, "data");
    mkdirSync(dataDir);
  });
  afterEach(async () => {
    const left = readPostmasterPid(join(dataDir, "postgres", "data"));
    if (left) await (await startDatabase({ dataDir })).stop();
    rmSync(parent, { recursive: true, force: true });
  });

  test("keeps what was committed from one start to the next, with a password that only the owner can read", async () => {
    const first = await startDatabase({ dataDir });
    expect(first.origin).toBe("started");
    const url = await ensureDatabase(first, "tea");
    await ask(url, "CREATE TABLE cups AS SELECT 7 AS id");
    await first.stop();
    const second = await startDatabase({ dataDir });
    const again = await ensureDatabase(second, "tea");
    expect(await ask(again, "SELECT id FROM cups")).toEqual([{ id: 7 }]);
    expect(statSync(join(dataDir, "postgres", "server.json")).mode & 0o777).toBe(0o600);
    await expect(ask(again.replace(/:[^:@]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(
      /password authentication failed/,
    );
    const { pid } = readPostmasterPid(join(dataDir, "postgres", "data")) ?? { pid: 0 };
    expect(isAlive(pid)).toBe(true);
    await second.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test.skipIf(process.platform === "win32")("is reached through a socket, which is gone when it stops", async () => {
    const server = await startDatabase({ dataDir });
    const folder = new URL(server.urlOf("postgres")).searchParams.get("host") ?? "";
    expect(existsSync(folder)).toBe(true);
    const [{ through }] = (await ask(server.urlOf("postgres"), "SELECT inet_client_addr() AS through")) as [
      { through: string | null },
    ];
    expect(through).toBeNull();
    await server.stop();
    expect(existsSync(folder)).toBe(false);
    const other = await startDatabase({ dataDir, portOnly: true });
    expect(await ask(other.urlOf("postgres"), "SELECT host(inet_client_addr()) AS through")).toEqual([
      { through: "127.0.0.1" },
    ]);
    await other.stop();
  });

  test("works in a folder that only its owner may enter, as in root's home", async () => {
    spawnSync("chmod", ["700", parent]);
    const server = await startDatabase({ dataDir });
    expect(await ask(server.urlOf("postgres"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test("a server whose launcher still runs is shared, and stopping the borrower leaves it alone", async () => {
    const other = await startInOtherProcess(dataDir);
    const borrowed = await startDatabase({ dataDir });
    expect(borrowed.origin).toBe("borrowed");
    await borrowed.stop();
    expect(await ask(borrowed.urlOf("postgres"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await other.kill();
  });

  test("the server of a killed run is taken over and stopped at the end", async () => {
    const other = await startInOtherProcess(dataDir);
    await other.kill();
    const adopted = await startDatabase({ dataDir });
    expect(adopted.origin).toBe("adopted");
    const { pid } = readPostmasterPid(join(dataDir, "postgres", "data")) ?? { pid: 0 };
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test("a server that was killed itself starts again with everything that was committed", async () => {
    const first = await startDatabase({ dataDir });
    await ask(first.urlOf("postgres"), "CREATE TABLE cups AS SELECT 7 AS id");
    const { pid } = readPostmasterPid(join(dataDir, "postgres", "data")) ?? { pid: 0 };
    process.kill(pid, "SIGKILL");
    const second = await startDatabase({ dataDir });
    expect(await ask(second.urlOf("postgres"), "SELECT id FROM cups")).toEqual([{ id: 7 }]);
    await second.stop();
  });

  test("DATABASE_URL wins: that server is used and nothing is started", async () => {
    const external = await startDatabase({
      dataDir,
      databaseUrl: "postgresql://u:p@db.example.com:5432/shop?sslmode=require",
    });
    expect(external.origin).toBe("external");
    expect(external.urlOf("laurel")).toBe("postgresql://u:p@db.example.com:5432/laurel?sslmode=require");
    expect(readPostmasterPid(join(dataDir, "postgres", "data"))).toBeUndefined();
  });
});
