/** What a shopper does, by HTTP: a cart that counts otherwise than the checkout, or a code that is not checked, would cost a shop money. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDevStore } from "../start.ts";
import type { DevStore } from "../start.ts";
import { Browser } from "../testing/browser.ts";

let folder: string;
let devStore: DevStore;
let browser: Browser;
let sencha: string;
let bowl: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
  devStore = await startDevStore({
    dataDir: folder,
    apiKey: "key",
    apiSecret: "a secret of the app",
    appUrl: "http://127.0.0.1:9",
    storePort: 0,
    gatewayPort: 0,
    smtpPort: 0,
    empty: true,
  });
  const { shop } = devStore.store;
  sencha = shop.createProduct({ title: "Test sencha", handle: "test-sencha", variants: [{ price: "620.00" }] })
    .variants[0]!.id;
  bowl = shop.createProduct({
    title: "Test bowl",
    handle: "test-bowl",
    variants: [{ price: "99.90", compareAt: "120.00" }],
  }).variants[0]!.id;
  const ada = shop.createCustomer({ email: "ada@example.com", firstName: "Ada", state: "ENABLED" });
  const value = { kind: "amount", amount: "50.00", eachItem: false } as const;
  shop.createDiscount({ title: "Fifty", code: "FIFTY", kind: "basic", value });
  shop.createDiscount({
    title: "Old",
    code: "OLD",
    kind: "basic",
    value,
    startsAt: "2020-01-01T00:00:00Z",
    endsAt: "2020-02-01T00:00:00Z",
  });
  shop.createDiscount({
    title: "Hers",
    code: "HERS",
    kind: "basic",
    value,
    context: { kind: "customers", ids: [ada.id] },
  });
  shop.createDiscount({
    title: "Big",
    code: "BIG",
    kind: "basic",
    value,
    minimum: { kind: "subtotal", amount: "5000.00" },
  });
  shop.createDiscount({ title: "Once", code: "ONCE", kind: "basic", value, usageLimit: 1 });
});
afterAll(async () => {
  await devStore.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  browser = new Browser(devStore.storeUrl);
});

type Cart = {
  item_count: number;
  total_price: number;
  total_discount: number;
  items: { variant_id: number; quantity: number; final_line_price: number }[];
  discount_codes: { code: string; applicable: boolean }[];
};
const cart = () => browser.json<Cart>("/cart.js");
const newestOrder = () => {
  const orders = devStore.store.shop.listOrders();
  const order = orders.at(-1)!;
  return { order, totals: devStore.store.shop.totals(order) };
};
const buy = (fields: Record<string, string>) =>
  browser.post(
    "/checkout",
    { email: "guest@example.com", shipping: "pickup", payment: "card", ...fields },
    "application/json",
  );

describe("cart", () => {
  test("is added to, changed and emptied as by Shopify's Ajax API", async () => {
    const added = await browser.post("/cart/add.js", { id: sencha, quantity: "2" });
    expect(await added.json()).toMatchObject({ variant_id: Number(sencha), quantity: 2, line_price: 124_000 });
    await browser.postJson("/cart/add.js", { items: [{ id: Number(bowl), quantity: 1 }] });
    expect(await cart()).toMatchObject({ item_count: 3, total_price: 133_990 });
    await browser.postJson("/cart/change.js", { line: 1, quantity: 1 });
    await browser.postJson("/cart/update.js", { updates: { [bowl]: 3 } });
    expect((await cart()).items.map((item) => item.quantity)).toEqual([1, 3]);
    await browser.postJson("/cart/change.js", { id: bowl, quantity: 0 });
    expect(await cart()).toMatchObject({ item_count: 1, total_price: 62_000 });
    await browser.postJson("/cart/clear.js", {});
    expect(await cart()).toMatchObject({ item_count: 0, total_price: 0 });
  });

  test("takes a form of many lines, and a multipart form", async () => {
    await browser.post("/cart/add", { id: sencha, quantity: "1" });
    const form = new FormData();
    form.set("id", bowl);
    form.set("quantity", "2");
    await browser.request("/cart/add.js", { method: "POST", body: form });
    const changed = await browser.request("/cart", {
      method: "POST",
      body: new URLSearchParams([
        ["updates[]", "4"],
        ["updates[]", "0"],
      ]),
    });
    expect(changed.status).toBe(303);
    expect((await cart()).items).toMatchObject([{ variant_id: Number(sencha), quantity: 4 }]);
  });

  test.each([
    [{ id: "1", quantity: "1" }, 404, "Cannot find variant"],
    [{ id: "x", quantity: "1" }, 404, "Cannot find variant"],
    [{ quantity: "1" }, 404, "Cannot find variant"],
  ])("refuses %j", async (fields, status, description) => {
    const answer = await browser.post("/cart/add.js", fields);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ message: "Cart Error", description });
  });

  test.each(["0", "-1", "1.5", "many", "1000000"])("refuses a quantity of %s", async (quantity) => {
    const answer = await browser.post("/cart/add.js", { id: sencha, quantity });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { description: string }).description).toContain("whole number");
  });

  test("belongs to one browser", async () => {
    await browser.post("/cart/add.js", { id: sencha, quantity: "2" });
    const other = new Browser(devStore.storeUrl);
    expect(await other.json<Cart>("/cart.js")).toMatchObject({ item_count: 0 });
  });
});

describe("discount codes", () => {
  test("a shared link puts the code in the cart and goes on to a path of this shop only", async () => {
    const there = await browser.get("/discount/FIFTY?redirect=/cart");
    expect(there.headers.get("location")).toBe("/cart");
    const away = await browser.get("/discount/FIFTY?redirect=//evil.example");
    expect(away.headers.get("location")).toBe("/");
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    expect(await cart()).toMatchObject({
      total_price: 57_000,
      total_discount: 5000,
      discount_codes: [{ code: "FIFTY", applicable: true }],
    });
  });

  test.each([
    ["NOTHING", "Enter a valid discount code: NOTHING isn’t one."],
    ["OLD", "OLD discount code has expired."],
    ["HERS", "HERS discount code isn’t available to you right now."],
    ["BIG", "Your cart doesn’t meet the requirements for the BIG discount code yet."],
  ])("%s is refused in plain words, and no order is placed with it", async (code, sentence) => {
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    const before = devStore.store.shop.listOrders().length;
    const refused = await buy({ code });
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as { errors: string[] }).errors).toEqual([sentence]);
    expect(devStore.store.shop.listOrders()).toHaveLength(before);
    expect((await cart()).discount_codes).toEqual([]);
  });

  test("two that do not combine: the second is told", async () => {
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    await browser.postJson("/cart/update.js", { discount: "FIFTY,ONCE" });
    const codes = (await cart()).discount_codes;
    expect(codes.filter((code) => code.applicable)).toHaveLength(1);
  });

  test("one with a limit is used up by the order", async () => {
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    expect((await buy({ code: "ONCE" })).status).toBe(200);
    expect(newestOrder().totals).toMatchObject({ total: "570.00", discounts: "50.00" });
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    const again = await buy({ code: "ONCE" });
    expect(await again.json()).toMatchObject({ errors: ["ONCE discount code has reached its usage limit."] });
  });
});

describe("checkout", () => {
  beforeEach(async () => {
    await browser.post("/cart/add.js", { id: sencha, quantity: "2" });
  });

  test("counts lines, codes, delivery and the tax that prices contain", async () => {
    const page = await browser.post(
      "/checkout",
      { intent: "count", code: "FIFTY", shipping: "express", email: "" },
      "application/json",
    );
    expect(await page.json()).toMatchObject({ ok: true, total: "1319.00" });
    expect((await buy({ shipping: "express" })).status).toBe(200);
    const { order, totals } = newestOrder();
    expect(totals).toMatchObject({
      subtotal: "1190.00",
      discounts: "50.00",
      shipping: "129.00",
      tax: "238.00",
      total: "1319.00",
      received: "1319.00",
    });
    expect(order.discountCodes).toMatchObject([{ code: "FIFTY", amount: "50.00" }]);
    expect(await cart()).toMatchObject({ item_count: 0, discount_codes: [] });
  });

  test.each([
    ["card", "shopify_payments", "PAID"],
    ["klarna", "klarna", "PAID"],
    ["vipps", "vipps", "PAID"],
    ["bank_deposit", "bank_deposit", "PENDING"],
  ])("%s is paid by %s: %s", async (payment, gateway, status) => {
    expect((await buy({ payment })).status).toBe(200);
    const { order, totals } = newestOrder();
    expect(order.transactions.map((one) => one.gateway)).toEqual([gateway]);
    expect(totals.financialStatus).toBe(status);
  });

  test("a gift card pays what it can and the card the rest; an empty or unknown one is refused", async () => {
    const card = devStore.store.shop.createGiftCard({ amount: "300.00" });
    expect((await buy({ payment: "gift_card", gift_card: card.code })).status).toBe(200);
    const paid = newestOrder().order.transactions.map((one) => [one.gateway, one.amount]);
    expect(paid).toEqual([
      ["gift_card", "300.00"],
      ["shopify_payments", "940.00"],
    ]);
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    const empty = await buy({ payment: "gift_card", gift_card: card.code });
    expect(await empty.json()).toMatchObject({ errors: ["There is nothing left on this gift card."] });
    const unknown = await buy({ payment: "gift_card", gift_card: "nothing" });
    expect(await unknown.json()).toMatchObject({ errors: ["Enter a valid gift card code."] });
  });

  test("store credit pays for whoever has it", async () => {
    const { shop } = devStore.store;
    expect(await (await buy({ payment: "store_credit" })).json()).toMatchObject({
      errors: ["There is no store credit on your account."],
    });
    const customer = shop.createCustomer({ email: "credit@example.com" });
    shop.creditStoreCredit(customer.id, "2000.00");
    expect((await buy({ payment: "store_credit", email: "credit@example.com" })).status).toBe(200);
    expect(newestOrder().order.transactions).toMatchObject([{ gateway: "shopify_store_credit", amount: "1240.00" }]);
    expect(shop.storeCreditOf(customer.id)?.balance).toBe("760.00");
  });

  test("a guest becomes a customer; a known address is that customer's order", async () => {
    const { shop } = devStore.store;
    await buy({ email: "new@example.com", first_name: "Nia" });
    expect(shop.findCustomerByEmail("new@example.com")).toMatchObject({ firstName: "Nia", state: "DISABLED" });
    await browser.post("/cart/add.js", { id: bowl, quantity: "1" });
    await buy({ email: "ada@example.com" });
    expect(newestOrder().order.customerId).toBe(shop.findCustomerByEmail("ada@example.com")?.id);
  });

  test("asks for an email, and shows the page that thanks to this browser only", async () => {
    const refused = await buy({ email: "nobody" });
    expect(await refused.json()).toMatchObject({ errors: ["Enter a valid email."] });
    const placed = await browser.post("/checkout", {
      email: "guest@example.com",
      payment: "vipps",
      shipping: "pickup",
    });
    const address = placed.headers.get("location") ?? "";
    expect(address).toMatch(/^\/checkout\/thank-you\/\d+$/);
    expect(await (await browser.get(address)).text()).toContain("Thank you for your order");
    expect((await new Browser(devStore.storeUrl).get(address)).status).toBe(404);
  });
});

describe("accounts and languages", () => {
  test("an email signs in; an unknown one is told and creates nobody", async () => {
    const { shop } = devStore.store;
    const before = shop.listCustomers().length;
    const unknown = await browser.post("/account/login", { email: "<b>who@example.com" });
    const page = await unknown.text();
    expect(page).toContain("Nobody has an account with &lt;b&gt;who@example.com");
    expect(shop.listCustomers()).toHaveLength(before);
    const known = await browser.post("/account/login", { email: "ADA@example.com", return_to: "/cart" });
    expect(known.headers.get("location")).toBe("/cart");
    expect(await (await browser.get("/account")).text()).toContain("Welcome, Ada");
    await browser.post("/account/logout", {});
    expect((await browser.get("/account")).headers.get("location")).toBe("/account/login");
  });

  test("an account is created once for an address", async () => {
    const fields = { email: "fresh@example.com", first_name: "Fresh" };
    expect((await browser.post("/account", fields)).headers.get("location")).toBe("/account");
    const again = await new Browser(devStore.storeUrl).post("/account", fields);
    expect(await again.text()).toContain("This email already has an account.");
  });

  test("every page is there in both languages with every word translated", async () => {
    await browser.post("/cart/add.js", { id: sencha, quantity: "1" });
    await browser.post("/account/login", { email: "ada@example.com" });
    const pages = [
      "/",
      "/collections/all",
      "/products/test-sencha",
      "/cart",
      "/checkout",
      "/account",
      "/pages/rewards",
      "/pages/about",
      "/pages/delivery",
      "/customer-account",
      "/nothing",
    ];
    for (const language of ["en", "nb"]) {
      await browser.post("/localization", { language_code: language });
      for (const page of pages) {
        const answer = await browser.get(page);
        const html = await answer.text();
        expect([page, answer.status]).toEqual([page, page === "/nothing" ? 404 : 200]);
        expect(html).toContain(`<html lang="${language}">`);
        expect(html).not.toContain("Translation missing");
      }
    }
  });
});
