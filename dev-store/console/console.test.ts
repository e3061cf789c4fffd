/** The console's calls: scripts and tests rely on each of them doing what it says to the running store. */
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { machineNow } from "../clock.ts";
import { setMetafields } from "../shop/metafields.ts";
import { startDevStore } from "../start.ts";
import type { DevStore } from "../start.ts";
import { Browser } from "../testing/browser.ts";
import type { Mail } from "../pages-state.ts";

type Got = { topic: string; body: string; webhookId: string };
const got: Got[] = [];
let answer = 200;
const app = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { headers } = request;
    if (request.url === "/webhooks" && answer === 200)
      got.push({
        topic: String(headers["x-shopify-topic"]),
        body: Buffer.concat(chunks).toString(),
        webhookId: String(headers["x-shopify-webhook-id"]),
      });
    response.writeHead(answer).end();
  });
});
let folder: string;
let devStore: DevStore;
let browser: Browser;

const start = async () =>
  startDevStore({
    dataDir: folder,
    apiKey: "key",
    apiSecret: "a secret of the app",
    appUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}`,
    storePort: 0,
    gatewayPort: 0,
    smtpPort: 0,
    empty: true,
  });
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "console-"));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  devStore = await start();
  browser = new Browser(devStore.storeUrl);
});
afterAll(async () => {
  await devStore.close();
  app.close();
  app.closeAllConnections();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  got.length = 0;
  answer = 200;
  await call("webhooks/policy", {
    delayMilliseconds: 0,
    copies: 1,
    drop: false,
    hold: false,
    reverse: false,
    topics: [],
  });
});

const call = async (name: string, value: unknown = {}) => {
  const response = await browser.postJson(`/_dev/api/${name}`, value);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
let made = 0;
const makeCustomer = () => {
  made += 1;
  return devStore.store.shop.createCustomer({ email: `customer-${made}@example.com` });
};
const drained = () => browser.json("/_dev/api/webhooks/drained");

describe("the app", () => {
  test("hears nothing before it is installed, and everything after", async () => {
    makeCustomer();
    await drained();
    expect(got).toEqual([]);
    expect(await call("install")).toEqual({ status: 200, body: { ok: true, status: 200 } });
    makeCustomer();
    await drained();
    expect(got.map((one) => one.topic)).toEqual(["customers/create"]);
  });

  test("is told of its uninstalling, then nothing more; its tokens are gone", async () => {
    await call("install");
    const { shop, config } = devStore.store;
    const ownerId = `gid://shopify/Customer/${makeCustomer().id}`;
    await drained();
    const own = { ownerId, namespace: `app--${config.appId}`, key: "loyalty", type: "json", value: "{}" };
    setMetafields(shop, [own, { ...own, namespace: "custom" }]);
    got.length = 0;
    await call("uninstall");
    expect(shop.findMetafield(ownerId, own.namespace, own.key)).toBeNull();
    expect(shop.findMetafield(ownerId, "custom", own.key)).not.toBeNull();
    makeCustomer();
    await drained();
    expect(got.map((one) => one.topic)).toEqual(["app/uninstalled"]);
    expect(await browser.json("/_dev/api/state")).toMatchObject({ installed: false, tokens: 0 });
    await call("install");
  });

  test("offline, it answers 503 to everybody, and hears of it all when it is back", async () => {
    await call("offline", { offline: true });
    expect((await fetch(`${devStore.gatewayUrl}/app`)).status).toBe(503);
    expect((await browser.get("/apps/loyalty/anything")).status).toBe(503);
    makeCustomer();
    await expect.poll(() => devStore.store.webhooks.log()[0]?.answer).toBe("503");
    await call("offline", { offline: false });
    await drained();
    expect(got.map((one) => one.topic)).toEqual(["customers/create"]);
  });

  test("an install that the app does not answer is told", async () => {
    answer = 500;
    expect(await call("install")).toEqual({ status: 502, body: { ok: false, status: 500 } });
  });
});

describe("deliveries", () => {
  test("twice means twice with one id; never means never; only the named topics", async () => {
    await call("webhooks/policy", { copies: 2 });
    makeCustomer();
    await drained();
    expect(got).toHaveLength(2);
    expect(got[0]).toEqual(got[1]);
    await call("webhooks/policy", { copies: 1, drop: true, topics: "orders/create" });
    makeCustomer();
    await drained();
    expect(got).toHaveLength(3);
    await call("webhooks/policy", { topics: [] });
    makeCustomer();
    await drained();
    expect(got).toHaveLength(3);
  });

  test("held ones come when released, backwards if wanted; one of the log comes again", async () => {
    await call("webhooks/policy", { hold: true });
    const [first, second] = [makeCustomer(), makeCustomer()];
    expect(got).toHaveLength(0);
    await call("webhooks/release", { backwards: true });
    await drained();
    expect(got.map((one) => (JSON.parse(one.body) as { id: number }).id)).toEqual([
      Number(second.id),
      Number(first.id),
    ]);
    await call("webhooks/redeliver", { id: got[0]!.webhookId });
    await drained();
    expect(got[2]).toEqual(got[0]);
  });

  test("a rule that does not exist is refused by its name", async () => {
    expect(await call("webhooks/policy", { speed: 3 })).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('"speed"') as string },
    });
    expect(await call("webhooks/policy", { copies: "many" })).toMatchObject({
      status: 422,
      body: { error: 'copies must be a whole number, not "many"' },
    });
  });
});

describe("the Admin API", () => {
  const ask = () =>
    browser.request("/admin/api/2026-10/graphql.json", {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": "dev-store-owner" },
      body: JSON.stringify({ query: "{ shop { name } }" }),
    });

  test("answers the owner's token, and nobody else", async () => {
    expect(await (await ask()).json()).toMatchObject({ data: { shop: { name: devStore.store.shop.state.info.name } } });
    const other = await browser.request("/admin/api/2026-10/graphql.json", {
      method: "POST",
      body: "{}",
      headers: { "x-shopify-access-token": "guess", "content-type": "application/json" },
    });
    expect(other.status).toBe(401);
    expect((await browser.postJson("/admin/api/2024-01/graphql.json", {})).status).toBe(404);
    expect(
      (
        await browser.request("/admin/api/2026-10/graphql.json", {
          method: "POST",
          body: "{",
          headers: { "content-type": "application/json" },
        })
      ).status,
    ).toBe(400);
  });

  test("429 comes as often as was asked for", async () => {
    await call("throttle", { tooManyRequests: 2 });
    const statuses = [(await ask()).status, (await ask()).status, (await ask()).status];
    expect(statuses).toEqual([429, 429, 200]);
  });

  test("another pace is kept, a pace of 0 refused", async () => {
    await call("throttle", { restoreRate: 10, empty: true });
    expect(await browser.json("/_dev/api/state")).toMatchObject({
      throttle: { restoreRate: 10, maximumAvailable: 200 },
    });
    expect((await call("throttle", { restoreRate: 0 })).status).toBe(422);
  });
});

describe("clock", () => {
  test("goes on by a day, by a month, to a moment; never back", async () => {
    const before = Date.now();
    await call("clock", { advance: "day" });
    expect(Math.round((Date.now() - before) / 3_600_000)).toBe(24);
    await call("clock", { to: new Date(before + 40 * 86_400_000).toISOString() });
    expect(Math.round((Date.now() - machineNow()) / 86_400_000)).toBe(40);
    expect(await call("clock", { to: "2020-01-01" })).toMatchObject({
      status: 422,
      body: { error: "Time only goes forward." },
    });
    expect((await call("clock", { to: "soon" })).status).toBe(422);
    expect((await call("clock", { to: "2999-01-01" })).status).toBe(422);
  });
});

describe("mails", () => {
  test("what is sent to the port is in the inbox as it was written", async () => {
    const { smtpPort } = devStore.store.config;
    const transport = createTransport({ host: "127.0.0.1", port: smtpPort, ignoreTLS: true });
    const text = `Hei Åse, du har 120 poeng.\n\n${"Lang linje ".repeat(30)}= slutt`;
    await transport.sendMail({
      from: "Te <te@example.com>",
      to: "åse@example.com, b@example.com",
      subject: "Ærlig te – 茶 og poeng som varer lenge, lenge",
      text,
      html: "<p>Hei <b>Åse</b></p><script>alert(1)</script>",
    });
    const { mails } = await browser.json<{ mails: Mail[] }>("/_dev/api/mails");
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      subject: "Ærlig te – 茶 og poeng som varer lenge, lenge",
      from: "Te <te@example.com>",
    });
    expect(mails[0]!.to).toContain("b@example.com");
    expect(mails[0]!.text.trim().replaceAll("\r\n", "\n")).toBe(text);
    expect(mails[0]!.html).toContain("<b>Åse</b>");
    const page = await (await browser.get(`/_dev/mails/${mails[0]!.id}`)).text();
    expect(page).toMatch(/sandbox="allow-popups allow-popups-to-escape-sandbox"\s+srcdoc="[^"]*&lt;p&gt;Hei/);
    expect(page).toContain("message-id: ");
    expect(page).not.toContain("<script>alert");
  });
});

describe("theme blocks", () => {
  test("stand where they are put, with checked settings", async () => {
    const first = await browser.json<{ placements: { id: string; block: string; template: string }[] }>(
      "/_dev/api/theme",
    );
    expect(first.placements.map(({ block, template }) => [block, template])).toEqual([
      ["account", "account"],
      ["program", "page.rewards"],
      ["earn", "product"],
    ]);
    await call("theme/add", { block: "program", template: "index" });
    await call("theme/save", { placement: "account", corners: 12, show_history: false });
    const { placements } = await browser.json<{ placements: { id: string; settings: object }[] }>("/_dev/api/theme");
    expect(placements).toHaveLength(4);
    expect(placements[0]!.settings).toMatchObject({ corners: 12, show_history: false });
    expect(await call("theme/save", { placement: "account", corners: 99 })).toMatchObject({
      status: 422,
      body: { error: "corners must be a number from 0 to 24." },
    });
    expect((await call("theme/add", { block: "nothing", template: "index" })).status).toBe(422);
    expect((await call("theme/add", { block: "program", template: "layout" })).status).toBe(422);
    expect((await call("theme/choose", { theme: "pink" })).status).toBe(422);
    await call("theme/choose", { theme: "night" });
    expect(await (await browser.get("/")).text()).toContain("/night.css");
    await call("theme/choose", { theme: "day" });
    expect(await (await browser.get("/")).text()).not.toContain("/night.css");
    await call("theme/remove", { placement: placements[3]!.id });
  });
});

test("everything is still there after a restart", async () => {
  const customers = devStore.store.shop.listCustomers().length;
  await devStore.close();
  devStore = await start();
  browser = new Browser(devStore.storeUrl);
  expect(devStore.store.shop.listCustomers()).toHaveLength(customers);
  expect(devStore.store.pages).toMatchObject({
    installed: true,
    mails: [{ subject: expect.stringContaining("Ærlig") as string }],
  });
  expect(Math.round((Date.now() - machineNow()) / 86_400_000)).toBe(40);
});
