/** What the store reads from shopify.app.toml, as Shopify does when the app is deployed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";

export type AppConfig = {
  handle: string;
  scopes: string[];
  proxyPath: string;
  proxyTarget: string;
  readableByCustomer: { CUSTOMER: string[]; SHOP: string[] };
};

type Owner = { metafields?: { app?: Record<string, { access?: { customer_account?: string } }> } };
type Toml = {
  handle?: string;
  access_scopes?: { scopes?: string; optional_scopes?: string[] };
  customer?: Owner;
  shop?: Owner;
  app_proxy?: { url: string; prefix: string; subpath: string };
};

export const PROJECT = join(import.meta.dirname, "..");
export const APP_TOML = join(PROJECT, "shopify.app.toml");

/** The app's handle, scopes and proxy; what the store cannot do without is refused by its name. */
export function readAppConfig(file = APP_TOML): AppConfig {
  const toml = parse(readFileSync(file, "utf8")) as Toml;
  if (!toml.app_proxy) throw new Error(`${file} has no [app_proxy]`);
  const { url, prefix, subpath } = toml.app_proxy;
  // Whoever installs the app in the box has allowed what is optional, too.
  const optional = toml.access_scopes?.optional_scopes ?? [];
  const scopes = (toml.access_scopes?.scopes ?? "").split(",").map((scope) => scope.trim());
  return {
    handle: toml.handle ?? "laurel",
    scopes: [...scopes.filter((scope) => scope !== ""), ...optional],
    proxyPath: `/${prefix}/${subpath}`,
    readableByCustomer: { CUSTOMER: readableOf(toml.customer), SHOP: readableOf(toml.shop) },
    proxyTarget: new URL(url).pathname.replace(/\/$/, ""),
  };
}

/** Keys of an owner's metafields that customers may read. */
function readableOf(owner: Owner | undefined): string[] {
  return Object.entries(owner?.metafields?.app ?? {})
    .filter(([, definition]) => (definition.access?.customer_account ?? "none").startsWith("read"))
    .map(([key]) => key);
}
