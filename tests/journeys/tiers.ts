import type { Browser } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { askAsOwner } from "../../scripts/demo/store-client.ts";
import { openVisitor } from "./harness.ts";
import type { Box, Visitor } from "./harness.ts";
import { openOrder, refund } from "./merchant.ts";
import { eventually } from "./owner.ts";
import { prepare } from "./prepare.ts";
import { addToCart, checkOut, createAccount, readAccount } from "./shopper.ts";

const CY = { firstName: "Cy", email: "cy@example.com" };
/** Enough of a tea for 119.00 to reach Blossom, the second tier, past the first. */
const MUCH = 43;

/** Who takes part, and the order that lifted the shopper. */
type Stage = { box: Box; shopper: Visitor; merchant: Visitor; order: string };

/** An order lifts a shopper, the next one earns more, points become store credit, a refund takes the tier back: by clicks, with real mails. */
export function tierJourney(open: () => { box: Box; browser: Browser }): void {
  let stage: Stage;
  prepare(async () => {
    const { box, browser } = open();
    const [shopper, merchant] = [await openVisitor(browser, box.store), await openVisitor(browser, box.store)];
    stage = { box, shopper, merchant, order: "" };
    await arrange(box);
  });
  afterAll(() => {
    expect(stage.shopper.complaints).toEqual([]);
    expect(stage.merchant.complaints).toEqual([]);
  });

  test("an order lifts the shopper: a notice, a mail with the card, the tag", () => lift(stage));
  test("the next order earns by the tier's multiplier", () => earnMore(stage));
  test("which mails come is chosen in the account, without a script", () => chooseMails(stage, open().browser));
  test("points become store credit by one click", () => takeCredit(stage));
  test("a refund of the order takes the tier back at once, and its points", () => takeBack(stage));
}

/** What this journey needs of the program: a tier that goes with a refund, and a reward of store credit. */
async function arrange({ store }: Box): Promise<void> {
  const db = openDatabase(store.databaseUrl, { max: 2 });
  try {
    const { rows } = await db.pool.query<{ id: string }>("SELECT id::text FROM programs");
    const now = new Date();
    for (const { id: programId } of rows) {
      const { program } = await readProgram(db, { programId, now });
      const credit = { id: "credit", type: "storeCredit", points: 200, value: "100.00" };
      const patch = {
        exchange: { rewards: [...program.exchange.rewards, credit] },
        tiers: { onRefund: "immediately" },
      };
      expect(await publishProgram(db, { programId, patch, author: "journey", now })).toMatchObject({ ok: true });
    }
  } finally {
    await closeDatabase(db);
  }
}

type Mail = { subject: string; to: string; html: string };

async function mailsTo(box: Box, address: string): Promise<Mail[]> {
  const response = await fetch(`${box.store.storeUrl}/_dev/api/mails`);
  const { mails } = (await response.json()) as { mails: (Mail & { to: unknown })[] };
  return mails.filter(({ to }) => JSON.stringify(to).includes(address));
}

async function tagsOf(box: Box, email: string): Promise<string[]> {
  type Answer = { customers: { nodes: { email: string; tags: string[] }[] } };
  const { customers } = await askAsOwner<Answer>(box.store, "{ customers(first: 50) { nodes { email tags } } }");
  return customers.nodes.find((customer) => customer.email === email)?.tags ?? [];
}

async function lift(stage: Stage): Promise<void> {
  const { page } = stage.shopper;
  await createAccount(page, CY);
  await addToCart(page, "rosehip-evening", MUCH);
  stage.order = await checkOut(page, "Vipps");
  // 511 for 5,117.00, and the bonus for reaching Blossom.
  const account = await eventually(
    () => readAccount(page),
    ({ balance }) => balance === "611",
  );
  expect(account.text).toContain("You have reached Blossom.");
  await expect(page.locator(".laurel-account__card").innerText()).resolves.toMatch(/Blossom/i);
  await eventually(
    () => tagsOf(stage.box, CY.email),
    (tags) => tags.includes("loyalty-blossom") && !tags.includes("loyalty-leaf"),
  );
  const mails = await eventually(
    () => mailsTo(stage.box, CY.email),
    (all) => all.some(({ subject }) => subject === "You have reached Blossom"),
  );
  const mail = mails.find(({ subject }) => subject === "You have reached Blossom");
  // The card in the tier's colour, with what the tier brings.
  expect(mail?.html).toContain("#8a3b5c");
  expect(mail?.html).toContain("A quarter more points");
}

async function earnMore(stage: Stage): Promise<void> {
  const { page } = stage.shopper;
  await addToCart(page, "heather-honey", 1);
  await checkOut(page, "Vipps");
  // 169.00 are 16.9 points, and a quarter more.
  await eventually(
    () => readAccount(page),
    ({ balance }) => balance === "632",
  );
}

async function chooseMails({ box, shopper }: Stage, browser: Browser): Promise<void> {
  const plain = await openVisitor(browser, box.store, { javaScript: false });
  await plain.context.addCookies(await shopper.context.cookies());
  await plain.page.goto("/account");
  await plain.page.getByRole("button", { name: "Got it" }).first().click();
  await plain.page.waitForURL(/\/account$/);
  await eventually(
    () => readAccount(plain.page),
    ({ text }) => !text.includes("You have reached Blossom."),
  );
  await plain.page.getByRole("link", { name: "Choose your emails" }).click();
  const points = plain.page.getByLabel("When I earn points");
  expect(await points.isChecked()).toBe(true);
  await points.uncheck();
  await plain.page.getByRole("button", { name: "Save" }).click();
  await plain.page.getByText("Saved.").waitFor();
  await plain.page.goto("/apps/loyalty/mails");
  expect(await plain.page.getByLabel("When I earn points").isChecked()).toBe(false);
  expect(await plain.page.getByLabel("Before points or codes end").isChecked()).toBe(true);
  await plain.close();
}

async function takeCredit({ shopper }: Stage): Promise<void> {
  const { page } = shopper;
  await page.goto("/account");
  const reward = page.locator(".laurel-rewards > li", { hasText: "store credit" });
  await reward.getByRole("button", { name: "Exchange", exact: true }).click();
  await page.getByText("is now in your store credit").waitFor();
  expect(await page.locator("[data-laurel-balance]").innerText()).toBe("432");
  const account = await eventually(
    () => readAccount(page),
    ({ balance }) => balance === "432",
  );
  // Given at once: nothing is left to be used or undone.
  expect(account.text).not.toContain("Use in cart");
}

async function takeBack(stage: Stage): Promise<void> {
  await openOrder(stage.merchant.page, stage.order);
  await refund(stage.merchant.page, "Rosehip evening", MUCH);
  const account = await eventually(
    () => readAccount(stage.shopper.page),
    ({ text }) => text.includes("You no longer hold Blossom."),
  );
  // 511 of the 432 that are left: what is missing is filled by the next points.
  expect(account.balance).toBe("0");
  expect(account.text).toMatch(/You owe 79 points/);
  await eventually(
    () => tagsOf(stage.box, CY.email),
    (tags) => !tags.some((tag) => tag.startsWith("loyalty-")),
  );
  await eventually(
    () => mailsTo(stage.box, CY.email),
    (all) => all.some(({ subject }) => subject === "Your tier has changed"),
  );
}
