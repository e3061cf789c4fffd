/** What every page of the dev store works with. */
import type { AdminApi } from "./admin-api/admin-api.ts";
import type { Shop } from "./shop/shop.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";
import type { PagesState } from "./pages-state.ts";

/** The only version of the Admin API that the store speaks. */
export const ADMIN_API_VERSION = "2026-10";

export type StoreConfig = {
  /** The shop's name at Shopify: demo.myshopify.com. */
  domain: string;
  /** Addresses without a path, as the browser sees them. */
  storeUrl: string;
  gatewayUrl: string;
  apiKey: string;
  apiSecret: string;
  /** Keys of the app's own metafields, of customers and of the shop, that customers may read, as in shopify.app.toml. */
  readableByCustomer: { CUSTOMER: string[]; SHOP: string[] };
  /** What the app may do, as in shopify.app.toml. */
  scopes: string[];
  /** The number in `app--<id>` namespaces and in the gid of the installation. */
  appId: string;
  /** The app's handle in the admin's addresses. */
  appHandle: string;
  /** The app proxy: what comes in below this path goes to `proxyTarget` of the app. */
  proxyPath: string;
  proxyTarget: string;
  dataDir: string;
  /** The folder with the app's extensions. */
  extensionsDir: string;
  /** The mail inbox's port. */
  smtpPort: number;
};

export type Store = {
  shop: Shop;
  config: StoreConfig;
  pages: PagesState;
  /** The Admin API over the shop. */
  api: AdminApi;
  webhooks: Webhooks;
  /** Trouble that the console has ordered, for this run only. */
  faults: { tooManyRequests: number };
  /** Says that `pages` changed, so that it is saved. */
  pagesChanged: () => void;
};
