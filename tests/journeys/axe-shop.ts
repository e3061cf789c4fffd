import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RUN = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then(({ violations }) => violations)`;

type Violation = { id: string; nodes: { html: string }[] };

/** What axe finds in a page of the shop, and in the frames of the app's extensions in it: rules of WCAG 2.1 A and AA, colours among them. */
export async function violationsOfShop(page: Page): Promise<string[]> {
  const found: string[] = [];
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const frame of page.frames()) {
    // An extension's frame lets the page around it shine through, which axe cannot see from inside.
    if (frame !== page.mainFrame()) await frame.addStyleTag({ content: `html { background: ${ground}; }` });
    await frame.evaluate(AXE);
    for (const { id, nodes } of await frame.evaluate<Violation[]>(RUN))
      found.push(`${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  }
  return found;
}
