import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { firstStart, preparePast } from "../../scripts/demo/first-start.ts";
import type { Ports } from "../../scripts/demo/settings.ts";
import { startStore } from "../../scripts/demo/store.ts";
import type { RunningStore } from "../../scripts/demo/store.ts";
import { startBrowser, USER_AGENT } from "./browser.ts";

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

/** Starts a store. With `history` it has customers and a year of orders, as the demo has; with `dataDir` it is kept there for the next time. */
export async function openBox(options: { history?: boolean; dataDir?: string } = {}): Promise<Box> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "laurel-box-"));
  const endedUnexpectedly: string[] = [];
  const history = options.history ?? false;
  const store = await startStore({
    dataDir,
    ports: await freePorts(),
    empty: !history,
    databaseUrl: undefined,
    beforeApp: preparePast,
    onUnexpectedEnd: (message) => endedUnexpectedly.push(message),
  });
  const close = async (): Promise<void> => {
    await store.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await firstStart(store, { history, say: () => {} });
  } catch (error) {
    await close();
    throw error;
  }
  return { store, endedUnexpectedly, close };
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
  context.setDefaultTimeout(10_000);
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

export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all(Array.from({ length: 4 }, async () => listenAnywhere()));
  const [app = 0, store = 0, gateway = 0, mail = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return { app, store, gateway, mail };
}

function listenAnywhere(): Promise<ReturnType<typeof createServer>> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      done(server);
    });
  });
}
