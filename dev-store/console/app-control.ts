/** What the console does with the app: install, uninstall, take offline. */
import { embeddedAddress } from "../admin/embedded.ts";
import { revokeTokens } from "../oauth/tokens.ts";
import { deleteMetafieldsOfApp } from "../shop/metafields.ts";
import type { Store } from "../store.ts";

/** The library answers bots with 410, and Node's own name counts as one. */
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const WAIT_MS = 60_000;
const MOST_REDIRECTS = 5;

export type Installed = { ok: boolean; status: number };

/** Opens the app once as the owner would, which installs it: the app exchanges the session token for its own tokens. */
export async function installApp(store: Store): Promise<Installed> {
  store.pages.installed = true;
  store.pagesChanged();
  let address = await embeddedAddress(store.config, "/app", new URLSearchParams(), "en");
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
    const response = await fetch(address, {
      headers: { "user-agent": AGENT, accept: "text/html" },
      redirect: "manual",
      signal: AbortSignal.timeout(WAIT_MS),
    });
    await response.arrayBuffer();
    const location = response.headers.get("location");
    if (!location) return { ok: response.status === 200, status: response.status };
    address = new URL(location, address).href;
    if (!address.startsWith(store.config.gatewayUrl)) return { ok: false, status: response.status };
  }
  return { ok: false, status: 310 };
}

/** Takes the app's tokens and metafields away and tells it so. The blocks stay where the owner put them, and are empty. */
export function uninstallApp(store: Store): void {
  if (!store.pages.installed) return;
  revokeTokens(store);
  deleteMetafieldsOfApp(store.shop, store.config.appId);
  store.shop.announceApp("app/uninstalled");
  store.pages.installed = false;
  store.pagesChanged();
}

/** While the app is offline the gateway answers 503, to webhooks, shoppers and the admin alike. */
export function setOffline(store: Store, isOffline: boolean): void {
  store.pages.offline = isOffline;
  store.pagesChanged();
}
