import { describe, expect, it } from "vitest";
import { openStore } from "../../tests/scenarios/store.ts";
import type { Store } from "../../tests/scenarios/store.ts";
import type { OrderInput } from "../../dev-store/shop/types.ts";
import { hasFallenAway, totalTendered } from "../domain/order.ts";
import type { OrderState } from "../domain/order.ts";
import { orderFromGraphql } from "./from-graphql.ts";
import { orderFromWebhook } from "./from-webhook.ts";
import { parseJsonKeepingDigits } from "./json.ts";

// An order that is read in two ways must be one order: points must not depend on whether a webhook or the comparison told of it.

const SCOPES = [
  "read_orders",
  "read_customers",
  "read_products",
  "read_discounts",
  "write_discounts",
  "write_customers",
];

function newStore(): Store & { tick: () => void } {
  const clock = { now: new Date("2026-01-05T09:00:00Z") };
  const store = openStore({
    domain: "parity.myshopify.com",
    shopId: "77",
    currency: "NOK",
    timeZone: "Europe/Oslo",
    scopes: SCOPES,
    clock: () => clock.now,
  });
  return { ...store, tick: () => (clock.now = new Date(clock.now.getTime() + 90_000)) };
}

const TEA = { product: "tea", price: "99.90", quantity: 3, discount: "10.00" };
const POT = { product: "pot", price: "450.00" };
const CARD = { product: "card", price: "200.00", giftCard: true };

type Story = { readonly name: string; readonly order: OrderInput; readonly then?: (store: Store, id: string) => void };

const STORIES: readonly Story[] = [
  { name: "a plain order", order: { lines: [TEA] } },
  { name: "a guest's order", order: { lines: [POT], customerId: null } },
  {
    name: "taxes on top, with shipping and a tip",
    order: { lines: [TEA, POT], taxRate: "0.25", shipping: "49.00", tip: "20.00" },
  },
  {
    name: "taxes included and a discount that doesn't divide",
    order: { lines: [TEA, POT, CARD], taxRate: "0.15", taxesIncluded: true, orderDiscount: "33.33" },
  },
  {
    name: "a gift card and money together",
    order: {
      lines: [POT],
      payments: [
        { gateway: "gift_card", amount: "100.00" },
        { gateway: "vipps", amount: "350.00" },
      ],
    },
  },
  { name: "a test order", order: { lines: [POT], test: true } },
  { name: "a pending order", order: { lines: [POT], status: "pending" } },
  {
    name: "a deposit",
    order: { lines: [POT], status: "partiallyPaid", payments: [{ gateway: "shopify_payments", amount: "50.00" }] },
  },
  {
    name: "a bank deposit paid later",
    order: { lines: [POT], status: "pending" },
    then: (store, id) => store.shop.payOrder(id, [{ gateway: "manual", amount: "450.00" }]),
  },
  {
    name: "an authorization that falls away",
    order: { lines: [POT], status: "authorized" },
    then: (store, id) => store.shop.voidOrder(id),
  },
  { name: "a fulfilled order", order: { lines: [TEA], fulfilled: true } },
  {
    name: "a line refunded in part",
    order: { lines: [TEA, POT], taxRate: "0.25" },
    then: (store, id) => store.shop.refundOrder(id, { lines: [{ lineId: lineId(store, id, 0), quantity: 1 }] }),
  },
  {
    name: "an amount typed by hand",
    order: { lines: [POT] },
    then: (store, id) => store.shop.refundOrder(id, { amount: "12.34" }),
  },
  {
    name: "shipping refunded alone",
    order: { lines: [POT], shipping: "49.00" },
    then: (store, id) => store.shop.refundOrder(id, { shipping: "49.00" }),
  },
  {
    name: "an edit that takes and adds",
    order: { lines: [TEA] },
    then: (store, id) => store.shop.editOrder(id, { set: [{ lineId: lineId(store, id, 0), quantity: 1 }], add: [POT] }),
  },
  {
    name: "a cancellation with everything refunded",
    order: { lines: [TEA, POT] },
    then: (store, id) => store.shop.cancelOrder(id, { refund: true }),
  },
];

function lineId(store: Store, orderId: string, index: number): string {
  return store.shop.requireOrder(orderId).lines[index]!.id;
}

/** The order as the last webhook about it tells it, and as the Admin API answers it. */
async function readBoth(story: Story): Promise<{ told: OrderState; fetched: OrderState }> {
  const store = newStore();
  const ada = store.shop.createCustomer({ email: "ada@example.com" });
  store.tick();
  const { id } = store.shop.placeOrder({ customerId: ada.id, automatic: false, ...story.order });
  store.tick();
  story.then?.(store, id);
  const topics = ["orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled"];
  const last = store.sent.filter((event) => topics.includes(event.topic)).at(-1)!;
  const answer = await store.gateway.findOrder(id);
  return {
    told: orderFromWebhook(parseJsonKeepingDigits(JSON.stringify(last.payload)), "orders/updated"),
    fetched: orderFromGraphql(answer!),
  };
}

describe("an order from a webhook and from GraphQL", () => {
  it.each(STORIES)("is the same: $name", async (story) => {
    const { told, fetched } = await readBoth(story);
    // Payments, edits and what was there before them are what the webhook doesn't tell; everything else has to agree.
    const before = { transactions: null, editedAt: [], paidAt: null, paidPart: null };
    const total = fetched.editedAt.length === 0 ? fetched.total : told.total;
    expect({ ...fetched, ...before, total }).toEqual(told);
  });

  it("knows the payments when it was fetched", async () => {
    const { fetched } = await readBoth(STORIES[4]!);
    expect(fetched.transactions!.map(({ kind, status, gateway, amount }) => [kind, status, gateway, amount])).toEqual([
      ["sale", "success", "gift_card", 10_000n],
      ["sale", "success", "vipps", 35_000n],
    ]);
    expect(totalTendered(fetched.transactions!)).toBe(fetched.total);
  });

  it("knows when it was edited when it was fetched", async () => {
    const { fetched } = await readBoth(STORIES.find((story) => story.name.startsWith("an edit"))!);
    expect(fetched.editedAt).toEqual([new Date("2026-01-05T09:03:00Z")]);
  });

  it("knows what an edited order was like when it was paid, when it was fetched", async () => {
    const { told, fetched } = await readBoth(STORIES.find((story) => story.name.startsWith("an edit"))!);
    expect(fetched.paidAt).toEqual(new Date("2026-01-05T09:01:30Z"));
    expect(fetched.total).toBe(28_970n);
    expect(fetched.paidPart?.asOf).toEqual(fetched.paidAt);
    expect(fetched.paidPart?.lines.map((line) => [line.id, line.currentQuantity])).toEqual([[told.lines[0]!.id, 3]]);
  });

  it("leaves the tip out, which Shopify lists among the lines", async () => {
    const { told, fetched } = await readBoth(STORIES.find((story) => story.name.endsWith("a tip"))!);
    expect(told.lines.map((line) => line.title)).toEqual(
      ["tea", "pot"].map((name) => expect.stringMatching(new RegExp(name, "i")) as string),
    );
    expect(fetched.lines).toHaveLength(2);
    expect([told.tip, fetched.tip]).toEqual([2_000n, 2_000n]);
  });

  it("was never paid in full, where an edit added more before the deposit came", async () => {
    const pay = (store: Store, id: string, amount: string) => store.shop.payOrder(id, [{ gateway: "manual", amount }]);
    const { fetched } = await readBoth({
      name: "an edit before a deposit",
      order: { lines: [POT], status: "pending" },
      then: (store, id) => {
        store.shop.editOrder(id, { add: [TEA] });
        pay(store, id, "450.00");
      },
    });
    expect([fetched.financialStatus, fetched.paidAt, fetched.paidPart]).toEqual(["partiallyPaid", null, null]);
  });

  it("is what was paid last, after an edit that was paid and one that was not", async () => {
    const { fetched } = await readBoth({
      name: "two edits",
      order: { lines: [POT] },
      then: (store, id) => {
        (store as ReturnType<typeof newStore>).tick();
        store.shop.editOrder(id, { add: [{ product: "cup", price: "50.00" }] });
        (store as ReturnType<typeof newStore>).tick();
        store.shop.payOrder(id);
        (store as ReturnType<typeof newStore>).tick();
        store.shop.editOrder(id, { add: [{ product: "rug", price: "70.00" }] });
        store.shop.refundOrder(id, { lines: [{ lineId: lineId(store, id, 0), quantity: 1 }] });
      },
    });
    expect(fetched.financialStatus).toBe("partiallyPaid");
    expect(fetched.paidAt).toEqual(new Date("2026-01-05T09:01:30Z"));
    expect(fetched.paidPart?.asOf).toEqual(new Date("2026-01-05T09:06:00Z"));
    expect(
      fetched.paidPart?.lines.map((line) => [line.unitPrice, line.currentQuantity, line.refundedQuantity]),
    ).toEqual([
      [45_000n, 1, 0],
      [5_000n, 1, 0],
    ]);
  });

  it("tells what fell away", async () => {
    const voided = await readBoth(STORIES.find((story) => story.name.startsWith("an authorization"))!);
    expect(hasFallenAway(voided.told)).toBe(true);
    const cancelled = await readBoth(STORIES.at(-1)!);
    expect(hasFallenAway(cancelled.fetched)).toBe(true);
  });

  it("reads all of 500 lines, page by page", async () => {
    const lines = Array.from({ length: 500 }, (_, n) => ({ product: `tea-${n}`, price: "1.00" }));
    const { told, fetched } = await readBoth({ name: "500 lines", order: { lines } });
    expect(fetched.lines).toHaveLength(500);
    expect(fetched.lines).toEqual(told.lines);
  });

  it("keeps ids that are too long for a number", () => {
    const text =
      '{"id": 98765432109876543210, "line_items": [{"id": 12345678901234567890}], "price": 9007199254740993.5}';
    expect(parseJsonKeepingDigits(text)).toEqual({
      id: "98765432109876543210",
      line_items: [{ id: "12345678901234567890" }],
      price: 9007199254740994,
    });
  });

  it("refuses a payload that isn't an order, naming what is wrong", () => {
    expect(() => orderFromWebhook({ id: 1 }, "orders/create")).toThrow(/currency/);
  });
});
