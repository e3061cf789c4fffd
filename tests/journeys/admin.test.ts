import type { Browser } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { ADMIN_PAGES } from "./admin-pages.ts";
import type { AdminPage } from "./admin-pages.ts";
import { adminTasks } from "./admin-tasks.ts";
import { beyondFrame, violations } from "./axe.ts";
import type { Box, Visitor } from "./harness.ts";
import { DESKTOP, openBox, openVisitor, PHONE, startBrowser } from "./harness.ts";
import { keyboardJourney } from "./keyboard.ts";
import { goOn, openApp } from "./merchant.ts";
import { createCustomer, createPaidOrder, eventually, readCustomer } from "./owner.ts";
import { prepare } from "./prepare.ts";

// Broken if staff with a keyboard or a screen reader could not use a page, or if a change of many members could not be made or undone.

let box: Box;
let browser: Browser;
let owner: Visitor;
const customers: string[] = [];

prepare(async () => {
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
  );
});
afterAll(async () => {
  await browser.close();
  await box.close();
});

/** The pages go through two windows at once: what is read and drawn takes longer than what axe does. */
async function objectionsTo(pages: readonly AdminPage[]): Promise<string[]> {
  const window = await openVisitor(browser, box.store);
  const { page } = window;
  const objections: string[] = [];
  for (const [position, { name, path }] of pages.entries()) {
    await page.setViewportSize(DESKTOP);
    // The first is loaded as a document, the others as somebody goes from page to page.
    await (position === 0 ? openApp : goOn)(page, `/app${path}`);
    objections.push(...(await violations(page)).map((each) => `${name}: ${each}`));
    await page.setViewportSize(PHONE);
    const beyond = await beyondFrame(page);
    if (beyond > 0) objections.push(`${name}: ${String(beyond)} px beyond a phone's width`);
  }
  await window.close();
  return objections;
}

test("axe objects to nothing on any page, and none is wider than a phone", async () => {
  const half = Math.ceil(ADMIN_PAGES.length / 2);
  const halves = [ADMIN_PAGES.slice(0, half), ADMIN_PAGES.slice(half)];
  expect((await Promise.all(halves.map(objectionsTo))).flat()).toEqual([]);
});

test("members and their page have nothing that axe objects to on a phone", async () => {
  const phone = await openVisitor(browser, box.store, { viewport: PHONE });
  const frame = await openApp(phone.page, "/app/members");
  expect(await violations(phone.page)).toEqual([]);
  await frame.getByText("Ada Tester").click();
  await frame.getByRole("heading", { name: "History" }).waitFor();
  expect(await violations(phone.page)).toEqual([]);
  expect(await beyondFrame(phone.page)).toBe(0);
  await phone.close();
});

describe("without a mouse", () => keyboardJourney(() => owner));

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
  await eventually(balances, (now) => now.every((balance, index) => balance === (before[index] ?? 0) + 25));
  await list.getByRole("button", { name: "Undo" }).first().click();
  await list.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await list.getByRole("heading", { name: /Undo change/ }).waitFor();
  await eventually(balances, (now) => now.every((balance, index) => balance === before[index]));
});

describe("what a merchant does on each page", () => adminTasks(() => ({ box, browser, owner })));

test("nothing was said on the console", () => {
  expect(owner.complaints).toEqual([]);
  expect(box.endedUnexpectedly).toEqual([]);
});
