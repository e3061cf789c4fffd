import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./axe.ts";
import type { Visitor } from "./harness.ts";
import { openApp } from "./merchant.ts";

/** More keys than any page has things to stop at: beyond it, something can't be reached. */
const MOST_TABS = 150;

/** Presses Tab until the keyboard has come to something; fails where it never does. */
async function reach(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await target.waitFor();
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not come to ${String(target)}`);
}

async function use(page: Page, target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
  await reach(page, target);
  await page.keyboard.press(key);
}

/** Writes over what a field has. */
async function write(page: Page, field: Locator, text: string): Promise<void> {
  await reach(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

const button = (frame: FrameLocator, name: string): Locator =>
  frame.getByRole("button", { name, exact: true }).locator("visible=true").first();

/** Staff who use no mouse: a member is found and given points, the program is changed and published, a page is left with changes. */
export function keyboardJourney(visitor: () => Visitor): void {
  test("a member is found and given points by the keyboard alone", async () => {
    const { page } = visitor();
    const frame = await openApp(page, "/app/members");
    await use(page, frame.getByRole("link", { name: "Ada Tester" }));
    await frame.getByRole("heading", { name: "History" }).waitFor();
    await use(page, button(frame, "Adjust points"));
    const dialog = frame.getByRole("dialog");
    await dialog.waitFor();
    expect(await violations(page)).toEqual([]);
    await write(page, dialog.getByLabel("Points", { exact: true }), "0");
    await write(page, dialog.getByLabel("Reason"), "By keyboard");
    const adjust = dialog.getByRole("button", { name: "Adjust", exact: true });
    await use(page, adjust);
    // What is wrong is told beside the field, stays there, and what was typed stays as well.
    await dialog.getByText("Enter a number other than 0.").waitFor();
    await write(page, dialog.getByLabel("Points", { exact: true }), "5");
    await use(page, adjust);
    await page.getByText("Points adjusted").waitFor();
    await dialog.waitFor({ state: "detached" });
    await frame.getByText("“By keyboard”").waitFor();
    await use(page, button(frame, "Adjust points"));
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("the program is changed and published by the keyboard alone, and changes aren't left behind unasked", async () => {
    const { page } = visitor();
    const frame = await openApp(page, "/app/program/earning");
    const points = frame.getByLabel("Points", { exact: true }).first();
    await write(page, points, "many");
    // The back link stands before the form.
    await reach(page, frame.getByRole("link", { name: "Program", exact: true }).first(), "Shift+Tab");
    await page.keyboard.press("Enter");
    const question = frame.getByRole("dialog");
    await question.getByText("Leave this page?").waitFor();
    expect(await violations(page)).toEqual([]);
    await use(page, question.getByRole("button", { name: "Stay", exact: true }));
    await question.waitFor({ state: "detached" });
    const publish = button(frame, "Save and publish");
    await use(page, publish);
    await frame.getByText("Enter a whole number.").waitFor();
    await write(page, points, "110");
    await reach(page, publish, "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Program published").waitFor();
  });
}
