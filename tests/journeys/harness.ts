import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { firstStart, preparePast } from "../../scripts/demo/first-start.ts";
import type { Ports } from "../../scripts/demo/settings.ts";
import { startStore } from "../../scripts/demo/store.ts";
import type { RunningStore } from "../../scripts/demo/store.ts";
import { PATIENCE_MS } from "../setup/patience.ts";
import { startBrowser, USER_AGENT } from "./browser.ts";
import { describeScene, watchLogs, watchWindow } from "./witness.ts";

export type Viewport = { width: number; height: number };
export const DESKTOP: Viewport = { width: 1280, height: 900 };
export const PHONE: Viewport = { width: 390, height: 844 };

/** A store in a box of one's own: free ports, an own data folder, the app installed and its program published. */
export type Box = {
  store: RunningStore;
  /** Fails with everything that a process said when it ended by itself. */
  endedUnexpectedly: string[];
  close(): Promise<void>;
};

const openBoxes = new Set<Box>();

/** Closes whatever is still open, for a test file that could not do it itself. */
export async function closeBoxes(): Promise<void> {
  for (const box of openBoxes) await box.close();
}

/** Starts a store. With `history` it has customers and a year of orders, as the demo has; with `dataDir` it is kept there for the next time. */
export async function openBox(options: { history?: boolean; dataDir?: string } = {}): Promise<Box> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "laurel-box-"));
  const endedUnexpectedly: string[] = [];
  const history = options.history ?? false;
  const forgetLogs = watchLogs(dataDir);
  const store = await startStore({
    dataDir,
    ports: await freePorts(),
    empty: !history,
    databaseUrl: undefined,
    beforeApp: preparePast,
    onUnexpectedEnd: (message) => endedUnexpectedly.push(message),
  });
  const close = async (): Promise<void> => {
    openBoxes.delete(box);
    forgetLogs();
    await store.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const box: Box = { store, endedUnexpectedly, close };
  openBoxes.add(box);
  try {
    await firstStart(store, { history, say: () => {} });
  } catch (cause) {
    const scene = await describeScene();
    await close();
    throw new Error(`The store in a box could not be prepared.\n${scene}`, { cause });
  }
  return box;
}

/** A person with a browser of their own. What the pages say on the console is kept: a journey ends with `expectQuiet`. */
export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** Errors and warnings of every page so far. */
  complaints: string[];
  close(): Promise<void>;
};

/** Opens a browser window; `javaScript: false` for the shopper whose scripts don't load. */
export async function openVisitor(
  browser: Browser,
  store: Pick<RunningStore, "storeUrl">,
  options: { viewport?: Viewport; javaScript?: boolean; locale?: string } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: store.storeUrl,
    userAgent: USER_AGENT,
    viewport: options.viewport ?? DESKTOP,
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.locale ?? "en-GB",
    timezoneId: "Europe/Oslo",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  watchWindow(context);
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (webError) => {
    complaints.push(`uncaught: ${webError.error().message}`);
  });
  return { page: await context.newPage(), context, complaints, close: () => context.close() };
}

export { startBrowser };

/** Below what systems give to outgoing connections: such a port could be somebody's again before the store has started. */
const PORTS = { from: 15_000, until: 32_000 };

/** Four ports that nobody has. */
export async function freePorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 4) {
    const port = randomInt(PORTS.from, PORTS.until);
    if (await isFree(port)) found.add(port);
  }
  const [app = 0, store = 0, gateway = 0, mail = 0] = found;
  return { app, store, gateway, mail };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => {
      done(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        done(true);
      });
    });
  });
}
