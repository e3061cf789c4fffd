/** What the gateway changes is what the browser needs; anything more would hide a fault that shows at Shopify. */
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGateway } from "./gateway.ts";

const STORE = "http://localhost:4000";
const SCRIPT = "https://cdn.shopify.com/shopifycloud/app-bridge.js";
const state = { offline: false };
const answers: Record<string, { headers: http.OutgoingHttpHeaders; status?: number; body: string }> = {
  "/page": {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "frame-ancestors https://demo.myshopify.com https://admin.shopify.com;",
      link: `<${SCRIPT}>; rel="preload"; as="script";`,
      "set-cookie": ["a=1", "b=2"],
    },
    body: `<script src="${SCRIPT}"></script><p>Ærlig te, 茶</p>`,
  },
  "/script.js": { headers: { "content-type": "text/javascript" }, body: `load("${SCRIPT}")` },
  "/data": { headers: { "content-type": "application/json" }, body: JSON.stringify({ script: SCRIPT }) },
  "/out": { headers: { location: "https://admin.shopify.com/store/demo/apps/laurel?x=1" }, status: 302, body: "" },
  "/legacy": { headers: { location: "https://demo.myshopify.com/admin/apps/laurel" }, status: 302, body: "" },
  "/shop": { headers: { location: "https://demo.myshopify.com/discount/A?redirect=/cart" }, status: 302, body: "" },
};
const app = http.createServer((request, response) => {
  const answer = answers[request.url ?? ""];
  if (request.url === "/echo") return void request.pipe(response);
  if (request.url === "/asked") return void response.end(JSON.stringify(request.headers));
  response.writeHead(answer?.status ?? (answer ? 200 : 404), answer?.headers).end(answer?.body);
});
app.on("upgrade", (request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  socket.pipe(socket);
});
let gateway: http.Server;
let base: string;

const listen = async (server: http.Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};
beforeAll(async () => {
  const port = await listen(app);
  gateway = createGateway({ app: `http://127.0.0.1:${port}`, store: STORE, isOffline: () => state.offline });
  base = `http://127.0.0.1:${await listen(gateway)}`;
});
afterAll(() => {
  for (const server of [app, gateway]) {
    server.close();
    server.closeAllConnections();
  }
});

describe("gateway", () => {
  test("names the store's own App Bridge in pages, scripts and the Link header, and lets the store frame the app", async () => {
    const page = await fetch(`${base}/page`);
    expect(await page.text()).toBe(
      `<script src="${STORE}/cdn/shopifycloud/app-bridge.js"></script><p>Ærlig te, 茶</p>`,
    );
    expect(page.headers.get("link")).toContain(`<${STORE}/cdn/shopifycloud/app-bridge.js>`);
    expect(page.headers.get("content-security-policy")).toBe(
      `frame-ancestors ${STORE} https://demo.myshopify.com https://admin.shopify.com;`,
    );
    expect(page.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await (await fetch(`${base}/script.js`)).text()).toContain(`${STORE}/cdn`);
  });

  test("leaves every other body and address alone", async () => {
    expect(await (await fetch(`${base}/data`)).json()).toEqual({ script: SCRIPT });
    const shop = await fetch(`${base}/shop`, { redirect: "manual" });
    expect(shop.headers.get("location")).toBe("https://demo.myshopify.com/discount/A?redirect=/cart");
    expect((await fetch(`${base}/missing`)).status).toBe(404);
    const sent = "x".repeat(200_000);
    expect(await (await fetch(`${base}/echo`, { method: "POST", body: sent })).text()).toBe(sent);
  });

  test("turns redirects into Shopify's admin into the store's", async () => {
    const out = await fetch(`${base}/out`, { redirect: "manual" });
    expect(out.headers.get("location")).toBe(`${STORE}/admin/apps/laurel?x=1`);
    const legacy = await fetch(`${base}/legacy`, { redirect: "manual" });
    expect(legacy.headers.get("location")).toBe(`${STORE}/admin/apps/laurel`);
  });

  test("asks the app for plain text", async () => {
    const asked = (await (await fetch(`${base}/asked`)).json()) as Record<string, string>;
    expect(asked["accept-encoding"]).toBe("identity");
  });

  test("passes a websocket on", async () => {
    const socket: Socket = connect(Number(new URL(base).port), "127.0.0.1");
    socket.write("GET /hmr HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      if (!text) socket.write("ping");
      text += chunk.toString();
    });
    await expect.poll(() => text).toMatch(/101 Switching Protocols[\s\S]*ping$/);
    socket.destroy();
  });

  test("answers 503 while the app is offline, and nothing to a foreign host", async () => {
    state.offline = true;
    expect((await fetch(`${base}/page`)).status).toBe(503);
    state.offline = false;
    const foreign = await new Promise<number | undefined>((resolve) => {
      http.get(`${base}/page`, { headers: { host: "evil.example" } }, (answer) => resolve(answer.statusCode));
    });
    expect(foreign).toBe(421);
  });

  test("says so when the app does not answer", async () => {
    const lonely = createGateway({ app: "http://127.0.0.1:1", store: STORE });
    const answer = await fetch(`http://127.0.0.1:${await listen(lonely)}/page`);
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain("The app does not answer");
    lonely.close();
    lonely.closeAllConnections();
  });
});
