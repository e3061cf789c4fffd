/** The app believes whoever the proxy says is signed in: its signature must be Shopify's, and no browser may speak for it. */
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDevStore } from "../start.ts";
import type { DevStore } from "../start.ts";
import { Browser } from "../testing/browser.ts";

const SECRET = "a secret of the app";
type Seen = { method: string | undefined; url: URL; body: Buffer; headers: http.IncomingHttpHeaders };
let seen: Seen;
let reply: { status: number; headers: http.OutgoingHttpHeaders; body: string };
const app = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const url = new URL(request.url ?? "/", "http://app.local");
    seen = { method: request.method, url, body: Buffer.concat(chunks), headers: request.headers };
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
});
const library = shopifyApi({
  apiKey: "key",
  apiSecretKey: SECRET,
  hostName: "localhost:4001",
  apiVersion: ApiVersion.October26,
  isEmbeddedApp: true,
  logger: { log: () => undefined },
});
const isBelieved = (url: URL) => {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length > 1 ? values : (values[0] ?? "");
  }
  return library.utils.validateHmac(query as never, { signator: "appProxy" });
};

let folder: string;
let devStore: DevStore;
let browser: Browser;
let adaId: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "proxy-"));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  const ports = { storePort: 0, gatewayPort: 0, smtpPort: 0 };
  devStore = await startDevStore({ dataDir: folder, apiKey: "key", apiSecret: SECRET, appUrl, ...ports, empty: true });
  adaId = devStore.store.shop.createCustomer({ email: "ada@example.com", firstName: "Ada" }).id;
});
afterAll(async () => {
  await devStore.close();
  app.close();
  app.closeAllConnections();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  browser = new Browser(devStore.storeUrl);
  reply = {
    status: 200,
    headers: { "content-type": "application/json", "set-cookie": "theirs=1" },
    body: '{"ok":true}',
  };
});

describe("the app proxy", () => {
  test("signs what the genuine library believes, with nobody signed in", async () => {
    const answer = await browser.get("/apps/loyalty/exchange?a=1&b=x%20y&b=%C3%A6&c=");
    expect(await answer.json()).toEqual({ ok: true });
    expect(seen.url.pathname).toBe("/proxy/exchange");
    expect(await isBelieved(seen.url)).toBe(true);
    expect(Object.fromEntries(seen.url.searchParams)).toMatchObject({
      shop: "demo.myshopify.com",
      logged_in_customer_id: "",
      path_prefix: "/apps/loyalty",
      b: "æ",
    });
    seen.url.searchParams.set("a", "2");
    expect(await isBelieved(seen.url)).toBe(false);
  });

  test("names the customer who is signed in, whatever the browser claims", async () => {
    await browser.post("/account/login", { email: "ada@example.com" });
    await browser.get(
      "/apps/loyalty/x?logged_in_customer_id=7&signature=00&shop=evil.myshopify.com&timestamp=1&path_prefix=/a",
    );
    for (const name of ["logged_in_customer_id", "signature", "shop", "timestamp", "path_prefix"])
      expect(seen.url.searchParams.getAll(name)).toHaveLength(1);
    expect(seen.url.searchParams.get("logged_in_customer_id")).toBe(adaId);
    expect(await isBelieved(seen.url)).toBe(true);
  });

  test("passes a body on byte by byte, and no cookie in either direction", async () => {
    const body = new Uint8Array([0, 255, 10, 13, 228]);
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    const answer = await browser.request("/apps/loyalty/exchange", { method: "POST", body, headers });
    expect(seen.method).toBe("POST");
    expect([...seen.body]).toEqual([...body]);
    expect(seen.headers).toMatchObject({
      ...headers,
      "x-forwarded-host": "localhost:" + new URL(devStore.gatewayUrl).port,
    });
    expect(seen.headers.cookie).toBeUndefined();
    expect(answer.headers.getSetCookie().join()).not.toContain("theirs");
  });

  test("passes redirects on; one to the shop's own name stays in this store", async () => {
    reply = { status: 303, headers: { location: "/discount/ABC?redirect=/cart" }, body: "" };
    const near = await browser.post("/apps/loyalty/exchange", { reward: "x" });
    expect([near.status, near.headers.get("location")]).toEqual([303, "/discount/ABC?redirect=/cart"]);
    reply.headers = { location: "https://demo.myshopify.com/cart" };
    expect((await browser.get("/apps/loyalty/x")).headers.get("location")).toBe("/cart");
  });

  test("renders Liquid inside the theme, as the customer sees it", async () => {
    await browser.post("/account/login", { email: "ada@example.com" });
    const liquid = "<p>{{ customer.first_name }} at {{ shop.name }}, {{ 12345 | money }}</p>";
    reply = { status: 200, headers: { "content-type": "application/liquid" }, body: liquid };
    const page = await (await browser.get("/apps/loyalty/page")).text();
    expect(page).toContain(`<p>Ada at ${devStore.store.shop.state.info.name}, 123,45 kr</p>`);
    expect(page).toContain("site-header");
    reply.body = `{% layout none %}${liquid}`;
    expect(await (await browser.get("/apps/loyalty/page")).text()).not.toContain("site-header");
  });

  test("passes the app's own refusals on", async () => {
    reply = { status: 422, headers: { "content-type": "text/html" }, body: "<p>Too few points</p>" };
    const answer = await browser.post("/apps/loyalty/exchange", {});
    expect([answer.status, await answer.text()]).toEqual([422, "<p>Too few points</p>"]);
  });
});
