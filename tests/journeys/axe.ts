import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Violation = { id: string; help: string; nodes: { html: string }[] };

/** What axe finds in the app's frame: rules of WCAG 2.1 A and AA. */
export async function violations(page: Page): Promise<string[]> {
  const frame = await frameOf(page);
  if (!(await frame.evaluate<boolean>("typeof axe !== 'undefined'"))) await frame.evaluate(AXE);
  const found = await frame.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then(({ violations }) => violations)`,
  );
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}

/** By how many pixels a page of the app is wider than its frame: then it could only be read by scrolling sideways. */
export async function beyondFrame(page: Page): Promise<number> {
  const frame = await frameOf(page);
  return frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator("#app-frame").elementHandle();
  const frame = await element.contentFrame();
  if (!frame) throw new Error("the app's frame is not there");
  return frame;
}
