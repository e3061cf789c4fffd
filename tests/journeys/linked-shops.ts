import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { addressBeside } from "../../dev-store/branch.ts";
import { openVisitor } from "./harness.ts";
import type { Box, Visitor } from "./harness.ts";
import { openApp, openOrder, refund } from "./merchant.ts";
import { eventually } from "./owner.ts";
import { prepare } from "./prepare.ts";
import { addToCart, checkOut, createAccount, readAccount } from "./shopper.ts";

const PATH = "/app/settings/linked-shops";
const EVA = { firstName: "Eva", email: "eva@example.com" };
/** What the cheapest reward takes, and the tiers' names in the order in which one may stand beside the next. */
const ENOUGH = 100;
const TIERS = /Leaf|Blossom|Gold Tip/u;

/** The shopper and the merchant in either shop: each shop has its own address, and so its own cookies. */
type Side = { shopper: Visitor; merchant: Visitor };
type Stage = { box: Box; first: Side; branch: Side };

/** Two shops of a merchant are linked, share a customer, and part again: by clicks, in a store that other journeys use as well. */
export function linkedShopsJourney(open: () => { box: Box; browser: Browser }): void {
  let stage: Stage;
  prepare(async () => {
    const { box, browser } = open();
    const side = async (storeUrl: string): Promise<Side> => ({
      shopper: await openVisitor(browser, { storeUrl }),
      merchant: await openVisitor(browser, { storeUrl }),
    });
    const branchUrl = addressBeside(box.store.storeUrl);
    stage = { box, first: await side(box.store.storeUrl), branch: await side(branchUrl) };
  });
  afterAll(() => {
    for (const { shopper, merchant } of [stage.first, stage.branch]) {
      expect(shopper.complaints).toEqual([]);
      expect(merchant.complaints).toEqual([]);
    }
  });

  test("a code of one shop, entered in the other, links them after saying what it means", () => link(stage));
  test("the same customer buys in both and sees one balance and one tier in both", () => buyInBoth(stage));
  test("a member who is a customer of one shop alone is found in the other, by the name that they have there", () =>
    findElsewhere(stage));
  test("what was earned in one is exchanged in the other, and a refund is taken from both", () =>
    exchangeAndRefund(stage));
  test("the second shop leaves with what it earned; nothing is wrong in either program", () => part(stage));
}

async function link({ first, branch }: Stage): Promise<void> {
  const here = await openApp(first.merchant.page, PATH);
  await here.getByRole("button", { name: "Make a code" }).click();
  const code = await here.getByText(/^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}$/u).innerText();

  const there = await openApp(branch.merchant.page, PATH);
  await enter(there, "AAAA-AAAA-AAAA-AAAA");
  await there.getByText("This code does not exist").waitFor();
  await enter(there, code);
  const dialog = there.getByRole("dialog");
  await dialog.getByText("This shop’s own program ends.").waitFor();
  await answered(branch.merchant.page, dialog.getByRole("button", { name: "Link the shops" }));
  for (const { merchant } of [branch, first]) await shopsShown(merchant.page, 2);
}

/** Presses a button and waits until the app has heard of it: whoever leaves the page at once takes the request along. */
async function answered(page: Page, button: Locator): Promise<void> {
  const answer = page.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().includes(PATH),
  );
  await button.click();
  await answer;
}

async function enter(frame: FrameLocator, code: string): Promise<void> {
  await frame.getByLabel("Code from the other shop").fill(code);
  await frame.getByRole("button", { name: "See what it means" }).first().click();
}

/** Until the page, as it is when it is opened, shows so many shops and none on its way. */
async function shopsShown(page: Page, count: number): Promise<void> {
  await eventually(
    async () => {
      const frame = await openApp(page, PATH);
      const names = await frame.getByRole("heading", { level: 3 }).allInnerTexts();
      const moving = await frame.getByRole("progressbar").count();
      return { shops: names.filter((name) => name.endsWith(".myshopify.com")), moving };
    },
    ({ shops, moving }) => shops.length === count && moving === 0,
  );
}

async function buyInBoth({ first, branch }: Stage): Promise<void> {
  for (const { shopper } of [first, branch]) await createAccount(shopper.page, EVA);
  for (const { shopper } of [first, branch]) {
    await addToCart(shopper.page, "rosehip-evening", 6);
    await checkOut(shopper.page, "Vipps");
  }
  const told = await sameInBoth({ first, branch }, ({ balance, tier }) => balance >= ENOUGH && tier !== undefined);
  expect(told.tier).toBeDefined();
}

async function findElsewhere({ first, branch }: Stage): Promise<void> {
  const { page } = branch.merchant;
  await page.goto("/admin/customers");
  for (const [label, text] of Object.entries({
    "First name": "Bente",
    "Last name": "Berg",
    Email: "bente@example.com",
  }))
    await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole("button", { name: "Create customer" }).click();
  await page.getByText("The customer is created.").waitFor();
  const search = async () => {
    const list = await openApp(first.merchant.page, "/app/members?search=bente%40example.com");
    return list.locator(".Polaris-Page").innerText();
  };
  await eventually(search, (text) => text.includes("Bente Berg"));
}

async function exchangeAndRefund({ first, branch }: Pick<Stage, "first" | "branch">): Promise<void> {
  const { page } = branch.shopper;
  const before = await tellsOf(page);
  await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
  await page.getByText("is in your cart").waitFor();
  const exchanged = await sameInBoth({ first, branch }, ({ balance }) => balance < before.balance);

  const name = await newestOrder(first.merchant.page, EVA.firstName);
  await openOrder(first.merchant.page, name);
  await refund(first.merchant.page, "Rosehip evening", 3);
  await sameInBoth({ first, branch }, ({ balance }) => balance < exchanged.balance);
}

type Told = { balance: number; tier: string | undefined };

/** What the account page says of balance and tier. */
async function tellsOf(page: Page): Promise<Told> {
  const { balance, text } = await readAccount(page);
  return { balance: Number(balance.replaceAll(/\D/gu, "")), tier: TIERS.exec(text)?.[0] };
}

/** Until both shops say the same, and it is as wanted. */
async function sameInBoth(
  { first, branch }: Pick<Stage, "first" | "branch">,
  wanted: (told: Told) => boolean,
): Promise<Told> {
  const [here] = await eventually(
    () => Promise.all([tellsOf(first.shopper.page), tellsOf(branch.shopper.page)]),
    ([a, b]) => a.balance === b.balance && a.tier === b.tier && wanted(a),
  );
  return here;
}

async function newestOrder(page: Page, customer: string): Promise<string> {
  await page.goto("/admin/orders");
  const row = page.getByRole("row").filter({ hasText: customer }).first();
  return (await row.getByRole("link").first().innerText()).trim();
}

async function part({ box, first, branch }: Stage): Promise<void> {
  const together = Number((await readAccount(first.shopper.page)).balance);
  const frame = await openApp(branch.merchant.page, PATH);
  await frame.getByRole("button", { name: "See what it means" }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText("1 member is a customer of another shop, too.").waitFor();
  await answered(branch.merchant.page, dialog.getByRole("button", { name: "Leave" }));
  for (const { merchant } of [branch, first]) await shopsShown(merchant.page, 1);
  const apart = await eventually(
    async () => [
      Number((await readAccount(first.shopper.page)).balance),
      Number((await readAccount(branch.shopper.page)).balance),
    ],
    ([here = 0, there = 0]) => here < together && here + there === together,
  );
  expect(apart.every((balance) => balance >= 0)).toBe(true);
  const db = openDatabase(box.store.databaseUrl, { max: 2 });
  try {
    expect(await verifyLedger(db)).toEqual([]);
  } finally {
    await closeDatabase(db);
  }
}
