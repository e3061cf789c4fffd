/** Starts the dev store: the pretend Shopify, the gateway in front of the app and the mail inbox, on this machine only. */
import http from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { AdminApi } from "./admin-api/admin-api.ts";
import { createStoreApp } from "./app.ts";
import { PROJECT, readAppConfig } from "./app-config.ts";
import { clockFile, installClock } from "./clock.ts";
import { createGateway } from "./gateway.ts";
import { keepJsonFile, readJsonFile } from "./json-file.ts";
import { refuseProduction } from "./loopback.ts";
import { newPagesState } from "./pages-state.ts";
import type { PagesState } from "./pages-state.ts";
import { findToken } from "./oauth/tokens.ts";
import { Shop } from "./shop/shop.ts";
import type { ShopState } from "./shop/types.ts";
import type { Store, StoreConfig } from "./store.ts";

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

export type DevStore = { store: Store; storeUrl: string; gatewayUrl: string; close: () => Promise<void> };

/** Starts everything and resolves when all ports answer. */
export async function startDevStore(options: DevStoreOptions): Promise<DevStore> {
  refuseProduction(process.env);
  const files = { shop: join(options.dataDir, "shop.json"), pages: join(options.dataDir, "pages.json") };
  if (options.fresh) for (const file of Object.values(files)) rmSync(file, { force: true });
  installClock(clockFile({ ...process.env, DATA_DIR: options.dataDir }));
  const servers: Server[] = [];
  const storeServer = await listen(http.createServer(), options.storePort, servers);
  const storeUrl = addressOf(storeServer);
  const gatewayServer = createGateway({ app: options.appUrl, store: storeUrl, isOffline: () => store.pages.offline });
  await listen(gatewayServer, options.gatewayPort, servers);
  const config = configOf(options, storeUrl, addressOf(gatewayServer));

  const pages = (readJsonFile(files.pages) as PagesState | null) ?? newPagesState();
  const pagesFile = keepJsonFile(files.pages, () => pages);
  const shopFile = keepJsonFile(files.shop, () => shop.state);
  const shop = new Shop(
    {
      domain: config.domain,
      clock: () => new Date(),
      currency: "NOK",
      timeZone: "Europe/Oslo",
      changed: shopFile.changed,
    },
    (readJsonFile(files.shop) as ShopState | null) ?? undefined,
  );
  const api = new AdminApi({
    shop,
    appId: config.appId,
    apiKey: config.apiKey,
    title: "Laurel",
    handle: config.appHandle,
    baseUrl: storeUrl,
    findToken: (token) => findToken(store, token),
  });
  const faults = { tooManyRequests: 0 };
  const store: Store = { shop, config, pages, api, faults, pagesChanged: pagesFile.changed };
  storeServer.on("request", createStoreApp(store));
  const close = async () => {
    await Promise.all(servers.map(closeServer));
    shopFile.flush();
    pagesFile.flush();
  };
  return { store, storeUrl, gatewayUrl: config.gatewayUrl, close };
}

function configOf(options: DevStoreOptions, storeUrl: string, gatewayUrl: string): StoreConfig {
  const app = readAppConfig();
  return {
    domain: options.domain ?? DEFAULT_DOMAIN,
    storeUrl,
    gatewayUrl,
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    appId: "1",
    appHandle: app.handle,
    scopes: app.scopes,
    proxyPath: app.proxyPath,
    proxyTarget: app.proxyTarget,
    dataDir: options.dataDir,
    extensionsDir: options.extensionsDir ?? join(PROJECT, "extensions"),
    smtpPort: options.smtpPort,
  };
}

const addressOf = (server: Server) => `http://localhost:${(server.address() as AddressInfo).port}`;

async function listen(server: Server, port: number, servers: Server[]): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  servers.push(server);
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
