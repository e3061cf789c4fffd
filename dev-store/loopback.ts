/** What keeps the pretend Shopify on the developer's own machine. */

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The second shop's address: browsers look for such names on their own machine and nowhere else. */
export const LOCAL_HOST = /^[a-z]+\.localhost$/;

/** Hosts that belong to Shopify and are answered by the dev store instead. */
export const SHOPIFY_HOST = /(^|\.)(myshopify\.com|shopify\.com|shopifycloud\.com)$/;

/** The address as a URL if it is plain http on this machine; otherwise an error that names the variable. */
export function requireLoopback(address: string, name: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new Error(`${name} is not an address: ${JSON.stringify(address)}`);
  }
  if (url.protocol !== "http:" || !LOOPBACK.has(url.hostname))
    throw new Error(
      `${name} must be http on this machine (localhost), not ${url.origin}: the dev store never leaves it`,
    );
  return url;
}

/**
 * Refuses to pretend in production. The demo runs the production build of the app, so it says so explicitly by
 * DEV_STORE_ALLOW_PRODUCTION_BUILD=1; nobody sets that by accident.
 */
export function refuseProduction(env: Record<string, string | undefined>): void {
  if (env.NODE_ENV === "production" && env.DEV_STORE_ALLOW_PRODUCTION_BUILD !== "1")
    throw new Error(
      "the dev store refuses NODE_ENV=production: unset DEV_STORE_URL (for the demo's own build set DEV_STORE_ALLOW_PRODUCTION_BUILD=1)",
    );
}

/** Whether a request's Host header may be answered at all; anything else is a page elsewhere that tries to reach in. */
export function isExpectedHost(hostHeader: string | undefined): boolean {
  const host = hostName(hostHeader);
  return LOOPBACK.has(host) || LOCAL_HOST.test(host) || SHOPIFY_HOST.test(host);
}

/** A Host header without its port, in lower case. */
export function hostName(hostHeader: string | undefined): string {
  return (hostHeader ?? "").replace(/:\d+$/, "").toLowerCase();
}
