import { expect, test } from "vitest";
import { createSegment, deleteSegment, matchesSegment, updateSegment } from "./segments.ts";
import { openTestShop } from "./testing/shop.ts";

const refused = (code: string): Error => expect.objectContaining({ code }) as Error;

test.each([
  { query: "customer_tags CONTAINS 'gold'", matches: true },
  { query: "customer_tags NOT CONTAINS 'gold'", matches: false },
  { query: "customer_tags CONTAINS 'staff' OR customer_tags CONTAINS 'gold'", matches: true },
  { query: "customer_tags CONTAINS 'gold' AND number_of_orders >= 2", matches: false },
  { query: "number_of_orders = 1 AND amount_spent > 99.99", matches: true },
  { query: "customer_tags CONTAINS 'it\\'s AND so on'", matches: false },
])("$query: $matches", ({ query, matches }) => {
  const { shop } = openTestShop();
  const ada = shop.createCustomer({ email: "ada@example.com", tags: ["gold"] });
  shop.placeOrder({ customerId: ada.id, lines: [{ product: "tea", price: "100.00" }] });
  expect(matchesSegment(shop, query, ada)).toBe(matches);
});

test("names are unique, queries must be known, and a segment in use stays", () => {
  const { shop } = openTestShop();
  const gold = createSegment(shop, "Gold", "customer_tags CONTAINS 'gold'");
  expect(() => createSegment(shop, "gold", "number_of_orders > 1")).toThrow(refused("TAKEN"));
  expect(() => createSegment(shop, "X", "shoe_size > 41")).toThrow(/shoe_size/);
  expect(() => createSegment(shop, "", "number_of_orders > 1")).toThrow(refused("BLANK"));
  expect(updateSegment(shop, gold.id, { name: "Gold members" }).name).toBe("Gold members");
  const discount = shop.createDiscount({
    title: "X",
    code: "X",
    value: { kind: "percentage", percentage: "0.1" },
    context: { kind: "segments", ids: [gold.id] },
  });
  expect(() => {
    deleteSegment(shop, gold.id);
  }).toThrow(refused("INVALID"));
  discount.context = { kind: "all" };
  deleteSegment(shop, gold.id);
  expect(shop.state.segments).toEqual({});
});
