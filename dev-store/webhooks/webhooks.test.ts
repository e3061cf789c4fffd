import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ShopEvent } from "../shop/types.ts";
import type { WebhooksState } from "./types.ts";
import { MOST_RETRIES, Webhooks, type WebhooksOptions } from "./webhooks.ts";

/** A real app to deliver to, that answers what it is told to. */
const SECRET = "the-app-secret";
let received: { topic: string; headers: IncomingHttpHeaders; body: string }[] = [];
let answers: number[] = [];
let server: Server;
let target: string;
const open: Webhooks[] = [];

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = answers.shift() ?? 200;
      received.push({
        topic: String(request.headers["x-shopify-topic"]),
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((webhooks) => webhooks.close()));
  await new Promise((resolve) => server.close(resolve));
});

function openWebhooks(more: Partial<WebhooksOptions> = {}, state?: WebhooksState): Webhooks {
  const topics = ["orders/create", "orders/paid", "app/uninstalled"];
  const subscriptions = topics.map((topic) => ({ topic, uri: "/webhooks" }));
  const options = {
    domain: "tea.myshopify.com",
    secret: SECRET,
    apiVersion: "2026-10",
    subscriptions,
    target: () => target,
    retryAfter: () => 5,
    ...more,
  };
  const webhooks = new Webhooks(options, state);
  open.push(webhooks);
  return webhooks;
}

let number = 0;
const event = (topic = "orders/create"): ShopEvent => {
  number += 1;
  return {
    id: `event-${number}`,
    topic,
    at: "2026-01-05T09:00:00.000Z",
    subject: "gid://shopify/Order/1",
    payload: { id: number, name: "tøm ☕" },
  };
};
const numbers = (): number[] => received.map((one) => (JSON.parse(one.body) as { id: number }).id);

describe("a delivery", () => {
  test("carries Shopify's headers and a signature over the very bytes", async () => {
    const webhooks = openWebhooks();
    webhooks.enqueue(event());
    await webhooks.drained();
    const [one] = received;
    const hmac = createHmac("sha256", SECRET)
      .update(one?.body ?? "")
      .digest("base64");
    expect(one?.headers).toMatchObject({
      "content-type": "application/json",
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": "tea.myshopify.com",
      "x-shopify-api-version": "2026-10",
      "x-shopify-hmac-sha256": hmac,
      "x-shopify-event-id": `event-${number}`,
      "x-shopify-triggered-at": "2026-01-05T09:00:00.000Z",
    });
    expect(one?.headers["x-shopify-webhook-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(one?.body).toContain("tøm ☕");
  });

  test("goes to subscribed topics only, and nowhere before the app is installed but for its end", async () => {
    let isInstalled = false;
    const webhooks = openWebhooks({ isInstalled: () => isInstalled });
    expect([webhooks.enqueue(event()), webhooks.enqueue(event("app/uninstalled"))]).toEqual([0, 1]);
    isInstalled = true;
    expect([webhooks.enqueue(event()), webhooks.enqueue(event("carts/update"))]).toEqual([1, 0]);
    await webhooks.drained();
    expect(received.map((one) => one.topic).sort()).toEqual(["app/uninstalled", "orders/create"]);
  });
});

describe("while the app is down", () => {
  test("it is tried again with the same ids and the same body until it is taken", async () => {
    answers = [500, 503, 404];
    const webhooks = openWebhooks();
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(received).toHaveLength(4);
    expect(new Set(received.map((one) => `${String(one.headers["x-shopify-webhook-id"])} ${one.body}`)).size).toBe(1);
    expect(webhooks.log()[0]).toMatchObject({ status: "delivered", attempts: 4, answer: "200" });
  });

  test("eight times, then no more", async () => {
    answers = Array.from({ length: 20 }, () => 500);
    const webhooks = openWebhooks();
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(received).toHaveLength(1 + MOST_RETRIES);
    expect(webhooks.log()[0]).toMatchObject({ status: "failed", answer: "500" });
  });

  test("a refused connection counts as a failure, and the log says why", async () => {
    const webhooks = openWebhooks({ target: () => "http://127.0.0.1:1" });
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(webhooks.log()[0]).toMatchObject({
      status: "failed",
      answer: expect.stringMatching(/ECONNREFUSED|bad port/) as string,
    });
  });

  test("what a killed process had not delivered goes on in the next one", async () => {
    answers = [500];
    const before = openWebhooks({ retryAfter: () => 60_000 });
    before.enqueue(event());
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await before.close();
    const saved = JSON.parse(JSON.stringify(before.state)) as WebhooksState;
    for (const delivery of saved.deliveries) delivery.dueAt = 0;
    const after = openWebhooks({}, saved);
    await after.drained();
    expect(received).toHaveLength(2);
    expect(after.log()[0]?.status).toBe("delivered");
  });
});

describe("what the console can ask for", () => {
  test("twice", async () => {
    const webhooks = openWebhooks();
    webhooks.setPolicy({ copies: 2 });
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(new Set(received.map((one) => one.headers["x-shopify-webhook-id"])).size).toBe(1);
    expect(received).toHaveLength(2);
  });

  test("never, for some topics", async () => {
    const webhooks = openWebhooks();
    webhooks.setPolicy({ drop: true, topics: ["orders/paid"] });
    webhooks.enqueue(event("orders/paid"));
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(received.map((one) => one.topic)).toEqual(["orders/create"]);
    expect(webhooks.log().map((one) => one.status)).toEqual(["delivered", "dropped"]);
  });

  test("late", async () => {
    const webhooks = openWebhooks();
    webhooks.setPolicy({ delayMilliseconds: 120 });
    const startedAt = performance.now();
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(performance.now() - startedAt).toBeGreaterThan(100);
  });

  test("held, then let go backwards", async () => {
    const webhooks = openWebhooks();
    webhooks.setPolicy({ hold: true });
    const events = [event(), event(), event()];
    for (const one of events) webhooks.enqueue(one);
    await webhooks.drained();
    expect(received).toEqual([]);
    expect(webhooks.release(true)).toBe(3);
    await webhooks.drained();
    expect(numbers()).toEqual(events.map((one) => one.payload.id).reverse());
  });

  test("in reverse", async () => {
    const webhooks = openWebhooks();
    webhooks.setPolicy({ reverse: true });
    const events = [event(), event(), event()];
    for (const one of events) webhooks.enqueue(one);
    await webhooks.drained();
    expect(numbers()).toEqual(events.map((one) => one.payload.id).reverse());
  });

  test("again, exactly as it was", async () => {
    const webhooks = openWebhooks();
    webhooks.enqueue(event());
    await webhooks.drained();
    expect(webhooks.redeliver(webhooks.log()[0]?.webhookId ?? "")).toBe(true);
    await webhooks.drained();
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(webhooks.redeliver("unknown")).toBe(false);
  });
});

test("a burst of 500 arrives whole, and the log stays short", async () => {
  const webhooks = openWebhooks();
  for (let index = 0; index < 500; index += 1) webhooks.enqueue(event());
  await webhooks.drained();
  expect(new Set(numbers()).size).toBe(500);
  webhooks.enqueue(event());
  await webhooks.drained();
  expect(webhooks.log().length).toBeLessThanOrEqual(302);
});
