import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBox } from "./journeys/harness.ts";
import type { Box } from "./journeys/harness.ts";
import { createCustomer, createPaidOrder, eventually, readCustomer, refundLine } from "./journeys/owner.ts";
import type { OwnersOrder } from "./journeys/owner.ts";

/** What is promised: five seconds after an order Shopify shows what it did. */
const WITHIN_MS = 5000;

describe("whoever drives the shop by its Admin API alone sees points and tier there", () => {
  let box: Box;
  let customerId: string;
  let order: OwnersOrder;
  beforeAll(async () => {
    box = await openBox();
  });
  afterAll(async () => {
    await box.close();
    expect(box.endedUnexpectedly).toEqual([]);
  });

  test("an order of 1,240.00 by Vipps gives 124 points, their worth, the first tier and its tag", async () => {
    customerId = await createCustomer(box.store, { email: "ada@example.com", firstName: "Ada", tags: ["tasting"] });
    const lines = [{ title: "Gyokuro", price: "620.00", quantity: 2 }];
    order = await createPaidOrder(box.store, { customerId, lines, total: "1240.00" });
    const read = () => readCustomer(box.store, customerId);
    const state = await eventually(read, ({ loyalty, tags }) => loyalty?.balance === 124 && tags.length > 1, WITHIN_MS);
    expect(state.loyalty).toMatchObject({ participates: true, balance: 124, worth: "62.00", tier: "leaf" });
    expect(state.loyalty).toMatchObject({ pending: 0, reserved: 0, debt: 0, codes: [] });
    expect(state.loyalty).toMatchObject({ card: { tier: "leaf", name: "Leaf" }, next: { tier: "blossom" } });
    expect(state.tags.sort()).toEqual(["loyalty-leaf", "tasting"]);
  });

  test("half of it refunded takes half of the points and nothing else", async () => {
    await refundLine(box.store, { order, line: 0, quantity: 1, amount: "620.00" });
    const read = () => readCustomer(box.store, customerId);
    const state = await eventually(read, ({ loyalty }) => loyalty?.balance === 62, WITHIN_MS);
    expect(state.loyalty?.history.map(({ points }) => points)).toEqual([-62, 124]);
    expect(state.tags.sort()).toEqual(["loyalty-leaf", "tasting"]);
  });

  test("a test order earns nothing", async () => {
    const lines = [{ title: "Gyokuro", price: "620.00", quantity: 2 }];
    await createPaidOrder(box.store, { customerId, lines, total: "1240.00", test: true });
    const real = [{ title: "Sencha", price: "100.00", quantity: 1 }];
    await createPaidOrder(box.store, { customerId, lines: real, total: "100.00" });
    const read = () => readCustomer(box.store, customerId);
    // The later, real order has arrived: the test order before it would show by now.
    await eventually(read, ({ loyalty }) => (loyalty?.balance ?? 0) > 62, WITHIN_MS);
    expect((await read()).loyalty?.balance).toBe(72);
  });
});
