/**
 * `npm run screenshots`: pictures of every page at 1280 and 390 pixels in docs/screenshots/, taken from a store with a year
 * of history. `npm run screenshots -- account member` takes only the pages whose names begin so.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { openBox, openVisitor, startBrowser } from "../tests/journeys/harness.ts";
import type { Visitor } from "../tests/journeys/harness.ts";
import { openMember } from "../tests/journeys/merchant.ts";
import { signIn } from "../tests/journeys/shopper.ts";
import { PROJECT } from "./demo/build.ts";

const FOLDER = join(PROJECT, "docs", "screenshots");
const WIDTHS = [1280, 390] as const;
const HEIGHT = 900;
/** What a picture may be long: longer pages end there. */
const LONGEST = 2600;

type Shot = {
  name: string;
  path: string;
  /** What a person does before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
  /** The page is the app inside the admin's frame. */
  embedded?: boolean;
};

const SHOPPER = "ingrid@example.com";

const logIn = (page: Page): Promise<void> => signIn(page, SHOPPER);

async function fillCart(page: Page): Promise<void> {
  await page.goto("/collections/all");
  await page.locator("main a[href*='/products/']").first().click();
  await page.locator(".product-form button[type=submit]").click();
  await page.waitForURL(/\/cart/);
}

const SHOTS: Shot[] = [
  { name: "shop", path: "/" },
  {
    name: "product",
    path: "/collections/all",
    prepare: (page) => page.locator("main a[href*='/products/']").first().click(),
  },
  { name: "program-page", path: "/pages/rewards" },
  { name: "account", path: "/account", prepare: logIn },
  {
    name: "customer-account",
    path: "/customer-account",
    prepare: async (page) => {
      await logIn(page);
      await page.goto("/customer-account");
    },
  },
  { name: "cart", path: "/cart", prepare: fillCart },
  {
    name: "checkout",
    path: "/cart",
    prepare: async (page) => {
      await fillCart(page);
      await page.goto("/checkout");
    },
  },
  { name: "console", path: "/_dev" },
  { name: "admin-orders", path: "/admin/orders" },
  { name: "home", path: "/admin/apps/laurel/app", embedded: true },
  { name: "program", path: "/admin/apps/laurel/app/program", embedded: true },
  { name: "program-earning", path: "/admin/apps/laurel/app/program/earning", embedded: true },
  { name: "program-exchange", path: "/admin/apps/laurel/app/program/exchange", embedded: true },
  { name: "program-tiers", path: "/admin/apps/laurel/app/program/tiers", embedded: true },
  { name: "program-tier", path: "/admin/apps/laurel/app/program/tiers/blossom", embedded: true },
  { name: "program-texts", path: "/admin/apps/laurel/app/program/texts", embedded: true },
  { name: "members", path: "/admin/apps/laurel/app/members", embedded: true },
  { name: "reports", path: "/admin/apps/laurel/app/reports", embedded: true },
  { name: "audit", path: "/admin/apps/laurel/app/audit", embedded: true },
  {
    name: "member",
    path: "/admin",
    embedded: true,
    prepare: async (page) => {
      await openMember(page, SHOPPER);
    },
  },
];

/** The frame that the admin shows the app in. */
async function appFrame(page: Page): Promise<Frame> {
  const handle = await page.locator("iframe").first().elementHandle();
  const frame = await handle.contentFrame();
  if (!frame) throw new Error("The admin shows no app.");
  await frame.locator(".Polaris-Page").first().waitFor();
  return frame;
}

async function take(browser: Browser, store: Parameters<typeof openVisitor>[1], shot: Shot): Promise<void> {
  for (const width of WIDTHS) {
    const visitor: Visitor = await openVisitor(browser, store, { viewport: { width, height: HEIGHT } });
    const { page } = visitor;
    await page.goto(shot.path);
    await shot.prepare?.(page);
    if (shot.embedded) {
      const frame = await appFrame(page);
      await frame.locator("main, .Polaris-Page").first().waitFor();
      const height = await frame.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.min(Math.max(HEIGHT, height + 120), LONGEST) });
    }
    // A page that never falls silent (hot reload, a clock) is taken as it is after a while.
    await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
    const path = join(FOLDER, `${shot.name}-${String(width)}.png`);
    await page.screenshot({ path, fullPage: !shot.embedded, animations: "disabled" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (wide) process.stdout.write(`${shot.name} at ${String(width)} px is wider than its window\n`);
    for (const complaint of visitor.complaints) process.stdout.write(`${shot.name}: ${complaint}\n`);
    await visitor.close();
  }
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const box = await openBox({ history: true });
try {
  const browser = await startBrowser();
  for (const shot of SHOTS.filter(
    ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
  )) {
    try {
      await take(browser, box.store, shot);
      process.stdout.write(`${shot.name}\n`);
    } catch (error) {
      process.exitCode = 1;
      process.stdout.write(`${shot.name} FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  await browser.close();
} finally {
  await box.close();
}
