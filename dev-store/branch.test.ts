import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rewriteHeaders } from "./gateway.ts";
import type { DevStore } from "./start.ts";
import { startDevStore } from "./start.ts";

// Broken if the second shop were not a shop of its own: its own name, ids, customers, tokens and webhooks beside the first one's.

let dataDir: string;
let box: DevStore;
const start = (): Promise<DevStore> =>
  startDevStore({
    ...{ dataDir, apiKey: "key", apiSecret: "a-secret-of-the-app", appUrl: "http://127.0.0.1:1" },
    ...{ storePort: 0, gatewayPort: 0, smtpPort: 0 },
  });
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "laurel-branch-"));
  box = await start();
});
afterAll(async () => {
  await box.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A request to the box's port with the Host header that a browser or the app would send. */
function ask(host: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const url = new URL(path, box.storeUrl);
  const headers = { host, "x-shopify-access-token": "dev-store-owner", "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: body ? "POST" : "GET", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    request.on("error", reject);
    request.end(body ? JSON.stringify(body) : undefined);
  });
}

const SHOP = { query: "{ shop { id name myshopifyDomain } customers(first: 50) { nodes { email verifiedEmail } } }" };
type Answer = {
  data: {
    shop: { id: string; name: string; myshopifyDomain: string };
    customers: { nodes: { email: string; verifiedEmail: boolean }[] };
  };
};
const shopAt = async (host: string): Promise<Answer["data"]> =>
  (JSON.parse((await ask(host, "/admin/api/2026-10/graphql.json", SHOP)).text) as Answer).data;

it("costs nothing until somebody asks for it, and is a shop of its own under its own name and address", async () => {
  expect(readdirSync(dataDir).filter((name) => name.startsWith("branch"))).toEqual([]);
  const [first, second] = [await shopAt("demo.myshopify.com"), await shopAt("bergen.myshopify.com")];
  expect(second.shop).toMatchObject({ name: "Tea House Bergen", myshopifyDomain: "bergen.myshopify.com" });
  expect(second.shop.id).not.toBe(first.shop.id);
  const { host } = new URL(box.branchUrl);
  expect(host).toMatch(/^bergen\.localhost:\d+$/u);
  expect((await ask(host, "/admin")).text).toContain("Tea House Bergen");
  expect((await ask(new URL(box.storeUrl).host, "/admin")).text).not.toContain("Bergen");
  expect((await ask("shop.evil.example", "/")).status).toBe(421);
  for (const [at, other] of [
    [box.storeUrl, box.branchUrl],
    [box.branchUrl, box.storeUrl],
  ] as const) {
    expect((await ask(new URL(at).host, "/_dev")).text).toContain(`${other}/_dev`);
  }
});

it("has customers of its own and some of the first one's, one of them with an address that nobody has verified", async () => {
  const [first, second] = [await shopAt("demo.myshopify.com"), await shopAt("bergen.myshopify.com")];
  const known = new Set(first.customers.nodes.map((customer) => customer.email));
  const shared = second.customers.nodes.filter((customer) => known.has(customer.email));
  expect(shared.map((customer) => customer.verifiedEmail).sort()).toEqual([false, true, true, true, true]);
  expect(second.customers.nodes.length).toBe(shared.length + 2);
});

it("keeps what it has over a restart", async () => {
  box.branch().shop.createCustomer({ firstName: "Late", email: "late@example.com" });
  await box.close();
  box = await start();
  expect((await shopAt("bergen.myshopify.com")).customers.nodes.map((customer) => customer.email)).toContain(
    "late@example.com",
  );
});

it("is sent back to its own admin by the gateway, which lets both frame the app", () => {
  const others = { bergen: "http://bergen.localhost:4000" };
  const to = (location: string) => rewriteHeaders({ location }, "http://localhost:4000", others).location;
  expect(to("https://admin.shopify.com/store/bergen/apps/laurel/app")).toBe(
    "http://bergen.localhost:4000/admin/apps/laurel/app",
  );
  expect(to("https://bergen.myshopify.com/admin/themes")).toBe("http://bergen.localhost:4000/admin/themes");
  expect(to("https://admin.shopify.com/store/demo/apps/laurel/app")).toBe(
    "http://localhost:4000/admin/apps/laurel/app",
  );
  const policy = rewriteHeaders(
    { "content-security-policy": "frame-ancestors https://x" },
    "http://localhost:4000",
    others,
  );
  expect(policy["content-security-policy"]).toBe(
    "frame-ancestors http://localhost:4000 http://bergen.localhost:4000 https://x",
  );
});
