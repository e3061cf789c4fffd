/**
 * `npm run screenshots:blocks`: each block of the storefront in each of its states, at three widths in both themes, in
 * docs/screenshots/blocks/, with what axe objects to. `npm run screenshots:blocks -- earn` takes only the blocks that are named.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "../tests/journeys/browser.ts";
import { EXTENSION, renderBlock } from "../tests/storefront/render.ts";
import { STATES } from "../tests/storefront/states.ts";
import { PROJECT } from "./demo/build.ts";

const FOLDER = join(PROJECT, "docs", "screenshots", "blocks");
const WIDTHS = [320, 390, 1280] as const;
const THEMES = { day: ["theme.css"], night: ["theme.css", "night.css"] } as const;
const HEIGHT = 600;
const AXE_WIDTH = 390;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const styleOf = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");

/** One page with all states of a block below each other, each with its name. */
async function pageOf(block: keyof typeof STATES, theme: keyof typeof THEMES): Promise<string> {
  const folder = join(PROJECT, "dev-store", "theme", "assets");
  const styles = [
    ...THEMES[theme].map((file) => styleOf(folder, file)),
    styleOf(join(EXTENSION, "assets"), "laurel.css"),
  ];
  const parts = await Promise.all(
    STATES[block].map(async ({ name, reader, around = "" }) => {
      const { html } = await renderBlock(block, reader);
      // What stands in a corner of the window stands below its name here.
      const shown =
        html.trim() === "" ? "<p><em>(nothing)</em></p>" : html.replace("position: fixed;", "position: static;");
      return `<p class="eyebrow">${name}</p>${around}${shown}<hr>`;
    }),
  );
  const body = `<main class="page-width block">${parts.join("\n")}</main>`;
  return `<!doctype html><html lang="en"><head><title>${block}</title><style>${styles.join("\n")}</style></head><body>${body}</body></html>`;
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

async function take(browser: Browser, block: keyof typeof STATES): Promise<void> {
  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    const html = await pageOf(block, theme);
    for (const width of WIDTHS) {
      const page = await browser.newPage({ viewport: { width, height: HEIGHT } });
      await page.setContent(html);
      const path = join(FOLDER, `${block}-${theme}-${String(width)}.png`);
      await page.screenshot({ path, fullPage: true });
      if (width === AXE_WIDTH)
        for (const violation of await violationsOn(page)) complain(`${block}, ${theme}: ${violation}`);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      if (wide) complain(`${block} at ${String(width)} px is wider than its window`);
      await page.close();
    }
  }
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const browser = await startBrowser();
try {
  for (const block of Object.keys(STATES) as (keyof typeof STATES)[])
    if (wanted.length === 0 || wanted.includes(block)) await take(browser, block);
} finally {
  await browser.close();
}
