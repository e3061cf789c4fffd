import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ports } from "./settings.ts";
import { emptyDataFolder, openDataFolder, readPorts, requireFreePorts, requireSecrets } from "./settings.ts";

/** Four ports that nobody has, a moment ago. */
async function freePorts(): Promise<Ports> {
  const servers = [createServer(), createServer(), createServer(), createServer()];
  for (const server of servers) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const [app = 0, store = 0, gateway = 0, mail = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) await new Promise((done) => server.close(done));
  return { app, store, gateway, mail };
}

describe("npm run demo says in one sentence what is in its way", () => {
  test("a port that is no port, and two that are the same", () => {
    expect(() => readPorts({ APP_PORT: "http" })).toThrow(
      'APP_PORT must be a port number from 1 to 65535, not "http".',
    );
    expect(() => readPorts({ GATEWAY_PORT: "70000" })).toThrow(/GATEWAY_PORT/);
    expect(() => readPorts({ APP_PORT: "4000" })).toThrow(/must be different ports/);
    expect(readPorts({ APP_PORT: "3100" })).toMatchObject({ app: 3100, store: 4000, gateway: 4001 });
  });

  test("a port in use is named with the variable that changes it", async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const { port } = other.address() as AddressInfo;
    const free = await freePorts();
    const attempt = requireFreePorts({ ...free, gateway: port });
    await expect(attempt).rejects.toThrow(`Port ${port} is in use`);
    await expect(attempt).rejects.toThrow("set GATEWAY_PORT");
    other.close();
  });

  // As root every port may be used: then there is nothing to be told.
  test("a port that only root may use is told from one in use", async () => {
    const attempt = requireFreePorts({ ...(await freePorts()), app: 1 });
    if (process.getuid?.() === 0) await expect(attempt).resolves.toBeUndefined();
    else await expect(attempt).rejects.toThrow("Port 1 may not be used by you: set APP_PORT to a port above 1023.");
  });
});

describe("the demo's data folder", () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "laurel-folder-"));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  test("somebody else's folder is neither used nor emptied", () => {
    writeFileSync(join(parent, "thesis.txt"), "years of work");
    expect(() => openDataFolder(parent)).toThrow(/is not empty and is no store of Laurel's: set DATA_DIR/);
    expect(existsSync(join(parent, "thesis.txt"))).toBe(true);
  });

  test("the same secrets come back, readable by their owner only, until the folder is emptied", () => {
    const folder = openDataFolder(join(parent, "data"));
    mkdirSync(join(folder, "test"));
    const secrets = requireSecrets(folder);
    expect(requireSecrets(folder)).toEqual(secrets);
    expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
    emptyDataFolder(folder);
    expect(requireSecrets(openDataFolder(folder))).not.toEqual(secrets);
    expect(existsSync(join(folder, "test"))).toBe(true);
  });

  test("damaged secrets are told, not replaced: the stored tokens would be lost with them", () => {
    const folder = openDataFolder(join(parent, "data"));
    writeFileSync(join(folder, "secrets.json"), '{"apiKey": "x"}');
    expect(() => requireSecrets(folder)).toThrow(/secrets\.json is damaged: start anew with .*--fresh/);
    expect(readFileSync(join(folder, "secrets.json"), "utf8")).toBe('{"apiKey": "x"}');
  });
});
