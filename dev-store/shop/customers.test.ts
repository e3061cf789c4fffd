import { describe, expect, test } from "vitest";
import { gid } from "./gid.ts";
import { setMetafields } from "./metafields.ts";
import { Shop } from "./shop.ts";
import { openTestShop } from "./testing/shop.ts";
import type { CustomerInput } from "./types.ts";

const refused = (code: string, field?: string[]): Error =>
  expect.objectContaining(field ? { code, field } : { code }) as Error;

describe("customers", () => {
  test.each<{ name: string; input: CustomerInput; error: Error }>([
    { name: "nothing to know them by", input: { email: " " }, error: refused("BLANK") },
    { name: "an address that isn't one", input: { email: "ada" }, error: refused("INVALID", ["email"]) },
    {
      name: "an address that is taken, in other letters",
      input: { email: "ADA@example.com" },
      error: refused("TAKEN", ["email"]),
    },
    { name: "a phone number that isn't one", input: { phone: "call me" }, error: refused("INVALID", ["phone"]) },
    { name: "a name of 256 letters", input: { firstName: "x".repeat(256) }, error: refused("TOO_LONG", ["firstName"]) },
    {
      name: "a tag of 256 letters",
      input: { firstName: "A", tags: ["x".repeat(256)] },
      error: refused("TOO_LONG", ["tags"]),
    },
    {
      name: "251 tags",
      input: { firstName: "A", tags: Array.from({ length: 251 }, (_, index) => `t${index}`) },
      error: refused("TOO_MANY", ["tags"]),
    },
    {
      name: "a birthday that isn't a day",
      input: { firstName: "A", birthday: "02-30" },
      error: refused("INVALID", ["birthday"]),
    },
  ])("refused: $name", ({ input, error }) => {
    const { shop } = openTestShop();
    shop.createCustomer({ email: "ada@example.com" });
    expect(() => shop.createCustomer(input)).toThrow(error);
    expect(shop.listCustomers()).toHaveLength(1);
  });

  test("a birthday on 29 February is kept as Shopify's own definition keeps it", () => {
    const { shop } = openTestShop();
    const ada = shop.createCustomer({ email: "ada@example.com", birthday: "02-29" });
    expect(shop.findMetafield(gid("Customer", ada.id), "facts", "birth_date")).toMatchObject({
      type: "date",
      value: "2000-02-29",
    });
  });

  test("tags: added and removed ones are told, what is so already is not", () => {
    const { shop, topics, events } = openTestShop();
    const id = gid("Customer", shop.createCustomer({ email: "ada@example.com", tags: ["vip"] }).id);
    topics();
    shop.addTags(id, ["VIP", "gold", " gold "]);
    expect(events[0]?.payload).toMatchObject({ customerId: id, tags: ["gold"] });
    expect(topics()).toEqual(["customer.tags_added", "customers/update"]);
    shop.addTags(id, ["gold"]);
    shop.removeTags(id, ["silver"]);
    expect(topics()).toEqual([]);
    shop.removeTags(id, ["GOLD"]);
    expect(topics()).toEqual(["customer.tags_removed", "customers/update"]);
    expect(() => {
      shop.addTags(gid("Customer", "1"), ["x"]);
    }).toThrow(refused("NOT_FOUND"));
  });

  test("merging moves orders, tags, metafields, store credit and bound discounts", () => {
    const { shop, topics, events } = openTestShop();
    const kept = shop.createCustomer({ email: "ada@example.com", tags: ["vip"] });
    const gone = shop.createCustomer({ email: "ada@work.example", tags: ["gold"], firstName: "Ada" });
    const order = shop.placeOrder({ customerId: gone.id, lines: [{ product: "tea", price: "100.00" }] });
    shop.creditStoreCredit(gone.id, "40.00");
    const mine = shop.createDiscount({
      title: "X",
      code: "X",
      value: { kind: "amount", amount: "1.00", eachItem: false },
      context: { kind: "customers", ids: [gone.id] },
    });
    setMetafields(shop, [
      {
        ownerId: gid("Customer", gone.id),
        namespace: "custom",
        key: "size",
        type: "single_line_text_field",
        value: "M",
      },
    ]);
    topics();
    shop.mergeCustomers(kept.id, gone.id);
    expect(events[0]?.payload).toMatchObject({
      admin_graphql_api_customer_kept_id: gid("Customer", kept.id),
      admin_graphql_api_customer_deleted_id: gid("Customer", gone.id),
      status: "success",
    });
    expect(topics()).toEqual(["customers/merge", "customer.tags_added", "customers/update"]);
    expect(kept).toMatchObject({ tags: ["gold", "vip"], firstName: "Ada", email: "ada@example.com" });
    expect([order.customerId, shop.storeCreditOf(kept.id)?.balance, mine.context]).toEqual([
      kept.id,
      "40.00",
      { kind: "customers", ids: [kept.id] },
    ]);
    expect(shop.findMetafield(gid("Customer", kept.id), "custom", "size")?.value).toBe("M");
    expect(() => shop.requireCustomer(gone.id)).toThrow(refused("NOT_FOUND"));
    expect(() => shop.mergeCustomers(kept.id, kept.id)).toThrow(refused("INVALID"));
  });

  test("somebody with orders can't be deleted, somebody without is told to be gone", () => {
    const { shop, topics } = openTestShop();
    const buyer = shop.createCustomer({ email: "ada@example.com" });
    const visitor = shop.createCustomer({ email: "bo@example.com" });
    shop.placeOrder({ customerId: buyer.id, lines: [{ product: "tea", price: "100.00" }] });
    topics();
    expect(() => {
      shop.deleteCustomer(buyer.id);
    }).toThrow(refused("INVALID"));
    shop.deleteCustomer(visitor.id);
    expect(topics()).toEqual(["customers/delete"]);
  });
});

describe("the state is plain JSON", () => {
  test("a shop goes on from a saved state as if nothing had happened", () => {
    const { shop } = openTestShop();
    const ada = shop.createCustomer({ email: "ada@example.com" });
    shop.createDiscount({ title: "X", code: "X", value: { kind: "amount", amount: "1.00", eachItem: false } });
    setMetafields(shop, [
      { ownerId: gid("Customer", ada.id), namespace: "app--1", key: "loyalty", type: "json", value: "{}" },
    ]);
    const before = shop.placeOrder({ customerId: ada.id, lines: [{ product: "tea", price: "100.00" }], codes: ["X"] });
    const saved = JSON.parse(JSON.stringify(shop.state)) as typeof shop.state;
    expect(saved).toEqual(shop.state);
    const again = new Shop({ domain: "tea.myshopify.com", clock: () => new Date("2026-02-01T00:00:00Z") }, saved);
    expect(again.totals(again.requireOrder(before.id))).toEqual(shop.totals(before));
    expect(again.findDiscountByCode("x")?.codes[0]?.uses).toBe(1);
    expect(again.findMetafield(gid("Customer", ada.id), "app--1", "loyalty")?.value).toBe("{}");
    expect(Number(again.createCustomer({ firstName: "Bo" }).id)).toBeGreaterThan(Number(before.id));
  });
});

describe("metafields", () => {
  test.each([
    { name: "JSON that isn't", type: "json", value: "{", code: "INVALID_VALUE" },
    { name: "a number that isn't", type: "number_integer", value: "1.5", code: "INVALID_VALUE" },
    { name: "an unknown type", type: "colour", value: "red", code: "INVALID_TYPE" },
    { name: "nothing", type: "json", value: "", code: "BLANK" },
    { name: "more than 128 KiB of JSON", type: "json", value: JSON.stringify("x".repeat(131_072)), code: "TOO_LONG" },
  ])("refused: $name", ({ type, value, code }) => {
    const { shop } = openTestShop();
    const ownerId = gid("Customer", shop.createCustomer({ firstName: "Ada" }).id);
    expect(() =>
      setMetafields(shop, [
        { ownerId, namespace: "n", key: "ok", type: "json", value: "1" },
        { ownerId, namespace: "n", key: "key", type, value },
      ]),
    ).toThrow(refused(code));
    // All or none.
    expect(shop.listMetafields(ownerId)).toEqual([]);
  });

  test("compare-and-set refuses what was changed since it was read", () => {
    const { shop } = openTestShop();
    const ownerId = gid("Customer", shop.createCustomer({ firstName: "Ada" }).id);
    const write = (value: string, compareDigest: string | null): unknown =>
      setMetafields(shop, [{ ownerId, namespace: "n", key: "key", type: "json", value, compareDigest }]);
    write("1", null);
    expect(() => write("2", null)).toThrow(refused("STALE_OBJECT"));
    expect(() => write("2", "old")).toThrow(refused("STALE_OBJECT"));
  });
});
