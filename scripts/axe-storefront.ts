/**
 * `npm run axe:storefront`: what axe objects to, colours among it, on every page that shoppers see, in the light and in the dark theme: home, product,
 * program, account, the new customer accounts with the extensions, an order, the page that thanks, an order's explanation, mails.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { violationsOfShop } from "../tests/journeys/axe-shop.ts";
import { openBox, openVisitor, startBrowser } from "../tests/journeys/harness.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { addToCart, checkOut, createAccount, readAccount } from "../tests/journeys/shopper.ts";

const THEMES = ["night", "day"];
const TRIES = 120;

/** Somebody with an order, points, and an open code; answers every address that they may look at. */
async function becomeMember(page: Page): Promise<string[]> {
  await createAccount(page, { firstName: "Bo", email: "bo@example.com" });
  await addToCart(page, "rosehip-evening", 20);
  await checkOut(page, "Vipps");
  const thanks = new URL(page.url()).pathname;
  for (let tries = 0; tries < TRIES && Number((await readAccount(page)).balance) === 0; tries += 1) await sleep(500);
  await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
  await page.getByText("is in your cart").waitFor();
  const hrefOf = (selector: string): Promise<string | null> => page.locator(selector).first().getAttribute("href");
  const found = [await hrefOf("a.orders__row"), await hrefOf(".laurel-history__entry a[href*=order]")];
  await page.goto("/customer-account");
  for (const link of await page.locator("nav.filters a").all()) found.push(await link.getAttribute("href"));
  const own = found.filter((address) => address !== null);
  return ["/", "/products/sencha-spring", "/pages/rewards", "/account", thanks, ...own, "/apps/loyalty/mails"];
}

async function choose({ store }: Box, theme: string): Promise<void> {
  const init = { method: "POST", headers: { origin: store.storeUrl }, body: new URLSearchParams({ theme }) };
  await fetch(new URL("/_dev/theme/choose", store.storeUrl), { ...init, redirect: "manual" });
}

const box = await openBox();
const browser = await startBrowser();
try {
  const { page } = await openVisitor(browser, box.store);
  const addresses = await becomeMember(page);
  for (const theme of THEMES) {
    await choose(box, theme);
    for (const address of addresses) {
      await page.goto(address, { waitUntil: "networkidle" });
      const found = await violationsOfShop(page);
      if (found.length > 0) process.exitCode = 1;
      process.stdout.write(`${theme} ${address}: ${found.length === 0 ? "nothing" : found.join("\n  ")}\n`);
    }
  }
} finally {
  await browser.close();
  await box.close();
}
