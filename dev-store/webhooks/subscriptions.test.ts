import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSubscriptions } from "./subscriptions.ts";

const folder = mkdtempSync(join(tmpdir(), "subscriptions-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function toml(text: string): string {
  const file = join(folder, "shopify.app.toml");
  writeFileSync(file, text);
  return file;
}

test("the app's own file: every topic that Laurel lives by, and the three of compliance", () => {
  const { apiVersion, subscriptions } = readSubscriptions(join(import.meta.dirname, "../../shopify.app.toml"));
  expect(apiVersion).toBe("2026-10");
  const topics = subscriptions.map((one) => one.topic);
  expect(topics).toEqual(
    expect.arrayContaining([
      "orders/create",
      "refunds/create",
      "customers/merge",
      "customer.tags_added",
      "app/uninstalled",
      "shop/redact",
    ]),
  );
  expect(new Set(topics).size).toBe(topics.length);
});

test("a file without webhooks, a subscription without an address, and what the dev store can't do are refused by name", () => {
  expect(() => readSubscriptions(toml('name = "x"'))).toThrow("api_version");
  const start = '[webhooks]\napi_version = "2026-10"\n[[webhooks.subscriptions]]\ntopics = ["orders/create"]\n';
  expect(() => readSubscriptions(toml(start))).toThrow("no uri");
  expect(() => readSubscriptions(toml(`${start}uri = "/x"\nfilter = "id:1"\n`))).toThrow("filter");
});
