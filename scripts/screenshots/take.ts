import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Frame, FrameLocator, Page } from "playwright-core";
import type { Visitor } from "../../tests/journeys/harness.ts";
import { openVisitor } from "../../tests/journeys/harness.ts";
import { PROJECT } from "../demo/build.ts";
import { toPalette } from "../palette-png.ts";

export const FOLDER = join(PROJECT, "docs", "screenshots");
export const WIDTHS = [1280, 390] as const;
const HEIGHT = 900;
/** What a picture may be long: longer pages end there. */
const LONGEST = 2600;
const SILENCE_MS = 3000;
/** Room for the admin's own bar above the frame. */
const AROUND = 120;

export type Shot = {
  name: string;
  path: string;
  /** What a person does before the picture is taken; `app` is the app's frame of an embedded page. */
  prepare?: (page: Page, app: FrameLocator) => Promise<void>;
  /** The page is the app inside the admin's frame. */
  embedded?: boolean;
};

/** The frame that the admin shows the app in. */
async function appFrame(page: Page): Promise<Frame> {
  const handle = await page.locator("#app-frame").elementHandle();
  const frame = await handle.contentFrame();
  if (!frame) throw new Error("The admin shows no app.");
  await frame.locator(".Polaris-Page").first().waitFor();
  return frame;
}

/** Takes a page at every width; says what the page itself complained about, and where it is wider than its window. */
export async function take(browser: Browser, store: Parameters<typeof openVisitor>[1], shot: Shot): Promise<void> {
  for (const width of WIDTHS) {
    const visitor = await openVisitor(browser, store, { viewport: { width, height: HEIGHT } });
    try {
      await takeOne(visitor, shot, width);
    } finally {
      await visitor.close();
    }
  }
}

async function takeOne({ page, complaints }: Visitor, shot: Shot, width: number): Promise<void> {
  await page.goto(shot.path);
  if (shot.embedded) await appFrame(page);
  // A page that never falls silent (hot reload, a clock) is taken as it is after a while.
  const silence = () => page.waitForLoadState("networkidle", { timeout: SILENCE_MS }).catch(() => undefined);
  await silence();
  await shot.prepare?.(page, page.frameLocator("#app-frame"));
  if (shot.embedded) {
    const frame = await appFrame(page);
    const height = await frame.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(Math.max(HEIGHT, height + AROUND), LONGEST) });
    const beyond = await frame.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (beyond > 0) say(`${shot.name} at ${String(width)} px is ${String(beyond)} px wider than its frame`);
  }
  await silence();
  if (shot.embedded) await drawn(page.frameLocator("#app-frame"));
  const png = await page.screenshot({ fullPage: !shot.embedded, animations: "disabled" });
  writeFileSync(join(FOLDER, `${shot.name}-${String(width)}.png`), toPalette(png));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (wide) say(`${shot.name} at ${String(width)} px is wider than its window`);
  // Addresses carry tokens in their parameters, which belong in no log; a page that is meant to fail may say so.
  for (const complaint of complaints)
    if (!/status of (500|422)/.test(complaint)) say(`${shot.name}: ${complaint.replace(/\?[^\s)]*/g, "")}`);
}

/** Charts are drawn after the page is there; what still shows its outline after a while is taken so. */
async function drawn(app: FrameLocator): Promise<void> {
  const outline = app.locator(".Polaris-SkeletonBodyText__SkeletonBodyTextContainer").first();
  await outline.waitFor({ state: "detached", timeout: SILENCE_MS * 3 }).catch(() => undefined);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
