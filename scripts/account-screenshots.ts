/**
 * `npm run screenshots:account`: each extension of customer accounts and of the page that thanks, in each of its states, as the dev store hosts them, as wide as
 * they are on a phone and on a desk, in both themes, in docs/screenshots/account/, with what axe objects to. `-- page` takes only what is so called.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Frame, Page, Route } from "playwright-core";
import { answerCard } from "../app/shopper/answer-card.ts";
import { bundleExtension, listAccountExtensions } from "../dev-store/account/extensions.ts";
import type { Target, UiExtension } from "../dev-store/account/extensions.ts";
import { frameDocument } from "../dev-store/account/frame-document.ts";
import { browserScript } from "../dev-store/browser-script.ts";
import { startBrowser } from "../tests/journeys/browser.ts";
import { PROJECT } from "./demo/build.ts";
import { toPalette } from "./palette-png.ts";
import { ACCOUNT_STATES, type AccountState } from "./screenshots/account-states.ts";

const FOLDER = join(PROJECT, "docs", "screenshots", "account");
const SHOP = "https://shop.example";
const APP = "https://app.example";
const THEMES = { day: ["theme.css"], night: ["theme.css", "night.css"] } as const;
/** Of a window: how wide the dev store's account page makes an extension, and how many states stand beside each other in a picture. */
const WIDTHS = { 390: { frame: 358, columns: 4 }, 1280: { frame: 720, columns: 2 } } as const;
const GAP = 24;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RUN = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then(({ violations }) => violations)`;
/** Room for all states: Chromium lets frames sleep that are not in sight. */
const ROOM = 8000;

type Look = { extension: UiExtension; theme: keyof typeof THEMES; window: keyof typeof WIDTHS };
type Scripts = { extension: string; frame: string; host: string };

const nameOf = ({ target }: UiExtension): string => target.split(".")[1] ?? target;
const statesOf = ({ target }: UiExtension): AccountState[] => ACCOUNT_STATES[target as Target];

/** All states of an extension beside and below each other, each with its name. */
function pageOf({ extension, theme, window }: Look): string {
  const { frame, columns } = WIDTHS[window];
  const assets = join(PROJECT, "dev-store", "theme", "assets");
  const styles = THEMES[theme].map((file) => readFileSync(join(assets, file), "utf8"));
  const own = `main { display: flex; align-items: start; gap: ${String(GAP)}px; padding: ${String(GAP)}px; }
    .column { width: ${String(frame)}px; } .state { padding-block-end: ${String(GAP)}px; }`;
  const shown = statesOf(extension).map(({ name }, index) => {
    const place = `data-state="${String(index)}" src="/frames/${String(index)}"`;
    return `<div class="state"><p class="eyebrow">${name}</p><iframe class="account-frame" sandbox="allow-scripts" title="${name}" ${place}></iframe></div>`;
  });
  const inColumn = (column: number) => shown.filter((_, index) => index % columns === column).join("");
  const beside = Array.from({ length: columns }, (_, column) => `<div class="column">${inColumn(column)}</div>`);
  const head = `<meta charset="utf-8"><title>${extension.handle}</title><style>${[...styles, own].join("\n")}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body data-states="${String(shown.length)}"><script src="/host.js"></script><main>${beside.join("")}</main></body></html>`;
}

async function scriptsOf(extension: UiExtension): Promise<Scripts> {
  const entry = join(PROJECT, "scripts", "screenshots", "account-host.ts");
  const host = await build({ entryPoints: [entry], bundle: true, write: false, format: "iife", target: "es2022" });
  return {
    extension: await bundleExtension(extension, { gatewayUrl: APP }),
    frame: await browserScript("account/browser/frame.ts"),
    host: host.outputFiles[0]?.text ?? "",
  };
}

/** The shop's page, Shopify's API and Laurel's server, which answer a frame as its state says. */
async function answer(route: Route, look: Look, scripts: Scripts): Promise<void> {
  const request = route.request();
  const { origin, pathname } = new URL(request.url());
  const script = (body: string) => route.fulfill({ contentType: "text/javascript", body });
  if (origin === APP) return answerAsApp(route, stateAt(look, new URL(request.frame().url()).pathname), pathname);
  if (pathname === "/") return route.fulfill({ contentType: "text/html", body: pageOf(look) });
  if (pathname === "/host.js") return script(scripts.host);
  if (pathname.endsWith("/scripts/frame.js")) return script(scripts.frame);
  if (pathname.startsWith("/customer-account/extensions/")) return script(scripts.extension);
  if (pathname.startsWith("/frames/")) {
    const body = frameDocument(look.extension, { language: "en", theme: look.theme, order: "501" });
    return route.fulfill({ contentType: "text/html", body });
  }
  if (pathname.endsWith("/token")) return route.fulfill({ json: { token: "signed" } });
  if (!pathname.endsWith("/shopify")) return route.abort();
  const { shopify } = stateAt(look, pathname);
  if (shopify === "waiting") return;
  if (shopify === "down") return route.abort();
  const [customer, shop] = [shopify.loyalty, shopify.program].map((value) => ({
    metafield: value === null ? null : { value: JSON.stringify(value) },
  }));
  return route.fulfill({ json: { data: { customer, shop: { ...shop, url: SHOP } } } });
}

/** The state whose number is in the path: /frames/3, /states/3/shopify. */
function stateAt({ extension }: Look, pathname: string): AccountState {
  const state = statesOf(extension)[Number(pathname.split("/")[2])];
  if (state === undefined) throw new Error(`no state at ${pathname}`);
  return state;
}

async function answerAsApp(route: Route, state: AccountState, pathname: string): Promise<void> {
  if (pathname === "/card.svg") {
    const card = answerCard(new Request(route.request().url()));
    return route.fulfill({ contentType: "image/svg+xml", body: await card.text() });
  }
  const said = state.app[pathname.replace("/api/account/", "")] ?? "down";
  if (said === "waiting") return;
  if (said === "down") return route.abort();
  return route.fulfill({ headers: { "access-control-allow-origin": "*" }, json: said });
}

/** Waits for what a state shows, presses what its shopper pressed, and waits for what it says then. */
async function settle(frame: Frame, { name, pressed }: AccountState): Promise<void> {
  const spinner = frame.locator("s-spinner");
  if (name.startsWith("While")) return spinner.waitFor();
  await frame.locator("s-section, s-banner").first().waitFor();
  await spinner.waitFor({ state: "detached" });
  if (pressed === undefined) return;
  const { button, says } = pressed;
  await frame
    .getByRole("button", { name: button })
    .or(frame.locator("s-summary", { hasText: button }))
    .first()
    .click();
  await frame.getByText(says).first().waitFor();
}

/** Waits until the page around a frame has given it the height that its content has. */
async function untilWhole(page: Page, frame: Frame): Promise<void> {
  const height = await frame.evaluate(() => `${Math.ceil(document.body.getBoundingClientRect().height).toString()}px`);
  const place = await frame.frameElement();
  await page.waitForFunction(([element, given]) => (element as HTMLElement).style.height === given, [
    place,
    height,
  ] as const);
}

/** How high all states are. */
async function heightOf(page: Page): Promise<number> {
  const columns = await page.locator(".column").all();
  const ends = await Promise.all(columns.map((one) => one.evaluate((column) => column.getBoundingClientRect().bottom)));
  return Math.ceil(Math.max(...ends));
}

function complain(sentence: string): void {
  process.exitCode = 1;
  process.stdout.write(`${sentence}\n`);
}

/** What axe objects to in a frame, before the colour of the page that shines through it. */
async function examine(name: string, state: AccountState, frame: Frame, background: string): Promise<void> {
  await frame.addStyleTag({ content: `body { background: ${background} !important; }` });
  await frame.evaluate(AXE);
  for (const { id, nodes } of await frame.evaluate<{ id: string; nodes: { html: string }[] }[]>(RUN))
    complain(`${name}, ${state.name}: ${id}: ${nodes[0]?.html ?? ""}`);
  if (await frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth))
    complain(`${name}, ${state.name}: wider than its frame`);
}

async function take(browser: Browser, look: Look, scripts: Scripts): Promise<void> {
  const { frame: wide, columns } = WIDTHS[look.window];
  const width = columns * (wide + GAP) + GAP;
  const page = await browser.newPage({ viewport: { width, height: ROOM } });
  await page.route("**/*", (route) => answer(route, look, scripts));
  await page.goto(SHOP);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const name = `${nameOf(look.extension)}-${look.theme}-${String(look.window)}`;
  for (const [index, state] of statesOf(look.extension).entries()) {
    const frame = page.frames().find((one) => one.url().endsWith(`/frames/${String(index)}`));
    if (frame === undefined) throw new Error(`${state.name} has no frame`);
    await settle(frame, state);
    await examine(name, state, frame, background);
    await untilWhole(page, frame);
  }
  const height = await heightOf(page);
  const png = await page.screenshot({ clip: { x: 0, y: 0, width, height }, animations: "disabled" });
  writeFileSync(join(FOLDER, `${name}.png`), toPalette(png));
  await page.close();
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const browser = await startBrowser();
try {
  for (const extension of listAccountExtensions(join(PROJECT, "extensions"))) {
    if (wanted.length > 0 && !wanted.includes(nameOf(extension))) continue;
    const scripts = await scriptsOf(extension);
    for (const theme of ["day", "night"] as const)
      for (const window of [390, 1280] as const) await take(browser, { extension, theme, window }, scripts);
  }
} finally {
  await browser.close();
}
