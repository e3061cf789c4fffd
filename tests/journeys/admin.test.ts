import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Box, Visitor } from "./harness.ts";
import { openBox, openVisitor, PHONE, startBrowser } from "./harness.ts";
import { openApp } from "./merchant.ts";
import { createCustomer, createPaidOrder, eventually, readCustomer } from "./owner.ts";

// Broken if staff with a keyboard or a screen reader could not use a page, or if a change of many members could not be made or undone.

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = [
  "",
  "/members",
  "/member-changes",
  "/reports",
  "/audit",
  "/comparisons",
  "/program",
  "/program/earning",
  "/program/review",
];

let box: Box;
let browser: Browser;
let owner: Visitor;
const customers: string[] = [];

beforeAll(async () => {
  [box, browser] = await Promise.all([openBox(), startBrowser()]);
  owner = await openVisitor(browser, box.store);
  for (const firstName of ["Ada", "Bo", "Cy"]) {
    const email = `${firstName.toLowerCase()}@example.com`;
    const id = await createCustomer(box.store, { firstName, lastName: "Tester", email });
    await createPaidOrder(box.store, {
      customerId: id,
      lines: [{ title: "Tea", price: "1000.00", quantity: 1 }],
      total: "1000.00",
    });
    customers.push(id);
  }
  await eventually(
    () => Promise.all(customers.map((id) => readCustomer(box.store, id))),
    (all) => all.every(({ loyalty }) => loyalty !== null && loyalty.history.length > 0),
    30_000,
  );
}, 240_000);
afterAll(async () => {
  await browser.close();
  await box.close();
});

type Violation = { id: string; help: string; nodes: { html: string }[] };

/** What axe finds in the app's frame: rules of WCAG 2.1 A and AA. */
async function violations(page: Page): Promise<string[]> {
  const frame = await frameOf(page);
  await frame.evaluate(AXE);
  const found = await frame.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then(({ violations }) => violations)`,
  );
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator("#app-frame").elementHandle();
  const frame = await element.contentFrame();
  if (!frame) throw new Error("the app's frame is not there");
  return frame;
}

test.each(PAGES)("the page “%s” has nothing that axe objects to", async (path) => {
  await openApp(owner.page, `/app${path}`);
  expect(await violations(owner.page)).toEqual([]);
});

test("members and their page have nothing that axe objects to on a phone", async () => {
  const phone = await openVisitor(browser, box.store, { viewport: PHONE });
  const frame = await openApp(phone.page, "/app/members");
  expect(await violations(phone.page)).toEqual([]);
  await frame.getByText("Ada Tester").click();
  await frame.getByRole("heading", { name: "History" }).waitFor();
  expect(await violations(phone.page)).toEqual([]);
  await phone.close();
});

test("points are given to everybody of a filtered list, and taken back", async () => {
  const { page } = owner;
  const balances = async () =>
    Promise.all(customers.map(async (id) => (await readCustomer(box.store, id)).loyalty?.balance ?? 0));
  const before = await balances();
  const list = await openApp(page, "/app/members?from=0");
  await list.getByLabel("Select all members").last().click();
  await list.locator("button:visible", { hasText: "Give or take points" }).first().click();
  await list.getByLabel("Points for each member").fill("25");
  await list.getByLabel("Reason").fill("Thank you");
  await list.getByText("75 points are given in all").waitFor();
  expect(await violations(page)).toEqual([]);
  await list.getByRole("button", { name: "Change 3 members" }).click();
  await list.getByText("Done", { exact: true }).waitFor();
  await eventually(balances, (now) => now.every((balance, index) => balance === (before[index] ?? 0) + 25), 20_000);
  await list.getByRole("button", { name: "Undo" }).first().click();
  await list.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await list.getByRole("heading", { name: /Undo change/ }).waitFor();
  await eventually(balances, (now) => now.every((balance, index) => balance === before[index]), 20_000);
});

test("nothing was said on the console", () => {
  expect(owner.complaints).toEqual([]);
  expect(box.endedUnexpectedly).toEqual([]);
});
