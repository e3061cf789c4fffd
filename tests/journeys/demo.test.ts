import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive, readPostmasterPid } from "../../database/server-state.ts";
import { PROJECT } from "../../scripts/demo/build.ts";
import type { Ports } from "../../scripts/demo/settings.ts";
import { addressesOf } from "../../scripts/demo/store.ts";
import { PATIENCE_MS } from "../setup/patience.ts";
import { freePorts } from "./harness.ts";
import { createCustomer, createPaidOrder, eventually, readCustomer } from "./owner.ts";
import { watchLogs } from "./witness.ts";

/** A run starts PostgreSQL and two programs, one after the other. */
const STARTING_MS = 3 * PATIENCE_MS;

/** One run of the command that the README names. */
type Run = { process: ChildProcess; words: () => string; ended: Promise<number | null> };

function startDemo(dataDir: string, ports: Ports, args: string[] = ["--empty"]): Run {
  const child = spawn(process.execPath, ["scripts/demo.ts", ...args], {
    cwd: PROJECT,
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: undefined,
      DATA_DIR: dataDir,
      APP_PORT: String(ports.app),
      DEV_STORE_PORT: String(ports.store),
      GATEWAY_PORT: String(ports.gateway),
      DEV_STORE_SMTP_PORT: String(ports.mail),
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (words += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  return { process: child, words: () => words, ended };
}

async function untilReady(run: Run): Promise<void> {
  await expect.poll(run.words, { timeout: STARTING_MS, interval: 100 }).toMatch(/\nready\n$/);
}

describe("npm run demo on a machine that has nothing", () => {
  let parent: string;
  let dataDir: string;
  let ports: Ports;
  let store: { storeUrl: string };
  let customerId: string;
  const runs: Run[] = [];
  const start = (args?: string[]): Run => {
    const run = startDemo(dataDir, ports, args);
    runs.push(run);
    return run;
  };
  const postgres = (): number => readPostmasterPid(join(dataDir, "postgres", "data"))?.pid ?? 0;

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), "laurel-demo-"));
    dataDir = join(parent, "data");
    ports = await freePorts();
    watchLogs(dataDir);
    store = addressesOf(ports);
  });
  afterAll(async () => {
    for (const run of runs) run.process.kill("SIGTERM");
    await Promise.all(runs.map((run) => run.ended));
    rmSync(parent, { recursive: true, force: true });
  });

  test("ends with `ready`, awards an order, and Ctrl-C stops everything that it started", async () => {
    const run = start();
    await untilReady(run);
    expect(run.words()).toContain(store.storeUrl);
    customerId = await createCustomer(store, { email: "ada@example.com" });
    const lines = [{ title: "Gyokuro", price: "1240.00", quantity: 1 }];
    await createPaidOrder(store, { customerId, lines, total: "1240.00" });
    await eventually(
      () => readCustomer(store, customerId),
      ({ loyalty }) => loyalty?.balance === 124,
    );
    const server = postgres();
    expect(isAlive(server)).toBe(true);
    run.process.kill("SIGINT");
    expect(await run.ended).toBe(0);
    expect(isAlive(server)).toBe(false);
    for (const port of Object.values(ports)) await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test("a second run keeps the data, and its launcher's death leaves no program behind", async () => {
    const run = start();
    await untilReady(run);
    expect((await readCustomer(store, customerId)).loyalty?.balance).toBe(124);
    run.process.kill("SIGKILL");
    await run.ended;
    const answers = () =>
      fetch(`${store.storeUrl}/`).then(
        () => true,
        () => false,
      );
    await eventually(answers, (alive) => !alive);
    expect(isAlive(postgres())).toBe(true);
  });

  test("the run after a kill takes over what was left, in one sentence", async () => {
    const run = start();
    await untilReady(run);
    expect(run.words()).toContain("The PostgreSQL of a run that was killed has been taken over.");
    expect((await readCustomer(store, customerId)).loyalty?.balance).toBe(124);
    run.process.kill("SIGTERM");
    expect(await run.ended).toBe(0);
  });

  test("a port in use is one sentence with the variable to set, and nothing is left running", async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(ports.gateway, "127.0.0.1", done));
    const run = start();
    expect(await run.ended).toBe(1);
    expect(run.words()).toMatch(new RegExp(`^Port ${ports.gateway} is in use.*set GATEWAY_PORT to a free port\\.\\n$`));
    other.close();
    expect(isAlive(postgres())).toBe(false);
  });

  test("--fresh starts anew", async () => {
    const run = start(["--empty", "--fresh"]);
    await untilReady(run);
    await expect(readCustomer(store, customerId)).rejects.toThrow(/no customer/);
    run.process.kill("SIGTERM");
    expect(await run.ended).toBe(0);
  });
});
