import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyOrders } from "../../app/commands/apply-orders.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { signProxy } from "../../dev-store/storefront/app-proxy.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if a shopper read about somebody else's order, or other sentences than staff read.
const ADA = "7201";
const BO = "7202";
const LANGUAGES = ["en", "nb", "sv", "da", "de", "nl", "fr", "es"];

type Told = { title: string; sentences: { text: string; details: { text: string }[] }[] };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage([ADA, BO]);
  const lines = [
    { price: "100.00", discount: "10.00" },
    { price: "50.00", giftCard: true },
  ];
  const order = orderOf({ id: "501", name: "#1007", customerId: ADA, lines });
  const odd = orderOf({ id: "502", name: "<b>#1008</b>", customerId: ADA });
  await applyOrders(stage.db, {
    orders: [order, odd].map((each) => ({ shopId: stage.shopId, order: each })),
    now: new Date(),
  });
});
afterAll(() => stage.close());

function ask(customer: string | null, more: Record<string, string>, accept = "application/json"): Promise<Response> {
  const parameters: [string, string][] = [
    ...Object.entries(more),
    ["shop", SHOP],
    ["logged_in_customer_id", customer ?? ""],
    ["path_prefix", "/apps/loyalty"],
    ["timestamp", String(Math.floor(Date.now() / 1000))],
  ];
  const signature = signProxy(parameters, process.env["SHOPIFY_API_SECRET"] ?? "");
  const query = new URLSearchParams([...parameters, ["signature", signature]]);
  const request = new Request(`http://localhost:4001/proxy/order?${String(query)}`, { headers: { accept } });
  return stage.answer(request);
}

describe("how an order's points were counted", () => {
  it("is told to whose order it is, line by line, in the sentences that staff read", async () => {
    const told = (await (await ask(ADA, { name: "#1007", locale: "en" })).json()) as Told;
    expect(told.title).toBe("How the points of order #1007 were counted");
    const texts = told.sentences.map(({ text }) => text);
    expect(texts[0]).toMatch(/^Article 1 × 1: .*90\.00 earns$/);
    expect(told.sentences[0]?.details.map(({ text }) => text)).toEqual([
      expect.stringMatching(/10\.00 discount is taken off/),
    ]);
    expect(texts[1]).toBe("Article 2: gift cards earn no points");
    expect(texts.at(-1)).toMatch(/^That makes/);
  });

  it("is told to nobody else, and no stranger learns whether there is such an order", async () => {
    const others = await ask(BO, { name: "#1007" });
    const none = await ask(BO, { name: "#4711" });
    expect([others.status, none.status]).toEqual([404, 404]);
    expect(await others.text()).toBe(await none.text());
    expect((await ask(null, { name: "#1007" })).status).toBe(401);
    expect((await ask(ADA, {})).status).toBe(400);
    expect((await ask(ADA, { name: "#1007\u0000" })).status).toBe(400);
  });

  it("is a page in each language of the shop, without anything that a browser would run", async () => {
    const titles = new Set<string>();
    for (const locale of LANGUAGES) {
      const page = await ask(ADA, { name: "<b>#1008</b>", locale }, "text/html");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      const text = await page.text();
      expect(text).toContain(`<html lang="${locale}">`);
      expect(text).not.toContain("<b>#1008");
      expect(text).not.toMatch(/\{\{|nothing\.|points\.(exact|rounded)/);
      titles.add(/<h1>(.*)<\/h1>/.exec(text)?.[1] ?? "");
    }
    expect(titles.size).toBe(LANGUAGES.length);
  });
});

describe("the sentences", () => {
  const keysOf = (value: unknown, path = ""): string[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
      : [`${path} ${[...String(value).matchAll(/\{\{\w+\}\}/g)].map(String).sort().join(" ")}`];
  const read = (language: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../app/locales/${language}/explanation.json`, import.meta.url), "utf8"));

  it.each(LANGUAGES)("are all there in %s, with the same things put in", (language) => {
    expect(keysOf(read(language)).sort()).toEqual(keysOf(read("en")).sort());
  });
});
