/**
 * `npm run screenshots:blocks`: each block of the storefront in each of its states, at three widths in both themes and once from right to
 * left, in docs/screenshots/blocks/, with what axe objects to. `npm run screenshots:blocks -- earn` takes only the blocks that are named.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import { startBrowser } from "../tests/journeys/browser.ts";
import { EXTENSION, renderBlock } from "../tests/storefront/render.ts";
import { STATES, type State } from "../tests/storefront/states.ts";
import { PROJECT } from "./demo/build.ts";
import { toPalette } from "./palette-png.ts";

const FOLDER = join(PROJECT, "docs", "screenshots", "blocks");
const WIDTHS = [320, 390, 1280] as const;
const THEMES = { day: ["theme.css"], night: ["theme.css", "night.css"] } as const;
const HEIGHT = 600;
/** At this width axe looks at the page, and a picture is taken from right to left as well. */
const PHONE = 390;
const SHOP = "https://shop.example";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Block = keyof typeof STATES;
type Theme = keyof typeof THEMES;
type Look = { block: Block; theme: Theme; width: number; direction: "ltr" | "rtl" };

const styleOf = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");
const stateId = (index: number): string => `state-${String(index)}`;

/** One page with all states of a block below each other, each with its name. */
async function pageOf({ block, theme, direction }: Look): Promise<string> {
  const folder = join(PROJECT, "dev-store", "theme", "assets");
  const styles = [
    ...THEMES[theme].map((file) => styleOf(folder, file)),
    styleOf(join(EXTENSION, "assets"), "laurel.css"),
  ];
  const parts = await Promise.all(
    STATES[block].map(async ({ name, reader, around = "" }, index) => {
      const { html } = await renderBlock(block, reader);
      // What stands in a corner of the window stands below its name here.
      const shown =
        html.trim() === "" ? "<p><em>(nothing)</em></p>" : html.replace("position: fixed;", "position: static;");
      return `<p class="eyebrow">${name}</p><div id="${stateId(index)}">${around}${shown}</div><hr>`;
    }),
  );
  const body = `<main class="page-width block">${parts.join("\n")}</main>`;
  const head = `<meta charset="utf-8"><title>${block}</title><style>${styles.join("\n")}</style>`;
  return `<!doctype html><html lang="en" dir="${direction}"><head>${head}</head><body>${body}</body></html>`;
}

/** The shop: its page, the extension's files, its cart, and the app, which answers as the state says. */
async function answer(route: Route, html: string, app: { answer: object | null }): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
  if (pathname.endsWith(".js") && !pathname.startsWith("/cart"))
    return route.fulfill({ path: join(EXTENSION, "assets", basename(pathname)) });
  if (pathname === "/cart.js") return route.fulfill({ json: { discount_codes: [] } });
  if (pathname === "/cart/update.js")
    return route.fulfill({ json: { discount_codes: [{ code: "LRL7EFGH", applicable: true }] } });
  if (pathname.startsWith("/apps/loyalty/") && app.answer !== null) return route.fulfill({ json: app.answer });
  return route.abort();
}

/** Presses what a state's shopper has pressed, and waits until the page says what became of it. */
async function press(page: Page, states: readonly State[], app: { answer: object | null }): Promise<void> {
  for (const [index, { pressed }] of states.entries()) {
    if (pressed === undefined) continue;
    app.answer = pressed.answer;
    const state = page.locator(`#${stateId(index)}`);
    await state.getByRole("button", { name: pressed.button, exact: true }).first().click();
    await state
      .locator("[data-laurel-status]")
      .filter({ hasText: pressed.answer ? /cart/ : /again/ })
      .waitFor();
  }
}

function complain(sentence: string): void {
  process.exitCode = 1;
  process.stdout.write(`${sentence}\n`);
}

/** What axe finds, colours among it; the states stand below each other here, so that their ids repeat. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: AXE });
  const rules = `{ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], rules: { "duplicate-id-aria": { enabled: false } } }`;
  const violations = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    `axe.run(document, ${rules}).then(({ violations }) => violations)`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
}

async function take(browser: Browser, look: Look): Promise<void> {
  const { block, theme, width, direction } = look;
  const page = await browser.newPage({ viewport: { width, height: HEIGHT } });
  const app: { answer: object | null } = { answer: null };
  const html = await pageOf(look);
  await page.route("**/*", (route) => answer(route, html, app));
  await page.goto(SHOP);
  await press(page, STATES[block], app);
  const name = [block, theme, String(width), ...(direction === "rtl" ? [direction] : [])].join("-");
  writeFileSync(join(FOLDER, `${name}.png`), toPalette(await page.screenshot({ fullPage: true })));
  if (width === PHONE) for (const violation of await violationsOn(page)) complain(`${name}: ${violation}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (wide) complain(`${name} is wider than its window`);
  await page.close();
}

/** Each theme at each width, and the first of them as those read who read from right to left. */
function looksOf(block: Block): Look[] {
  const themes = Object.keys(THEMES) as Theme[];
  const looks = themes.flatMap((theme) => WIDTHS.map((width): Look => ({ block, theme, width, direction: "ltr" })));
  return [...looks, { block, theme: "day", width: PHONE, direction: "rtl" }];
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const browser = await startBrowser();
try {
  for (const block of Object.keys(STATES) as Block[])
    if (wanted.length === 0 || wanted.includes(block)) for (const look of looksOf(block)) await take(browser, look);
} finally {
  await browser.close();
}
