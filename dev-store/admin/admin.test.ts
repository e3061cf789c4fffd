/** The owner's pages by HTTP, and the tokens by which the embedded app knows the owner: checked by Shopify's own library. */
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Order } from "../shop/types.ts";
import { startDevStore } from "../start.ts";
import type { DevStore } from "../start.ts";
import { Browser } from "../testing/browser.ts";

const SECRET = "a secret of the app that is long";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";
const library = shopifyApi({
  apiKey: "key",
  apiSecretKey: SECRET,
  hostName: "localhost:4001",
  apiVersion: ApiVersion.October26,
  isEmbeddedApp: true,
  logger: { log: () => undefined },
});
let folder: string;
let devStore: DevStore;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "admin-"));
  const ports = { storePort: 0, gatewayPort: 0, smtpPort: 0 };
  const appUrl = "http://127.0.0.1:9";
  devStore = await startDevStore({ dataDir: folder, apiKey: "key", apiSecret: SECRET, appUrl, ...ports, empty: true });
  devStore.store.shop.createProduct({ title: "Cup", handle: "cup", variants: [{ price: "100.00" }] });
});
afterAll(async () => {
  await devStore.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  browser = new Browser(devStore.storeUrl);
});

const cup = () => ({ variantId: devStore.store.shop.findProductByHandle("cup")!.variants[0]!.id, quantity: 3 });
const place = (input: Partial<Parameters<DevStore["store"]["shop"]["placeOrder"]>[0]> = {}) =>
  devStore.store.shop.placeOrder({ lines: [cup()], ...input });
const act = async (order: Order, action: string, fields: Record<string, string> = {}) => {
  const answer = await browser.post(`/admin/orders/${order.id}/${action}`, fields, "application/json");
  return (await answer.json()) as { ok: boolean; done?: string; error?: string };
};
const totals = (order: Order) => devStore.store.shop.totals(devStore.store.shop.requireOrder(order.id));

describe("an order's forms", () => {
  test("fulfil, then refund one of three, then a typed amount", async () => {
    const order = place();
    expect(await act(order, "fulfil")).toMatchObject({ ok: true });
    expect(totals(order).fulfillmentStatus).toBe("FULFILLED");
    expect(await act(order, "refund", { [`quantity[${order.lines[0]!.id}]`]: "1" })).toMatchObject({ ok: true });
    expect(totals(order)).toMatchObject({ refunded: "100.00", financialStatus: "PARTIALLY_REFUNDED" });
    expect(await act(order, "refund", { amount: "12,50" })).toMatchObject({ ok: true });
    expect(totals(order).refunded).toBe("112.50");
    const page = await (await browser.get(`/admin/orders/${order.id}`)).text();
    expect(page).toContain("112,50 kr");
  });

  test("mark as paid, edit quantities and add a product, cancel", async () => {
    const order = place({ status: "pending", payments: [{ gateway: "bank_deposit", amount: "300.00" }] });
    await act(order, "pay");
    expect(totals(order).financialStatus).toBe("PAID");
    await act(order, "edit", { [`set[${order.lines[0]!.id}]`]: "2", add: cup().variantId, add_quantity: "4" });
    expect(totals(order)).toMatchObject({ currentTotal: "600.00", outstanding: "300.00" });
    await act(order, "cancel", { refund: "1" });
    expect(devStore.store.shop.requireOrder(order.id).cancelledAt).not.toBeNull();
  });

  test("a guest's order is given to a customer", async () => {
    const customer = devStore.store.shop.createCustomer({ email: "ada@example.com" });
    const order = place();
    expect(await act(order, "attach", { email: "nobody@example.com" })).toMatchObject({
      ok: false,
      error: "No customer has this email.",
    });
    await act(order, "attach", { email: "ada@example.com" });
    expect(devStore.store.shop.requireOrder(order.id).customerId).toBe(customer.id);
  });

  test("what makes no sense is told on the page that it came from, and changes nothing", async () => {
    const order = place();
    const before = JSON.stringify(devStore.store.shop.requireOrder(order.id));
    expect(await act(order, "refund")).toMatchObject({ ok: false });
    expect(await act(order, "refund", { amount: "lots" })).toMatchObject({
      ok: false,
      error: '"lots" is not an amount of money',
    });
    expect(await act(order, "refund", { [`quantity[${order.lines[0]!.id}]`]: "4" })).toMatchObject({ ok: false });
    expect(await act(order, "edit")).toMatchObject({ ok: false, error: "Nothing was changed." });
    expect(JSON.stringify(devStore.store.shop.requireOrder(order.id))).toBe(before);
    const back = await browser.post(`/admin/orders/${order.id}/refund`, { amount: "<b>" });
    const page = await browser.get(back.headers.get("location") ?? "");
    expect(await page.text()).toContain("&quot;&lt;b&gt;&quot; is not an amount of money");
  });
});

describe("a customer's page", () => {
  test("shows and changes tags, names what is not there, and escapes what people type", async () => {
    const { shop } = devStore.store;
    const customer = shop.createCustomer({ email: "eve@example.com", firstName: "<i>Eve</i>", tags: ["a&b"] });
    await browser.post(`/admin/customers/${customer.id}/tag`, { tag: "vip, tea" });
    await browser.post(`/admin/customers/${customer.id}/untag`, { tag: "a&b" });
    expect(shop.requireCustomer(customer.id).tags.toSorted()).toEqual(["tea", "vip"]);
    const page = await (await browser.get(`/admin/customers/${customer.id}`)).text();
    expect(page).toContain("&lt;i&gt;Eve&lt;/i&gt;");
    expect(page).not.toContain("<i>Eve");
    expect((await browser.get("/admin/customers/1")).status).toBe(404);
    expect((await browser.get("/admin/orders/1")).status).toBe(404);
  });

  test.each(["/admin", "/admin/orders", "/admin/customers", "/admin/products", "/admin/discounts"])(
    "%s is a page",
    async (path) => {
      const answer = await browser.get(path);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('aria-current="page"');
    },
  );
});

describe("the embedded app", () => {
  const source = async (path: string) => {
    const page = await (await browser.get(path)).text();
    return new URL((/<iframe[^>]*src="([^"]+)"/.exec(page)?.[1] ?? "").replaceAll("&amp;", "&"));
  };

  test("is loaded from the gateway with parameters and a session token that the library believes", async () => {
    const address = await source("/admin/apps/laurel/app/members?query=ada");
    expect(address.origin).toBe(devStore.gatewayUrl);
    expect(address.pathname).toBe("/app/members");
    expect(address.searchParams.get("query")).toBe("ada");
    expect(await library.utils.validateHmac(Object.fromEntries(address.searchParams) as never)).toBe(true);
    expect(library.utils.sanitizeHost(address.searchParams.get("host") ?? "")).not.toBeNull();
    const token = await library.session.decodeSessionToken(address.searchParams.get("id_token") ?? "");
    expect(token).toMatchObject({ dest: "https://demo.myshopify.com", aud: "key", sub: "1" });
  });

  test("is asked for in the owner's language", async () => {
    expect((await source("/admin/apps/laurel")).searchParams.get("locale")).toBe("en");
    await browser.post("/admin/language", { language: "nb" });
    expect((await source("/admin/apps/laurel")).searchParams.get("locale")).toBe("nb");
  });

  test("learns where its blocks stand, and picks resources by their gids", async () => {
    const [extension] =
      await browser.json<{ activations: { handle: string; status: string }[] }[]>("/admin/app-extensions");
    expect(extension!.activations).toEqual(
      expect.arrayContaining([expect.objectContaining({ handle: "account", status: "active" })]),
    );
    const variants = await browser.json<{ id: string }[]>("/admin/resources?type=variant");
    expect(variants.at(-1)!.id).toMatch(/^gid:\/\/shopify\/ProductVariant\/\d+$/);
  });
});

describe("tokens", () => {
  const ask = async (fields: Record<string, string>) => {
    const answer = await browser.postJson("/admin/oauth/access_token", {
      client_id: "key",
      client_secret: SECRET,
      ...fields,
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };
  const idToken = async () => (await browser.json<{ token: string }>("/admin/session-token")).token;
  const exchange = async (fields: Record<string, string> = {}) =>
    ask({ grant_type: EXCHANGE, subject_token: await idToken(), requested_token_type: OFFLINE, ...fields });
  const works = async (token: string | undefined) => {
    const headers = { "content-type": "application/json", "x-shopify-access-token": token ?? "" };
    const body = JSON.stringify({ query: "{ shop { name } }" });
    return (await browser.request("/admin/api/2026-10/graphql.json", { method: "POST", headers, body })).status === 200;
  };

  test("are exchanged for a session token, expire, and are refreshed once", async () => {
    await browser.get("/admin/apps/laurel/app");
    const first = await exchange({ expiring: "1" });
    expect(first.body).toMatchObject({ expires_in: 3600, refresh_token: expect.stringMatching(/^shprt_/) as string });
    expect(await works(first.body.access_token)).toBe(true);
    await browser.postJson("/_dev/api/expire-tokens", {});
    expect(await works(first.body.access_token)).toBe(false);
    const refresh = { grant_type: "refresh_token", refresh_token: first.body.refresh_token ?? "" };
    const second = await ask(refresh);
    expect(await works(second.body.access_token)).toBe(true);
    // A lost answer may be asked for again, but only until its replacement was used.
    expect((await ask(refresh)).status).toBe(200);
    const third = await ask({ ...refresh, refresh_token: (await ask(refresh)).body.refresh_token ?? "" });
    expect(third.status).toBe(200);
    expect((await ask(refresh)).status).toBe(400);
  });

  test("online ones name the owner; without expiring there is no refresh token", async () => {
    expect((await exchange({ requested_token_type: ONLINE })).body).toMatchObject({
      associated_user: { first_name: "Olive" },
    });
    expect((await exchange()).body.refresh_token).toBeUndefined();
  });

  test("are refused to a wrong secret, a forged token, an unknown grant and after uninstalling", async () => {
    expect((await exchange({ client_secret: "guess" })).status).toBe(401);
    const forged = `${(await idToken()).slice(0, -3)}abc`;
    expect(await exchange({ subject_token: forged })).toMatchObject({
      status: 400,
      body: { error: "invalid_subject_token" },
    });
    expect((await ask({ grant_type: "password" })).body.error).toBe("unsupported_grant_type");
    expect((await ask({ grant_type: "refresh_token", refresh_token: "constructor" })).status).toBe(400);
    const good = await exchange();
    await browser.postJson("/_dev/api/uninstall", {});
    expect(await works(good.body.access_token)).toBe(false);
    expect((await exchange()).status).toBe(400);
  });

  test("the shop's own host answers the API and nothing else", async () => {
    const { get } = await import("node:http");
    const statusOf = (host: string, path: string) =>
      new Promise<number | undefined>((resolve) => {
        get(new URL(path, devStore.storeUrl), { headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
      });
    expect(await statusOf("demo.myshopify.com", "/admin/orders")).toBe(404);
    expect(await statusOf("evil.example", "/")).toBe(421);
    expect(await statusOf("localhost", "/admin/orders")).toBe(200);
  });
});

describe("new customer accounts", () => {
  test("give a token of the signed-in customer, and read what the app opened to customers", async () => {
    const { shop, config } = devStore.store;
    const customer = shop.createCustomer({ email: "nina@example.com" });
    const guest = await browser.json<{ token: string }>("/customer-account/session-token");
    expect((await library.session.decodeSessionToken(guest.token, { checkAudience: true })).sub).toBeUndefined();
    await browser.post("/account/login", { email: "nina@example.com" });
    const { token } = await browser.json<{ token: string }>("/customer-account/session-token");
    const claims = await library.session.decodeSessionToken(token, { checkAudience: true });
    expect(claims).toMatchObject({ sub: `gid://shopify/Customer/${customer.id}`, dest: config.domain });
    const [own, shops] = [`gid://shopify/Customer/${customer.id}`, `gid://shopify/Shop/${shop.state.info.id}`];
    const set = async (ownerId: string, key: string, value: string) => {
      const variables = { m: [{ ownerId, namespace: "$app", key, type: "json", value }] };
      const query =
        "mutation ($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { message } } }";
      await devStore.store.api.execute({ token: "dev-store-owner", query, variables });
    };
    await set(own, "loyalty", '{"balance":7}');
    await set(shops, "program", '{"v":1}');
    for (const owner of [own, shops]) await set(owner, "secret", '"hidden"');
    const secret = `secret: metafield(namespace: "$app", key: "secret") { value }`;
    const query = `{ customer { loyalty: metafield(namespace: "$app", key: "loyalty") { value } ${secret} }
      shop { program: metafield(namespace: "$app", key: "program") { value } ${secret} } }`;
    const answer = await browser.postJson("/customer-account/api/graphql", { query });
    const customers = { loyalty: { value: '{"balance":7}' }, secret: null };
    expect(await answer.json()).toEqual({
      data: { customer: customers, shop: { program: { value: '{"v":1}' }, secret: null } },
    });
    const unknown = await browser.postJson("/customer-account/api/graphql", {
      query: "{ customer { orders { id } } }",
    });
    expect(JSON.stringify(await unknown.json())).toContain('Cannot query field \\"orders\\"');
  });

  test("show each extension in a frame, with its own words", async () => {
    await browser.post("/account/login", { email: "nina@example.com" });
    const profile = await (await browser.get("/customer-account")).text();
    expect(profile).toContain('sandbox="allow-scripts" src="/customer-account/frames/loyalty-profile"');
    const frame = await (await browser.get("/customer-account/frames/loyalty-page")).text();
    expect(frame).toContain("customer-account.page.render");
    expect(frame).toContain('data-theme="day"');
    const script = await (await browser.get("/customer-account/extensions/loyalty-page.js")).text();
    expect(script).toContain(devStore.gatewayUrl);
    expect((await browser.get("/customer-account/frames/nothing")).status).toBe(404);
  });
});

describe("a block on a customer's page", () => {
  test("is there once the app is, and asks with the app's rights about what is the app's own", async () => {
    const { shop } = devStore.store;
    const { id } = shop.createCustomer({ email: "block@example.com" });
    const page = async () => (await browser.get(`/admin/customers/${id}`)).text();
    const ask = async (query: string): Promise<unknown> =>
      (await browser.postJson("/admin/blocks/query", { query })).json();
    await browser.postJson("/_dev/api/uninstall", {});
    expect(await page()).not.toContain("/admin/blocks/");
    expect(JSON.stringify(await ask("{ shop { name } }"))).toContain("Invalid API key");
    await browser.get("/admin/apps/laurel/app");
    expect(await page()).toContain(`src="/admin/blocks/loyalty-customer?customer=${id}"`);
    const frame = await (await browser.get(`/admin/blocks/loyalty-customer?customer=${id}`)).text();
    expect(frame).toContain("admin.customer-details.block.render");
    expect(frame).toContain(`gid://shopify/Customer/${id}`);
    expect(await (await browser.get("/admin/blocks/loyalty-customer.js")).text()).toContain("CustomerLoyalty");
    expect((await browser.get("/admin/blocks/nothing")).status).toBe(404);
    const own = `{ customer(id: "gid://shopify/Customer/${id}") { metafield(namespace: "$app", key: "loyalty") { value } } }`;
    expect(await ask(own)).toMatchObject({ data: { customer: { metafield: null } } });
    expect(JSON.stringify(await ask("{ giftCards(first: 1) { nodes { id } } }"))).toContain("ACCESS_DENIED");
  });
});
