import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import type { RequestHandler } from "express";
import { afterEach, describe, expect, test } from "vitest";
import { createLogger } from "../app/logger.server.ts";
import { testDatabase } from "../tests/setup/database.ts";
import { createHttpApp, listen } from "./http.ts";
import type { Entry, HttpApp, LaurelBuild } from "./http.ts";

const NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:1/none";

type Started = { url: string; lines: string[]; http: HttpApp };
const started: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of started.splice(0)) await stop();
});

async function start({
  intake,
  databaseUrl = NOBODY_LISTENS,
  web = true,
  assets = express.Router(),
}: Partial<Entry> & { databaseUrl?: string; web?: boolean; assets?: RequestHandler }): Promise<Started> {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  // Only what these tests reach of a build: pages are the journeys' business.
  const build = { entry: { module: { intake } } } as unknown as LaurelBuild;
  const http = createHttpApp({ build: async () => build, logger, databaseUrl, assets, web });
  const server = http.app.listen(0, "127.0.0.1");
  await once(server, "listening");
  started.push(async () => {
    server.close();
    await http.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines, http };
}

describe("the process in front of the app", () => {
  test("it lives without a database but takes no traffic, and takes none while it stops", async () => {
    const without = await start({});
    expect((await fetch(`${without.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${without.url}/readyz`)).status).toBe(503);
    const database = await testDatabase();
    started.push(() => database.drop());
    const ready = await start({ databaseUrl: database.url });
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(200);
    ready.http.health.stopping = true;
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(503);
  });

  test("a webhook reaches the intake as raw bytes, whatever it calls itself", async () => {
    const received: Buffer[] = [];
    const { url } = await start({
      intake: async (request, response) => {
        for await (const chunk of request) received.push(chunk as Buffer);
        response.writeHead(200).end();
      },
    });
    const body = Buffer.from('{"id": 1,  "name":"été"}\n');
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${url}/webhooks`, { method: "POST", body, headers })).status).toBe(200);
    expect(Buffer.concat(received).equals(body)).toBe(true);
  });

  test("an intake that fails answers 500, so that Shopify sends again, and says nothing of why", async () => {
    const { url, lines } = await start({
      intake: async () => {
        throw new Error("the disk is full");
      },
    });
    const response = await fetch(`${url}/webhooks`, { method: "POST", body: "{}" });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("Something went wrong.\n");
    expect(lines.join("")).toContain("the disk is full");
  });

  test("the log names path and status of a request and none of its parameters", async () => {
    const { url, lines } = await start({
      intake: async (_request, response) => {
        response.writeHead(401).end();
      },
    });
    await fetch(`${url}/webhooks?hmac=00ff&id_token=secret-token`, { method: "POST", body: "{}" });
    await expect.poll(() => lines.join("")).toContain('"path":"/webhooks","status":401');
    expect(lines.join("")).not.toMatch(/secret-token|00ff/);
  });

  test("files of the build are no news to the log", async () => {
    const assets = express.Router().use("/assets", (_request, response) => void response.send("1;"));
    const { url, lines } = await start({ assets });
    expect((await fetch(`${url}/assets/page-1a2b.js`)).status).toBe(200);
    await fetch(`${url}/webhooks`, { method: "POST" });
    await expect.poll(() => lines.join("")).toContain('"path":"/webhooks"');
    expect(lines.join("")).not.toContain("page-1a2b.js");
  });

  test("a process that only works has no pages and no webhooks", async () => {
    const { url } = await start({ web: false });
    expect((await fetch(`${url}/webhooks`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test("a port in use is told with the variable to set", async () => {
    const { url } = await start({});
    const port = Number(new URL(url).port);
    await expect(listen(express(), port, "127.0.0.1")).rejects.toThrow(new RegExp(`Port ${port} is in use: set PORT`));
  });
});
