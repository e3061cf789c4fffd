import type { Browser } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { openVisitor } from "./harness.ts";
import type { Box, Visitor } from "./harness.ts";
import { openApp } from "./merchant.ts";
import { createCustomer, createPaidOrder, eventually, readCustomer } from "./owner.ts";
import type { CustomerState, Store } from "./owner.ts";
import { readAccount, signIn } from "./shopper.ts";

type Visit = (options?: Parameters<typeof openVisitor>[2]) => Promise<Visitor>;

async function buy(store: Store, customerId: string, price: string, wanted: number): Promise<CustomerState> {
  const lines = [{ title: "Tea", price, quantity: 1 }];
  await createPaidOrder(store, { customerId, lines, total: price });
  return eventually(
    () => readCustomer(store, customerId),
    ({ loyalty }) => loyalty?.balance === wanted,
  );
}

/** What no designer draws: huge, empty and foreign things in a running shop. */
export function badInputJourney(open: () => { box: Box; browser: Browser }): void {
  const visitors: Visitor[] = [];
  const store = () => open().box.store;
  const visit: Visit = async (options) => {
    const visitor = await openVisitor(open().browser, store(), options);
    visitors.push(visitor);
    return visitor;
  };
  afterAll(async () => {
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
    for (const visitor of visitors) await visitor.close();
  });

  test("an order with 500 lines earns for every one of them", async () => {
    const customerId = await createCustomer(store(), { email: "wholesale@example.com" });
    const lines = Array.from({ length: 500 }, (_, n) => ({ title: `Tea ${n + 1}`, price: "2.00", quantity: 1 }));
    await createPaidOrder(store(), { customerId, lines, total: "1000.00" });
    const read = () => readCustomer(store(), customerId);
    const state = await eventually(read, ({ loyalty }) => loyalty !== null && loyalty.balance > 0);
    expect(state.loyalty).toMatchObject({ balance: 100, tier: "leaf" });
  });

  test("a customer without an e-mail address collects like anybody else", async () => {
    const customerId = await createCustomer(store(), { firstName: "Nobody", lastName: "Known" });
    expect((await buy(store(), customerId, "500.00", 50)).loyalty).toMatchObject({ participates: true, tier: null });
  });

  test("emoji and right-to-left names stand in the admin and on the account as they are", async () => {
    const email = "layla@example.org";
    const customerId = await createCustomer(store(), { email, firstName: "ليلى 🍵", lastName: "‏לאה <b>&amp;</b>" });
    await buy(store(), customerId, "1000.00", 100);
    const shopper = await visit();
    await signIn(shopper.page, email);
    expect((await readAccount(shopper.page)).text).toContain("ليلى 🍵");
    const merchant = await visit();
    const frame = await openApp(merchant.page, `/app/members?search=${encodeURIComponent(email)}`);
    await frame.getByText("ليلى 🍵").first().waitFor();
    expect(await frame.locator(".Polaris-Page").innerText()).toContain("לאה <b>&amp;</b>");
  });

  test("an order of nothing earns nothing, and one of a trillion earns exactly its points", async () => {
    const customerId = await createCustomer(store(), { email: "extremes@example.com" });
    const free = await createPaidOrder(store(), {
      customerId,
      lines: [{ title: "Sample", price: "0.00", quantity: 1 }],
      total: "0.00",
    });
    expect(free.name).toMatch(/^#\d+$/);
    // A tenth of it in points, and the highest tier's bonus.
    const rich = await buy(store(), customerId, "1000000000000.00", 100_000_000_200);
    expect(rich.loyalty).toMatchObject({ tier: "gold-tip", worth: "50000000100.00", debt: 0 });
    // The tag is written after the metafield.
    const tagged = await eventually(
      () => readCustomer(store(), customerId),
      ({ tags }) => tags.length > 0,
    );
    expect(tagged.tags).toEqual(["loyalty-gold-tip"]);
  });

  exchangedInHaste(store, visit);
}

function exchangedInHaste(store: () => Store, visit: Visit): void {
  test("a double click on Exchange makes one code", async () => {
    const email = "hasty@example.com";
    const customerId = await createCustomer(store(), { email, firstName: "Hasty" });
    await buy(store(), customerId, "3000.00", 300);
    const { page } = await visit();
    await signIn(page, email);
    await page.getByRole("button", { name: "Exchange", exact: true }).first().dblclick();
    await page.getByText("is in your cart").waitFor();
    const state = await eventually(
      () => readCustomer(store(), customerId),
      ({ loyalty }) => loyalty?.codes.length === 1,
    );
    expect(state.loyalty?.balance).toBe(200);
    expect((await readAccount(page)).balance).toBe("200");
  });

  test("without JavaScript the exchange is a form, and leads to the cart with the code in it", async () => {
    const email = "plain@example.com";
    const customerId = await createCustomer(store(), { email, firstName: "Plain" });
    await buy(store(), customerId, "1500.00", 150);
    const { page } = await visit({ javaScript: false });
    await signIn(page, email);
    await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
    await page.waitForURL(/\/(cart|account)/);
    const state = await eventually(
      () => readCustomer(store(), customerId),
      ({ loyalty }) => loyalty?.codes.length === 1,
    );
    const code = state.loyalty?.codes[0]?.code ?? "no code";
    await page.goto("/cart");
    expect(await page.locator("main").innerText()).toContain(code);
    await eventually(
      () => readAccount(page),
      ({ balance, text }) => balance === "50" && text.includes(code),
    );
  });
}
