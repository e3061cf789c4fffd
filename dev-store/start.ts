/** Starts the dev store: the pretend Shopify, the gateway in front of the app and the mail inbox, on this machine only. */
import http from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AdminApi } from "./admin-api/admin-api.ts";
import type { Express } from "express";
import { createStoreApp } from "./app.ts";
import { APP_TOML, PROJECT, readAppConfig } from "./app-config.ts";
import { addressBeside, BRANCH_DOMAIN, BRANCH_NAME, isBranchHost } from "./branch.ts";
import { clockFile, installClock, uninstallClock } from "./clock.ts";
import { uninstallApp } from "./console/app-control.ts";
import { startMailServer } from "./console/mail-server.ts";
import { createGateway } from "./gateway.ts";
import { keepJsonFile, readJsonFile } from "./json-file.ts";
import type { JsonFile } from "./json-file.ts";
import { refuseProduction } from "./loopback.ts";
import { findToken } from "./oauth/tokens.ts";
import { newPagesState } from "./pages-state.ts";
import type { PagesState } from "./pages-state.ts";
import { seedBranchCustomers, seedCatalogue, seedCustomers } from "./seed/seed.ts";
import { Shop } from "./shop/shop.ts";
import type { ShopState } from "./shop/types.ts";
import type { Store, StoreConfig } from "./store.ts";
import { readSubscriptions } from "./webhooks/subscriptions.ts";
import type { WebhooksState } from "./webhooks/types.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

export const DEFAULT_DOMAIN = "demo.myshopify.com";

export type DevStoreOptions = {
  dataDir: string;
  apiKey: string;
  apiSecret: string;
  /** The app's own address behind the gateway. */
  appUrl: string;
  /** 0 takes a free port. */
  storePort: number;
  gatewayPort: number;
  smtpPort: number;
  /** Forgets what the folder holds. */
  fresh?: boolean;
  /** No customers and orders. */
  empty?: boolean;
  domain?: string;
  extensionsDir?: string;
};

export type DevStore = {
  store: Store;
  storeUrl: string;
  gatewayUrl: string;
  /** The second shop, which is opened when somebody asks for it, and its address. */
  branch: () => Store;
  branchUrl: string;
  close: () => Promise<void>;
};

/** Starts everything and resolves when all ports answer. What was started is stopped again if a later part fails. */
export async function startDevStore(options: DevStoreOptions): Promise<DevStore> {
  refuseProduction(process.env);
  if (options.fresh) for (const place of [MAIN, BRANCH]) forget(options, place);
  installClock(clockFile({ ...process.env, DATA_DIR: options.dataDir }));
  const closers: (() => Promise<void>)[] = [async () => uninstallClock()];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function forget(options: DevStoreOptions, place: Place): void {
  for (const name of NAMES) rmSync(fileOf(options, place, name), { force: true });
}

const NAMES = ["shop", "pages", "webhooks"] as const;
type Kept = (typeof NAMES)[number];
const fileOf = (options: DevStoreOptions, place: Place, name: Kept) =>
  join(options.dataDir, `${place.prefix}${name}.json`);

/** What all stores of the process share. */
type Shared = { options: DevStoreOptions; gatewayUrl: string; smtpPort: number; files: JsonFile[]; closers: Closers };
type Closers = (() => Promise<void>)[];

async function open(options: DevStoreOptions, closers: Closers): Promise<Omit<DevStore, "close">> {
  const files: JsonFile[] = [];
  closers.push(async () => {
    for (const file of files) file.flush();
  });
  const storeServer = await listen(http.createServer(), options.storePort, closers);
  const storeUrl = addressOf(storeServer);
  const branchUrl = addressBeside(storeUrl);
  const gateway = createGateway({
    app: options.appUrl,
    store: storeUrl,
    others: { [BRANCH_NAME]: branchUrl },
    isOffline: () => store.pages.offline || branch.opened()?.pages.offline === true,
  });
  await listen(gateway, options.gatewayPort, closers);
  const mail = await startMailServer(() => store, options.smtpPort);
  closers.push(mail.close);
  const shared: Shared = { options, gatewayUrl: addressOf(gateway), smtpPort: mail.port, files, closers };
  const store = openStore(shared, { ...MAIN, domain: options.domain ?? DEFAULT_DOMAIN, url: storeUrl });
  if (!options.empty) seedCustomers(store.shop);
  const app = createStoreApp(store);
  const branch = openLater(() => openBranch(shared, branchUrl));
  // What a second shop has kept may be webhooks that wait: then it is opened at once.
  if (existsSync(fileOf(options, BRANCH, "shop"))) branch.open();
  storeServer.on("request", (request, response) => {
    if (isBranchHost(request.headers.host)) branch.open().app(request, response);
    else app(request, response);
  });
  return { store, branch: () => branch.open().store, branchUrl, storeUrl, gatewayUrl: shared.gatewayUrl };
}

/** A second shop of the same merchant, some of whose customers are the first one's, too: so that shops can be linked. */
function openBranch(shared: Shared, url: string): { store: Store; app: Express } {
  const store = openStore(shared, { ...BRANCH, domain: BRANCH_DOMAIN, url });
  if (!shared.options.empty) seedBranchCustomers(store.shop);
  return { store, app: createStoreApp(store) };
}

/** What nobody looks at costs nothing. */
function openLater(make: () => { store: Store; app: Express }) {
  let made: { store: Store; app: Express } | undefined;
  return { open: () => (made ??= make()), opened: () => made?.store };
}

/** Where a store is, how it is called, and what its files begin with. */
type Place = { prefix: string; name?: string; shopId?: string };
const MAIN: Place = { prefix: "" };
const BRANCH: Place = { prefix: "branch-", name: "Tea House Bergen", shopId: "68400000002" };

function openStore(shared: Shared, place: Place & { domain: string; url: string }): Store {
  const { options, files, closers } = shared;
  const kept = (name: Kept) => fileOf(options, place, name);
  const config = configOf(shared, place);
  const pages = { ...newPagesState(), ...(readJsonFile(kept("pages")) as PagesState | null) };
  const pagesFile = keepJsonFile(kept("pages"), () => pages);
  const webhooksFile = keepJsonFile(kept("webhooks"), () => webhooks.state);
  const shopFile = keepJsonFile(kept("shop"), () => shop.state);
  files.push(pagesFile, webhooksFile, shopFile);
  const webhooks = new Webhooks(
    {
      domain: config.domain,
      secret: config.apiSecret,
      ...readSubscriptions(APP_TOML),
      target: () => config.gatewayUrl,
      isInstalled: () => pages.installed,
      changed: webhooksFile.changed,
    },
    (readJsonFile(kept("webhooks")) as WebhooksState | null) ?? undefined,
  );
  closers.push(() => webhooks.close());
  const shop = new Shop(
    {
      domain: config.domain,
      ...(place.name === undefined ? {} : { name: place.name }),
      clock: () => new Date(),
      currency: "NOK",
      timeZone: "Europe/Oslo",
      emit: (event) => webhooks.enqueue(event),
      changed: shopFile.changed,
    },
    (readJsonFile(kept("shop")) as ShopState | null) ?? undefined,
  );
  if (place.shopId !== undefined) shop.state.info.id = place.shopId;
  const store: Store = {
    shop,
    config,
    pages,
    webhooks,
    api: new AdminApi({
      ...apiOptions(config),
      shop,
      findToken: (token) => findToken(store, token),
      uninstallApp: () => uninstallApp(store),
    }),
    faults: { tooManyRequests: 0 },
    pagesChanged: pagesFile.changed,
  };
  seedCatalogue(shop);
  return store;
}

const apiOptions = (config: StoreConfig) => ({
  appId: config.appId,
  apiKey: config.apiKey,
  title: "Laurel",
  handle: config.appHandle,
  baseUrl: config.storeUrl,
});

function configOf(
  { options, gatewayUrl, smtpPort }: Shared,
  { domain, url }: { domain: string; url: string },
): StoreConfig {
  const app = readAppConfig();
  return {
    domain,
    storeUrl: url,
    gatewayUrl,
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    appId: "1",
    appHandle: app.handle,
    scopes: app.scopes,
    readableByCustomer: app.readableByCustomer,
    proxyPath: app.proxyPath,
    proxyTarget: app.proxyTarget,
    dataDir: options.dataDir,
    extensionsDir: options.extensionsDir ?? join(PROJECT, "extensions"),
    smtpPort,
  };
}

const addressOf = (server: Server) => `http://localhost:${(server.address() as AddressInfo).port}`;

async function listen(server: Server, port: number, closers: (() => Promise<void>)[]): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(isTaken ? new Error(`Port ${port} is in use: stop the other program or choose another port.`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  closers.push(() => closeServer(server));
  return server;
}

/** Browsers keep connections open; they are cut, so that the process can end. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
