import type { Browser } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { adminApiJourney } from "./admin-api.ts";
import { badInputJourney } from "./bad-input.ts";
import { exchangeJourney } from "./exchange.ts";
import { openBox, openVisitor, startBrowser } from "./harness.ts";
import type { Box, Visitor } from "./harness.ts";
import { linkedShopsJourney } from "./linked-shops.ts";
import { openMember, openOrder, publishField, refund } from "./merchant.ts";
import { eventually } from "./owner.ts";
import { prepare } from "./prepare.ts";
import { addToCart, checkOut, createAccount, readAccount } from "./shopper.ts";
import { tierJourney } from "./tiers.ts";

const ADA = { firstName: "Ada", email: "ada@example.com" };

describe("from an order to a code in the next order, and back by a refund", () => {
  let box: Box;
  let browser: Browser;
  let shopper: Visitor;
  let merchant: Visitor;
  let firstOrder: string;
  let secondOrder: string;
  let code: string;

  prepare(async () => {
    [box, browser] = await Promise.all([openBox(), startBrowser()]);
    shopper = await openVisitor(browser, box.store);
    merchant = await openVisitor(browser, box.store);
  });
  afterAll(async () => {
    await browser.close();
    await box.close();
    expect(box.endedUnexpectedly).toEqual([]);
    expect(shopper.complaints).toEqual([]);
    expect(merchant.complaints).toEqual([]);
  });

  // Before the program is changed below.
  describe("whoever drives the shop by its Admin API alone sees points and tier there", () =>
    adminApiJourney(() => box));
  describe("what no designer draws: huge, empty and foreign things in a running shop", () =>
    badInputJourney(() => ({ box, browser })));

  test("a shopper signs up, buys for 1,240.00 by Vipps, and soon has 124 points and a card", async () => {
    const { page } = shopper;
    await createAccount(page, ADA);
    await addToCart(page, "rosehip-evening", 9);
    await addToCart(page, "heather-honey", 1);
    firstOrder = await checkOut(page, "Vipps");
    const account = await eventually(
      () => readAccount(page),
      ({ balance }) => balance === "124",
    );
    expect(account.text).toMatch(/Worth .*62/);
    expect(account.text).toContain("You have reached Leaf.");
    expect(account.history).toContain(firstOrder);
    await expect(page.locator(".laurel-account__card").innerText()).resolves.toMatch(/Leaf/i);
  });

  test("the news of the card goes when the shopper has read it, and stays away", async () => {
    const { page } = shopper;
    await page.getByRole("button", { name: "Got it" }).click();
    await page.getByText("You have reached Leaf.").waitFor({ state: "detached" });
    await eventually(
      () => readAccount(page),
      ({ text }) => !text.includes("You have reached"),
    );
  });

  test("the shopper exchanges 100 points, and the code is in the cart", async () => {
    const { page } = shopper;
    await page.goto("/account");
    await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
    await page.getByText("is in your cart").waitFor();
    expect(await page.locator("[data-laurel-balance]").innerText()).toBe("24");
    code = (await page.locator("[data-laurel-codes] [data-slot=code]").first().innerText()).trim();
    await page.goto("/cart");
    await page.getByText(code).first().waitFor();
    // The exchange has happened once, whatever is pressed again: the same page is reloaded and shows the same account.
    await eventually(
      () => readAccount(page),
      ({ balance, text }) => balance === "24" && text.includes(code),
    );
  });

  test("the code pays for a part of the next order", async () => {
    const { page } = shopper;
    await addToCart(page, "genmaicha", 1);
    await page.goto("/cart");
    expect(await page.locator(".summary").innerText()).toMatch(/50/);
    secondOrder = await checkOut(page, "Vipps");
    // 139.00 less 50.00 earns 8 whole points.
    const account = await eventually(
      () => readAccount(page),
      ({ balance }) => balance === "32",
    );
    expect(account.text).not.toContain("Use in cart");
  });

  test("the member's page in the admin shows orders, exchange and use", async () => {
    const frame = await openMember(merchant.page, ADA.email);
    const text = await frame.locator(".Polaris-Page").innerText();
    expect(text).toContain("32 points");
    expect(text).toMatch(new RegExp(`Order\\s+${firstOrder}[\\s\\S]*\\+124`));
    expect(text).toMatch(new RegExp(`Order\\s+${secondOrder}[\\s\\S]*\\+8`));
    expect(text).toContain("Exchanged for a code");
    expect(text).toContain(code);
    expect(text).toMatch(/Used/);
  });

  test("the merchant refunds one line, and its points go", async () => {
    await openOrder(merchant.page, firstOrder);
    await refund(merchant.page, "Heather honey", 1);
    // What remains of the first order is worth 1,071.00, so 107 of its 124 points.
    await eventually(
      () => readAccount(shopper.page),
      ({ balance }) => balance === "15",
    );
    const frame = await openMember(merchant.page, ADA.email);
    expect(await frame.locator(".Polaris-Page").innerText()).toMatch(/Taken back after a refund[\s\S]*-17|−17/);
  });

  test("the merchant renames the tier and rewrites the terms, and the shop shows both", async () => {
    const { page } = merchant;
    await publishField(page, { path: "/app/program/tiers/leaf", label: "Name", value: "First Flush" });
    await publishField(page, {
      path: "/app/program/texts",
      label: "Terms",
      value: "Points last as long as the tea.\n\nAlmost.",
    });
    const account = await eventually(
      () => readAccount(shopper.page),
      ({ text }) => /First Flush/i.test(text),
    );
    expect(account.text).not.toMatch(/\bLeaf\b/);
    const rewards = async () => {
      await shopper.page.goto("/pages/rewards");
      return shopper.page.locator(".laurel-program").textContent();
    };
    const program = await eventually(rewards, (text) => (text ?? "").includes("Points last as long as the tea."));
    expect(program).toContain("First Flush");
  });

  describe("exchange, undo, exchange again, use, refund", () => exchangeJourney(() => ({ box, browser })));
  describe("a tier reached, enjoyed and lost", () => tierJourney(() => ({ box, browser })));
  describe("two shops linked share a customer", () => linkedShopsJourney(() => ({ box, browser })));
});
