import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";

/** What is told of a journey that failed: enough to understand it from the output alone. */

const TEXT_MAX = 1500;
const NEWS_MAX = 15;
const LOG_LINES = 30;
const LINE_MAX = 400;
/** The page that failed is among those in which something happened last; the others are told by their addresses. */
const PAGES_IN_FULL = 4;
/** A page that hangs must not keep the others from being told. */
const ASKING_MS = 10_000;

/** A browser window, and what happened in it that may be why. */
type Window = { context: BrowserContext; news: string[]; lastAt: number };

const windows = new Set<Window>();
const logFolders = new Set<string>();

/** From now on the window's pages are told of, until it is closed. */
export function watchWindow(context: BrowserContext): void {
  const window: Window = { context, news: [], lastAt: performance.now() };
  const note = (what: string): void => {
    window.news.push(what.slice(0, LINE_MAX));
    if (window.news.length > NEWS_MAX) window.news.shift();
  };
  context.on("console", (message) => {
    note(`console ${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (webError) => {
    note(`uncaught: ${webError.error().message}`);
  });
  context.on("requestfailed", (request) => {
    note(`${request.method()} ${addressOf(request.url())}: ${request.failure()?.errorText ?? "failed"}`);
  });
  context.on("response", (response) => {
    window.lastAt = performance.now();
    if (response.status() >= 400)
      note(`${response.request().method()} ${addressOf(response.url())}: ${response.status()}`);
  });
  context.on("close", () => windows.delete(window));
  windows.add(window);
}

/** From now on what the processes of a store say is told of, until the function that is answered is called. */
export function watchLogs(dataDir: string): () => void {
  const folder = join(dataDir, "logs");
  logFolders.add(folder);
  return () => logFolders.delete(folder);
}

/** What the open pages show and what the stores' processes said last. */
export async function describeScene(): Promise<string> {
  const newestFirst = [...windows].sort((a, b) => b.lastAt - a.lastAt);
  const told = await Promise.all(newestFirst.map((window, place) => describeWindow(window, place < PAGES_IN_FULL)));
  return [...told, ...[...logFolders].flatMap(describeLogs)].join("\n");
}

async function describeWindow({ context, news }: Window, isFull: boolean): Promise<string> {
  const pages = context.pages();
  if (!isFull) return pages.map((page) => `--- also open: ${addressOf(page.url())}`).join("\n");
  const shown = await Promise.all(
    pages.map(async (page) => `--- page ${addressOf(page.url())}\n${indent((await textsOf(page)).join("\n"))}`),
  );
  return [...shown, ...news.map((each) => `    | ${each}`)].join("\n");
}

/** The page's visible text, then that of each frame in it. */
function textsOf(page: Page): Promise<string[]> {
  return Promise.all(
    page.frames().map(async (frame) => {
      const reading = frame.locator("body").innerText({ timeout: ASKING_MS });
      const text = await Promise.race([reading.catch(String), sleep(ASKING_MS, "does not answer", { ref: false })]);
      const address = frame === page.mainFrame() ? "" : `[frame ${addressOf(frame.url())}] `;
      return address + text.replaceAll(/\s*\n\s*/g, " / ").slice(0, TEXT_MAX);
    }),
  );
}

function describeLogs(folder: string): string[] {
  return ["app", "dev-store"].map((name) => {
    const path = join(folder, `${name}.log`);
    const lines = existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : ["(says nothing)"];
    const last = lines.slice(-LOG_LINES).map((line) => line.slice(0, LINE_MAX));
    return `--- the last lines of ${path}\n${indent(last.join("\n"))}`;
  });
}

/** Without what the address proves to the app: more people read an output than the page. */
function addressOf(url: string): string {
  const address = new URL(url);
  for (const name of ["id_token", "session", "hmac", "signature"]) address.searchParams.delete(name);
  return address.href;
}

const indent = (text: string): string => text.replaceAll(/^/gm, "    ");
