import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import type { Browser } from "playwright-core";
import { PATIENCE_MS } from "../setup/patience.ts";

/** Where the browser is unpacked: beside the packages, so that two users of one machine never share a file in /tmp. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/chromium", import.meta.url));

/** Shopify's library answers 410 to robots, and a headless browser calls itself one. */
export const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36";

/** Starts Chromium from its npm package. Only our own pages are opened, so it runs without a sandbox, as root too. */
export async function startBrowser(more: string[] = []): Promise<Browser> {
  mkdirSync(CACHE, { recursive: true });
  const temporary = process.env["TMPDIR"];
  process.env["TMPDIR"] = CACHE;
  const executablePath = await chromium.executablePath();
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  return playwright.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--headless=shell", ...more],
    timeout: 2 * PATIENCE_MS,
  });
}
