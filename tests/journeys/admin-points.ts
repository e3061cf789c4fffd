import { readFile } from "node:fs/promises";
import type { FrameLocator, Page } from "playwright-core";
import { openApp } from "./merchant.ts";
import { eventually } from "./owner.ts";

/** What a merchant does on each of the admin's pages, as somebody who has read no manual; each answers what was seen at the end. */

/** Home: the steps of the guide that a newcomer can take at once complete themselves; answers what the page says then. */
export async function takeFirstSteps(page: Page, to: string): Promise<string> {
  const home = await openApp(page, "/app");
  await home.getByRole("button", { name: "Keep it as it is" }).click();
  await home.getByRole("button", { name: "Keep it as it is" }).waitFor({ state: "detached" });
  await home.getByRole("link", { name: "Send a test mail" }).click();
  await home.getByLabel("Send to", { exact: true }).fill(to);
  await home.getByRole("button", { name: "Send test mail" }).click();
  await page.getByText("Test mail sent").waitFor();
  const again = await openApp(page, "/app");
  return again.locator(".Polaris-Page").innerText();
}

/** Home: the numbers of a chart as a table. */
export async function readChartAsTable(page: Page): Promise<string[]> {
  const home = await openApp(page, "/app?days=7");
  await home.getByRole("button", { name: "Show table" }).first().click();
  await home.locator(".Polaris-DataTable table").first().waitFor();
  return home.locator(".Polaris-DataTable thead th").allInnerTexts();
}

/** Program: a tier is copied, one rises above another with its threshold, and all of it is a draft; the review says it in sentences. */
export async function rearrangeTiers(page: Page): Promise<{ names: string[]; said: string; review: string }> {
  const tiers = await openApp(page, "/app/program/tiers");
  await tiers.getByLabel("Choose Leaf").check();
  await tiers.getByRole("button", { name: "Duplicate" }).click();
  await tiers.getByRole("heading", { name: "Leaf (copy)" }).waitFor();
  await tiers.getByRole("button", { name: "Move Gold Tip up" }).focus();
  await page.keyboard.press("Enter");
  const dialog = tiers.getByRole("dialog");
  await dialog.getByText("Swap thresholds?").waitFor();
  await dialog.getByRole("button", { name: "Swap thresholds" }).click();
  const said = await eventually(
    () => tiers.locator("[aria-live=polite]").allInnerTexts(),
    (texts) => texts.some((text) => text.includes("Gold Tip is number 3 of 4")),
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Draft saved").waitFor();
  const names = await namesOf(await openApp(page, "/app/program/tiers"));
  const review = await openApp(page, "/app/program/review");
  return { names, said: said.join(), review: await review.locator(".Polaris-Page").innerText() };
}

const namesOf = (tiers: FrameLocator): Promise<string[]> => tiers.locator("li h3").allInnerTexts();

/** Program: dragged down onto the place of another, which a tier of the same threshold takes without a question. */
export async function dragTier(page: Page, from: string, to: string): Promise<string[]> {
  const tiers = await openApp(page, "/app/program/tiers");
  const row = (name: string) => tiers.locator(`li:has(:text-is("${name}"))`);
  await row(from).dragTo(row(to));
  return eventually(
    () => namesOf(tiers),
    (names) => names.indexOf(from) > names.indexOf(to),
  );
}

/** Program: the product of a reward is chosen in the picker of Shopify's own admin, and leaving without saving changes nothing. */
export async function pickFreeProduct(page: Page): Promise<{ variant: string; told: string }> {
  const reward = await openApp(page, "/app/program/rewards/new");
  await reward.getByLabel("Reward", { exact: true }).selectOption({ label: "Free product" });
  const field = reward.getByLabel("Product variant", { exact: true });
  await reward.getByRole("button", { name: /Product variant/ }).click();
  const picker = page.getByRole("dialog");
  await picker.getByRole("radio").first().check();
  await picker.getByRole("button", { name: "Select" }).click();
  await reward.getByText(/^Chosen: /).waitFor();
  const told = await reward.locator(".Polaris-Page").innerText();
  const variant = await field.inputValue();
  await page.locator("#discard").click();
  await page.locator("#save-bar").waitFor({ state: "hidden" });
  return { variant, told };
}

/** Members: what Shopify's own page of a customer shows of them; then their page in Laurel is open. */
export async function fromCustomerPage(page: Page, name: string): Promise<string> {
  await page.goto("/admin/customers");
  await page.getByRole("link", { name, exact: true }).click();
  const block = page.frameLocator("iframe[data-admin-block]");
  const way = block.getByText("Points, codes and history in Laurel");
  await way.waitFor();
  const told = await block.locator("s-admin-block").innerText();
  await way.click();
  await page.frameLocator("#app-frame").getByRole("heading", { name: "History" }).waitFor();
  return told;
}

/** Members: somebody is given points, which is taken back from the toast that says so; answers the member's page. */
export async function changeByMistake(page: Page, reason: string): Promise<string> {
  const frame = page.frameLocator("#app-frame");
  await frame.locator("button:visible", { hasText: "Adjust points" }).first().click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByLabel("Points", { exact: true }).fill("5000");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Adjust", exact: true }).click();
  await page.locator("#toast").getByRole("button", { name: "Undo" }).click();
  await page.getByText("Change undone").waitFor();
  await frame.getByText(`“Undone: ${reason}”`).waitFor();
  return frame.locator(".Polaris-Page").innerText();
}

/** What if: the draft is played, and its cost stands beside today's. */
export async function playDraft(page: Page): Promise<string> {
  const frame = await openApp(page, "/app/program/what-if");
  await frame.getByRole("button", { name: "Play the draft" }).click();
  await eventually(
    () => frame.getByRole("progressbar").getAttribute("value"),
    (value) => value === "100",
  );
  return frame.locator(".Polaris-Page").innerText();
}

/** Reports: the accounts of a few days, and the file of them. */
export async function readReports(page: Page): Promise<{ text: string; file: string }> {
  const reports = await openApp(page, "/app/reports?by=day");
  const text = await reports.locator(".Polaris-Page").innerText();
  const saved = page.waitForEvent("download");
  await reports.getByRole("button", { name: "Download CSV", exact: true }).first().click();
  return { text, file: await readFile(await (await saved).path(), "utf8") };
}

/** Staff: a change is found by what it was. */
export async function findChange(page: Page, action: string): Promise<string> {
  const log = await openApp(page, "/app/audit");
  await log.getByLabel("What", { exact: true }).selectOption({ label: action });
  await log.getByRole("button", { name: "Search" }).click();
  await eventually(
    () => Promise.resolve(page.url()),
    (url) => url.includes("action="),
  );
  return log.locator(".Polaris-Page").innerText();
}

/** Settings: a file that is no program is refused where it was chosen; one that is becomes the draft that is looked at. */
export async function importProgram(page: Page, text: string): Promise<string> {
  const settings = await openApp(page, "/app/settings");
  const choose = async (name: string, content: string) => {
    const file = { name, mimeType: "application/json", buffer: Buffer.from(content) };
    await settings.locator("input[type=file]").setInputFiles(file);
    await settings.getByRole("dialog").getByRole("button", { name: "Import as draft" }).click();
  };
  await choose("list.json", "[]");
  await settings.getByText("This file isn’t a program").waitFor();
  await choose("program.json", text);
  await settings.getByRole("heading", { name: "Review" }).first().waitFor();
  return settings.locator(".Polaris-Page").innerText();
}

/** Settings: the program as a file. */
export async function exportProgram(page: Page): Promise<string> {
  const settings = await openApp(page, "/app/settings");
  const saved = page.waitForEvent("download");
  await settings.getByRole("button", { name: "Export program" }).click();
  return readFile(await (await saved).path(), "utf8");
}

/** Settings: everything is deleted by whoever types the shop's name, and by nobody else. */
export async function deleteEverything(page: Page, shop: string): Promise<void> {
  const settings = await openApp(page, "/app/settings");
  await settings.getByRole("button", { name: "Delete everything" }).click();
  const dialog = settings.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete everything" });
  await dialog.getByRole("textbox").fill(shop.slice(1));
  if (await confirm.isEnabled()) throw new Error("half a name is enough to delete everything");
  await dialog.getByRole("textbox").fill(shop);
  await confirm.click();
  await dialog.getByText("Everything is being deleted").waitFor();
}
