import { createHash, createHmac } from "node:crypto";
import { createServer, request as httpRequest } from "node:http";
import type { OutgoingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, LogSeverity } from "@shopify/shopify-api";
import { shopifyApp } from "@shopify/shopify-app-remix/server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "../../tests/setup/database.ts";
import type { TestDatabase } from "../../tests/setup/database.ts";
import { closeDatabase, openDatabase } from "../database.ts";
import type { Database } from "../database.ts";
import { BODY_BYTES_MAX, createIntake } from "./webhook-intake.ts";

// A forged webhook that is believed gives points away; a genuine one that is refused loses a customer's order.

const SECRET = "a-secret-that-only-shopify-and-we-know";
const NOW = new Date("2026-01-05T09:00:00Z");

type Sent = { readonly method: string; readonly headers: OutgoingHttpHeaders; readonly body: Buffer };

let testing: TestDatabase;
let database: Database;
let server: Server;
let port: number;

beforeAll(async () => {
  testing = await testDatabase();
  database = openDatabase(testing.url, { max: 4 });
  const intake = createIntake({ secret: SECRET, database: database.pool, now: () => NOW });
  server = createServer((request, response) => void intake(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await closeDatabase(database);
  await testing.drop();
});

beforeEach(() => database.pool.query("DELETE FROM inbox"));

const shopify = shopifyApp({
  apiKey: "key",
  apiSecretKey: SECRET,
  appUrl: "https://laurel.example.com",
  apiVersion: ApiVersion.October26,
  logger: { level: LogSeverity.Error, log: () => undefined },
  // Verdicts don't depend on sessions; the library only asks whether there is one.
  sessionStorage: {
    storeSession: async () => true,
    loadSession: async () => undefined,
    deleteSession: async () => true,
    deleteSessions: async () => true,
    findSessionsByShop: async () => [],
  },
});

/** What Shopify's own library says about the request. A body that it can't parse makes it throw: that is malformed too. */
async function verdictOfLibrary(sent: Sent): Promise<number> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(sent.headers)) headers.set(name, String(value));
  const hasBody = sent.method !== "GET" && sent.method !== "HEAD";
  const request = new Request("https://laurel.example.com/webhooks", {
    method: sent.method,
    headers,
    ...(hasBody ? { body: new Uint8Array(sent.body) } : {}),
  });
  try {
    await shopify.authenticate.webhook(request);
    return 200;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    if (thrown instanceof SyntaxError) return 400;
    throw thrown;
  }
}

async function send(sent: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      port,
      host: "127.0.0.1",
      method: sent.method,
      path: "/webhooks",
      headers: sent.headers,
    });
    outgoing.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    outgoing.end(sent.body);
  });
}

async function countRows(): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>("SELECT count(*) FROM inbox");
  return Number(rows[0]?.count);
}

function sign(body: Buffer, secret = SECRET): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

function webhook(
  n: number,
  change: { body?: string | Buffer; headers?: Record<string, string | null>; method?: string } = {},
): Sent {
  const body = Buffer.from(change.body ?? JSON.stringify({ id: n, name: `#${n}`, note: "påske ☕" }));
  const headers: Record<string, string | null> = {
    "content-type": "application/json",
    "x-shopify-topic": "orders/paid",
    "x-shopify-shop-domain": "demo.myshopify.com",
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": `webhook-${n}`,
    "x-shopify-event-id": `event-${n}`,
    "x-shopify-triggered-at": "2026-01-05T08:59:59.123456789Z",
    "x-shopify-hmac-sha256": sign(body),
    ...change.headers,
  };
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
  return { method: change.method ?? "POST", headers: Object.fromEntries(present), body };
}

/** A number between 0 and 1 that depends on the seed alone, so that a failing case can be sent again. */
function seeded(seed: number): number {
  return createHash("sha256").update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}

const DAMAGES: readonly ((n: number) => Sent)[] = [
  (n) => webhook(n),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": sign(Buffer.from("another body")) } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": sign(webhook(n).body, "another secret") } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": null } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": "" } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": sign(webhook(n).body).slice(0, -1) } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": sign(webhook(n).body).toLowerCase() } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": `${sign(webhook(n).body)}=` } }),
  (n) => webhook(n, { headers: { "x-shopify-hmac-sha256": "ÿþ".repeat(22) } }),
  (n) => webhook(n, { headers: { "x-shopify-topic": null } }),
  (n) => webhook(n, { headers: { "x-shopify-shop-domain": null } }),
  (n) => webhook(n, { headers: { "x-shopify-webhook-id": null } }),
  (n) => webhook(n, { headers: { "x-shopify-api-version": null } }),
  (n) => webhook(n, { headers: { "x-shopify-event-id": null } }),
  (n) => webhook(n, { headers: { "x-shopify-triggered-at": "yesterday" } }),
  (n) => webhook(n, { body: "" }),
  (n) => webhook(n, { body: `{"id": ${n}` }),
  (n) => webhook(n, { body: `{"id": ${n}}}` }),
  (n) => webhook(n, { body: "<order/>" }),
  (n) => webhook(n, { method: "GET", body: "" }),
  (n) => webhook(n, { method: "PUT" }),
  (n) => webhook(n, { method: "DELETE", body: "" }),
  (n) => webhook(n, { body: `{"id": ${n}, "note": "\\u0000 \\ud83d\\ude00 \\ud800"}` }),
  (n) => webhook(n, { body: `{"id": 9${"0".repeat(30)}${n}}` }),
  (n) => ({ ...webhook(n), body: Buffer.from(JSON.stringify({ id: n + seeded(n) })) }),
];

describe("the intake", () => {
  it("judges 200 genuine, forged and malformed requests as Shopify's library does, and stores the genuine ones alone", async () => {
    let genuine = 0;
    for (let n = 0; n < 200; n += 1) {
      const damage = DAMAGES[n < DAMAGES.length ? n : Math.floor(seeded(n) * DAMAGES.length)]!;
      const sent = damage(n);
      const expected = await verdictOfLibrary(sent);
      expect(await send(sent), `request ${n}`).toBe(expected);
      if (expected === 200) genuine += 1;
    }
    expect(genuine).toBeGreaterThan(20);
    expect(await countRows()).toBe(genuine);
  });

  it.each(["[1]", '"order"', "7", "null", "true"])("refuses %s, which is JSON but no object", async (body) => {
    expect(await send(webhook(1, { body }))).toBe(400);
    expect(await countRows()).toBe(0);
  });

  it("stores an event once, whatever number of times and by whatever delivery it comes", async () => {
    const first = webhook(1);
    const again = webhook(1, { headers: { "x-shopify-webhook-id": "another delivery" } });
    const verdicts = await Promise.all([send(first), send(first), send(again), send(again)]);
    expect(verdicts).toEqual([200, 200, 200, 200]);
    expect(await countRows()).toBe(1);
  });

  it("keeps two topics of one event apart", async () => {
    await send(webhook(1));
    await send(webhook(1, { headers: { "x-shopify-topic": "orders/updated" } }));
    expect(await countRows()).toBe(2);
  });

  it("keeps the body as it came, digits and all", async () => {
    const body = '{"id": 98765432109876543210, "note": "\\u0000"}';
    await send(webhook(1, { body }));
    const { rows } = await database.pool.query(
      "SELECT shop, topic, payload::text AS payload, triggered_at, received_at FROM inbox",
    );
    expect(rows).toEqual([
      {
        shop: "demo.myshopify.com",
        topic: "orders/paid",
        payload: body,
        triggered_at: new Date("2026-01-05T08:59:59.123Z"),
        received_at: NOW,
      },
    ]);
  });

  it("takes 8 MB and refuses one byte more, with and without a declared length", async () => {
    const frame = '{"note":""}'.length;
    const largest = webhook(1, { body: JSON.stringify({ note: "x".repeat(BODY_BYTES_MAX - frame) }) });
    expect(largest.body.length).toBe(BODY_BYTES_MAX);
    expect(await send(largest)).toBe(200);
    const larger = webhook(2, { body: JSON.stringify({ note: "x".repeat(BODY_BYTES_MAX - frame + 1) }) });
    expect(await sendTolerantly(larger)).toBe(413);
    expect(await sendTolerantly({ ...larger, headers: { ...larger.headers, "transfer-encoding": "chunked" } })).toBe(
      413,
    );
    expect(await countRows()).toBe(1);
  });

  it("answers 503 and reports why when the database can't take the row", async () => {
    const failures: unknown[] = [];
    const broken = createIntake({
      secret: SECRET,
      database: { query: () => Promise.reject(new Error("connection lost")) },
      now: () => NOW,
      failed: (error) => failures.push(error),
    });
    const other = createServer((request, response) => void broken(request, response));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const response = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/webhooks`, {
      method: "POST",
      headers: webhook(1).headers as Record<string, string>,
      body: new Uint8Array(webhook(1).body),
    });
    expect(response.status).toBe(503);
    expect(failures).toEqual([new Error("connection lost")]);
    await new Promise((resolve) => other.close(resolve));
  });
});

/** The server answers before it has read everything and closes: a write that fails after the answer is expected. */
async function sendTolerantly(sent: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      port,
      host: "127.0.0.1",
      method: sent.method,
      path: "/webhooks",
      headers: sent.headers,
    });
    let answered = false;
    outgoing.on("response", (response) => {
      answered = true;
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", (error) => {
      if (!answered) reject(error);
    });
    outgoing.end(sent.body);
  });
}
