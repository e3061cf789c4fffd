import type { Browser, Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { askAsOwner } from "../../scripts/demo/store-client.ts";
import { openVisitor } from "./harness.ts";
import type { Box, Visitor } from "./harness.ts";
import { openOrder, refund } from "./merchant.ts";
import { eventually } from "./owner.ts";
import type { UserError } from "./owner.ts";
import { prepare } from "./prepare.ts";
import { addToCart, checkOut, createAccount, readAccount } from "./shopper.ts";

const BO = { firstName: "Bo", email: "bo@example.com" };

/** What of the cart's answer is about codes. */
type Cart = { discount_codes: { code: string; applicable: boolean }[] };

/** Who takes part, and the code that the next step needs. */
type Stage = { box: Box; shopper: Visitor; merchant: Visitor; code: string };

/** Exchange, undo, exchange again, use, refund: by clicks, in a store that other journeys use as well. */
export function exchangeJourney(open: () => { box: Box; browser: Browser }): void {
  let stage: Stage;
  prepare(async () => {
    const { box, browser } = open();
    const [shopper, merchant] = [await openVisitor(browser, box.store), await openVisitor(browser, box.store)];
    stage = { box, shopper, merchant, code: "" };
  });
  afterAll(() => {
    expect(stage.shopper.complaints).toEqual([]);
    expect(stage.merchant.complaints).toEqual([]);
  });

  test("a code is undone by one click: the points are back, and the cart is without it", () => undoOnce(stage));
  test("the same by keyboard alone: what is reached can be seen, and where it leads is told", () => byKeyboard(stage));
  test("and without JavaScript, by forms and links alone", () => withoutScripts(stage, open().browser));
  test("the points buy another code, which comes back into a cart that has lost it", () => exchangeAgain(stage));
  test("a code that the shopper chose stays in the cart", () => keepChosen(stage));
  test("the next order uses the code, and a refund of all of it gives the points back", () => useAndRefund(stage));
}

async function exchange(page: Page): Promise<string> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
  await page.getByText("is in your cart").waitFor();
  return (await page.locator("[data-laurel-codes] [data-slot=code]").first().innerText()).trim();
}

async function undoOnce(stage: Stage): Promise<void> {
  const { page } = stage.shopper;
  await createAccount(page, BO);
  await addToCart(page, "rosehip-evening", 9);
  await addToCart(page, "heather-honey", 1);
  await checkOut(page, "Vipps");
  await eventually(
    () => readAccount(page),
    ({ balance }) => balance === "124",
  );
  stage.code = await exchange(page);
  expect(await codesInCart(page)).toEqual([stage.code]);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByText("the points are back").waitFor();
  expect(await page.locator("[data-laurel-balance]").innerText()).toBe("124");
  await eventually(
    () => codesInCart(page),
    (codes) => codes.length === 0,
  );
  // Put in again by hand, it is worth nothing.
  await addToCart(page, "genmaicha", 1);
  await page.goto(`/discount/${stage.code}?redirect=/cart`);
  expect((await readCart(page)).discount_codes).toMatchObject([{ code: stage.code, applicable: false }]);
  await setCodes(page, "");
}

/** Tab until something with these words has the focus, and it can be seen that it has. */
async function tabTo(page: Page, words: string | RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press(key);
    const reached = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle = "none" } = element ? getComputedStyle(element) : {};
      return { text: element?.textContent.trim() ?? "", seen: outlineStyle !== "none" };
    });
    if (typeof words === "string" ? reached.text !== words : !words.test(reached.text)) continue;
    expect(reached, `the focus of ${String(words)}`).toMatchObject({ seen: true });
    return;
  }
  throw new Error(`${String(words)} cannot be reached by Tab`);
}

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent.trim() ?? "");

/** The button says so, or, in a browser that lets no page write to its clipboard, the code is selected to be copied by hand. */
const copied = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const code = document.querySelector("[data-laurel-codes] [data-slot=code]")?.textContent.trim();
    return document.activeElement?.textContent.trim() === "Copied" || getSelection()?.toString().trim() === code;
  });

async function byKeyboard({ shopper: { page } }: Stage): Promise<void> {
  await page.goto("/account");
  await tabTo(page, "Got it");
  await page.keyboard.press("Enter");
  await page.getByText("You have reached Leaf.").waitFor({ state: "detached" });
  await tabTo(page, "Exchange");
  await page.keyboard.press("Enter");
  await page.getByText("is in your cart").waitFor();
  // The focus goes to what came: the code's first button.
  await expect.poll(() => focused(page)).toBe("Copy");
  await page.keyboard.press("Space");
  await expect.poll(() => copied(page)).toBe(true);
  await tabTo(page, "Use in cart");
  await tabTo(page, "Undo");
  await page.keyboard.press("Space");
  await page.getByText("the points are back").waitFor();
  await expect.poll(() => focused(page)).toContain("the points are back");
  await tabTo(page, "History");
  await page.keyboard.press("Space");
  await page.locator(".laurel-history[open]").waitFor();
  await tabTo(page, /^#\d+$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /How the points of order #\d+ were counted/ }).waitFor();
  await eventually(
    () => codesInCart(page),
    (codes) => codes.length === 0,
  );
}

async function withoutScripts({ box, shopper }: Stage, browser: Browser): Promise<void> {
  const plain = await openVisitor(browser, box.store, { javaScript: false });
  await plain.context.addCookies(await shopper.context.cookies());
  const { page } = plain;
  await eventually(
    () => readAccount(page),
    ({ balance, text }) => balance === "124" && !text.includes("Use in cart"),
  );
  expect(await page.getByRole("button", { name: "Copy", exact: true }).isVisible()).toBe(false);
  await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
  await page.waitForURL(/\/cart$/);
  const cart = await page.locator("main").innerText();
  await eventually(
    () => readAccount(page),
    ({ balance, text }) => balance === "24" && text.includes("Use in cart"),
  );
  const code = (await page.locator("[data-laurel-codes] [data-slot=code]").innerText()).trim();
  expect(cart).toContain(code);
  await page.locator(".laurel-history summary").click();
  await page.locator(".laurel-history__entry a").first().click();
  await page.getByRole("heading", { name: /How the points of order #\d+ were counted/ }).waitFor();
  const statement = await page.request.get("/apps/loyalty/statement?format=csv");
  expect([statement.status(), await statement.text()]).toEqual([200, expect.stringContaining(code)]);
  await page.goto("/account");
  await page.getByRole("link", { name: "Use in cart", exact: true }).click();
  await page.waitForURL(/\/cart$/);
  expect(await page.locator("main").innerText()).toContain(code);
  await page.goto("/account");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.waitForURL(/\/account$/);
  await eventually(
    () => readAccount(page),
    ({ balance, text }) => balance === "124" && !text.includes(code),
  );
  // A form cannot take the code out of the cart, where it is worth nothing now: the shopper does.
  await shopper.page.goto("/account");
  await setCodes(shopper.page, "");
  await plain.close();
}

async function exchangeAgain(stage: Stage): Promise<void> {
  const { page, context } = stage.shopper;
  const code = await exchange(page);
  expect(code).not.toBe(stage.code);
  stage.code = code;
  await setCodes(page, "");
  // The account in Shopify is written a moment later; from then on the shop knows of the code.
  await eventually(
    () => readAccount(page),
    ({ text }) => text.includes(code),
  );
  await switchEmbedOn(stage.box);
  const back = await context.newPage();
  await back.goto("/");
  await back.getByText(`${code} is in your cart`).waitFor();
  expect(await codesInCart(back)).toEqual([code]);
  await back.close();
}

async function keepChosen(stage: Stage): Promise<void> {
  const { page, context } = stage.shopper;
  await createDiscount(stage.box, "SUMMER");
  await setCodes(page, "SUMMER");
  const back = await context.newPage();
  await back.goto("/", { waitUntil: "networkidle" });
  expect(await codesInCart(back)).toEqual(["SUMMER"]);
  await back.close();
  await setCodes(page, stage.code);
  await switchEmbedsOff(stage.box);
}

async function useAndRefund(stage: Stage): Promise<void> {
  const { page } = stage.shopper;
  const order = await checkOut(page, "Vipps");
  // 124 less 100, and 8 for the 89.00 that were paid.
  const used = await eventually(
    () => readAccount(page),
    ({ balance }) => balance === "32",
  );
  expect(used.text).not.toContain(stage.code);
  await openOrder(stage.merchant.page, order);
  await refund(stage.merchant.page, "Genmaicha", 1);
  await eventually(
    () => readAccount(page),
    ({ balance }) => balance === "124",
  );
}

/** What the owner does in the theme editor: the app embed that brings codes back stands on every page. */
async function switchEmbedOn({ store }: Box): Promise<void> {
  await postForm(store.storeUrl, "/_dev/theme/add", { block: "notices", template: "layout" });
}

async function switchEmbedsOff({ store }: Box): Promise<void> {
  const response = await fetch(`${store.storeUrl}/_dev/api/theme`);
  const { placements } = (await response.json()) as { placements: { id: string; template: string }[] };
  for (const { id, template } of placements) {
    if (template === "layout") await postForm(store.storeUrl, "/_dev/theme/remove", { placement: id });
  }
}

async function postForm(address: string, path: string, fields: Record<string, string>): Promise<void> {
  const headers = { origin: address };
  const body = new URLSearchParams(fields);
  const response = await fetch(new URL(path, address), { method: "POST", headers, body, redirect: "manual" });
  if (response.status >= 400) throw new Error(`${path} was refused with status ${response.status}`);
}

async function readCart(page: Page): Promise<Cart> {
  return page.evaluate(async () => (await (await fetch("/cart.js")).json()) as Cart);
}

async function codesInCart(page: Page): Promise<string[]> {
  return (await readCart(page)).discount_codes.map(({ code }) => code);
}

/** The codes of the cart, as the shopper's own choice. */
async function setCodes(page: Page, discount: string): Promise<void> {
  await page.evaluate(async (codes) => {
    const headers = { "content-type": "application/json" };
    await fetch("/cart/update.js", { method: "POST", headers, body: JSON.stringify({ discount: codes }) });
  }, discount);
}

async function createDiscount(box: Box, code: string): Promise<void> {
  type Answer = { discountCodeBasicCreate: { userErrors: UserError[] } };
  const query = `mutation ($discount: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $discount) { userErrors { field message } } }`;
  const discount = {
    ...{ title: code, code, startsAt: new Date().toISOString(), context: { all: "ALL" } },
    customerGets: { value: { percentage: 0.1 }, items: { all: true } },
  };
  const { discountCodeBasicCreate } = await askAsOwner<Answer>(box.store, query, { discount });
  expect(discountCodeBasicCreate.userErrors).toEqual([]);
}
