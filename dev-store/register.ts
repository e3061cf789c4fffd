/**
 * Preload of the app's process (`node --import`): the only coupling between the app and the dev store.
 *
 * Requests to Shopify's hosts go to DEV_STORE_URL by plain http with their Host header unchanged, and `Date` follows the
 * store's clock. Without DEV_STORE_URL nothing happens.
 */
import { Agent, setGlobalDispatcher } from "undici";
import type { Dispatcher } from "undici";
import { clockFile, installClock } from "./clock.ts";
import { LOCAL_HOST, refuseProduction, requireLoopback, SHOPIFY_HOST } from "./loopback.ts";

type Headers = Dispatcher.DispatchOptions["headers"];

const address = process.env.DEV_STORE_URL;
if (address) {
  refuseProduction(process.env);
  redirectShopify(requireLoopback(address, "DEV_STORE_URL").origin);
  installClock(clockFile());
}

/** Both Node's own fetch and the undici that Remix installs look this dispatcher up at each call. */
function redirectShopify(store: string): void {
  setGlobalDispatcher(
    new Agent().compose((dispatch) => (options, handler) => {
      const target = new URL(String(options.origin));
      // Node does not know everywhere that the second shop's address is this machine's.
      const isStore = SHOPIFY_HOST.test(target.hostname) || LOCAL_HOST.test(target.hostname);
      if (!isStore) return dispatch(options, handler);
      const headers = withHeaders(options.headers, { host: target.host, "x-forwarded-proto": "https" });
      return dispatch({ ...options, origin: store, headers }, handler);
    }),
  );
}

/** Undici takes headers as a flat list, as pairs or as an object; the additions keep the form that came in. */
function withHeaders(headers: Headers, extra: Record<string, string>): Headers {
  if (Array.isArray(headers)) return [...headers, ...Object.entries(extra).flat()];
  const given: Record<string, string | string[] | undefined> = {};
  if (headers && Symbol.iterator in headers) for (const [name, value] of headers) given[name] = value;
  else Object.assign(given, headers);
  return { ...given, ...extra };
}
