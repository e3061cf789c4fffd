/**
 * Stands for Shopify's App Bridge script: the part of `window.shopify` that an embedded app uses, on the line to the dev
 * store's outer page. Served in place of cdn.shopify.com/shopifycloud/app-bridge.js.
 */
import { openBridge } from "./bridge.ts";
import type { Bridge } from "./bridge.ts";
import { clickSaveBar, defineElements } from "./elements.ts";

const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";
const REAUTHORIZE_HEADER = "X-Shopify-API-Request-Failure-Reauthorize-Url";
const TOAST_MS = 5000;
const STORAGE = "dev-store-app-bridge";

type Config = { apiKey: string; shop: string; host: string; locale: string };
type Shown = HTMLElement & { show: () => Promise<void>; hide: () => Promise<void>; toggle: () => Promise<void> };

const me = document.currentScript as HTMLScriptElement;
const query = new URLSearchParams(location.search);
const config = readConfig();
const bridge = openBridge(outerOrigin());

defineElements(bridge);
interceptFetch(bridge);
interceptLinks(bridge);
followHistory(bridge);
bridge.listen((message) => {
  if (message.type === "navigate") announceNavigation(message.href);
  if (message.type === "saveBarClick") clickSaveBar(message.id, message.button);
});
Object.assign(window, { shopify: shopifyGlobal() });
void reloadAfterBounce();

/** The page around the frame: the store that serves this script, or the shop beside it that the address names. */
function outerOrigin(): string {
  const { origin, protocol, port } = new URL(me.src);
  const beside = `${protocol}//${config.shop.split(".")[0] ?? ""}.localhost:${port}`;
  const around = "ancestorOrigins" in window.location ? [...window.location.ancestorOrigins] : [];
  // A browser that does not tell what is around a frame tells where it came from.
  const isBeside = around.length > 0 ? around.includes(beside) : document.referrer.startsWith(`${beside}/`);
  return isBeside ? beside : origin;
}

/** What the admin told in the address, kept for the pages that follow without it. */
function readConfig(): Config {
  const saved = JSON.parse(sessionStorage.getItem(STORAGE) ?? "{}") as Partial<Config>;
  const meta = document.querySelector<HTMLMetaElement>("meta[name=shopify-api-key]")?.content;
  const known: Config = {
    apiKey: meta ?? me.dataset.apiKey ?? saved.apiKey ?? "",
    shop: query.get("shop") ?? saved.shop ?? "",
    host: query.get("host") ?? saved.host ?? "",
    locale: query.get("locale") ?? saved.locale ?? "en",
  };
  sessionStorage.setItem(STORAGE, JSON.stringify(known));
  return known;
}

/** Requests to the app's own origin carry a session token; one that was refused is asked for anew, once. */
function interceptFetch({ idToken, forgetToken, post }: Bridge): void {
  const genuine = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin) return genuine(request);
    const send = async () => {
      const signed = request.clone();
      if (!signed.headers.has("Authorization")) signed.headers.set("Authorization", `Bearer ${await idToken()}`);
      signed.headers.set("X-Requested-With", "XMLHttpRequest");
      return genuine(signed);
    };
    let response = await send();
    if (response.status === 401 && response.headers.has(RETRY_HEADER)) {
      forgetToken();
      response = await send();
    }
    const reauthorize = response.headers.get(REAUTHORIZE_HEADER);
    if (reauthorize) post({ type: "redirect", url: reauthorize });
    return response;
  };
}

/** Addresses of the admin are the outer page's business, wherever the app opens them. */
function interceptLinks({ post }: Bridge): void {
  const isAdmin = (url: string) => /^(shopify:|https:\/\/(admin\.shopify\.com|[\w-]+\.myshopify\.com)\/)/.test(url);
  const genuine = window.open.bind(window);
  window.open = (url, target, features) => {
    const address = String(url ?? "");
    if (target !== "_top" && target !== "_parent" && !isAdmin(address)) return genuine(url, target, features);
    post({ type: "redirect", url: address });
    return null;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const address = link?.getAttribute("href") ?? "";
    if (!isAdmin(address) || event.defaultPrevented) return;
    event.preventDefault();
    post({ type: "redirect", url: address });
  });
}

/** The outer address follows the app's own. */
function followHistory({ post }: Bridge): void {
  const tell = () => post({ type: "location", path: location.pathname + location.search });
  for (const name of ["pushState", "replaceState"] as const) {
    const genuine = history[name].bind(history);
    history[name] = (...state) => {
      genuine(...state);
      tell();
    };
  }
  window.addEventListener("popstate", tell);
  tell();
}

/** A click in the outer navigation reaches the app as App Bridge's event, whose target carries the path. */
function announceNavigation(href: string): void {
  const link = document.createElement("a");
  link.setAttribute("href", href);
  link.hidden = true;
  document.body.append(link);
  link.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
  link.remove();
}

/** The library's bounce page: get a token and reload the page where the app wants to be. */
async function reloadAfterBounce(): Promise<void> {
  const target = query.get("shopify-reload");
  if (!target) return;
  const address = new URL(target, location.origin);
  if (address.origin !== location.origin) return;
  address.searchParams.set("id_token", await bridge.idToken());
  location.replace(address);
}

function shopifyGlobal() {
  const find = (id: string) => document.getElementById(id) as Shown | null;
  const showable = {
    show: async (id: string) => find(id)?.show(),
    hide: async (id: string) => find(id)?.hide(),
    toggle: async (id: string) => find(id)?.toggle(),
  };
  const toast = createToasts();
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  const missing = (name: string) => () => Promise.reject(new Error(`dev store: shopify.${name} is not implemented`));
  return {
    config,
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { mobile: false, embedded: window.parent !== window, pos: false },
    idToken: bridge.idToken,
    toast: { show: toast, hide: () => undefined },
    loading: (isLoading = true) => bridge.post({ type: "loading", isLoading }),
    modal: showable,
    saveBar: {
      ...showable,
      leaveConfirmation: async () => {
        await bridge.ask("leave");
      },
    },
    resourcePicker: (options: unknown) => bridge.ask("resourcePicker", plain(options)),
    app: { extensions: () => bridge.ask("extensions") },
    user: () => Promise.resolve({ accountAccess: "full", id: 1, firstName: "Olive", lastName: "Owner" }),
    scopes: {
      query: () => Promise.resolve({ granted: [], required: [], optional: [] }),
      // Whoever installs the app in the box has allowed what is optional, too.
      request: () => Promise.resolve({ result: "granted-all", detail: { required: [], optional: [], granted: [] } }),
      revoke: missing("scopes.revoke"),
    },
    reviews: {
      request: () => Promise.resolve({ success: false, code: "already-open", message: "There are no reviews here" }),
    },
    support: {},
    intents: { invoke: missing("intents.invoke") },
    webVitals: { onReport: () => Promise.resolve() },
  };
}

type ToastOptions = { isError?: boolean; duration?: number; action?: string; onAction?: () => void };

/** Toasts with a number each: the outer page tells by it whose button was pressed. */
function createToasts(): (message: string, options?: ToastOptions) => string {
  const actions = new Map<string, () => void>();
  bridge.listen((message) => {
    if (message.type === "toastAction") actions.get(message.id)?.();
  });
  let toasts = 0;
  return (message, { isError = false, duration = TOAST_MS, action, onAction } = {}) => {
    toasts += 1;
    const id = `toast-${String(toasts)}`;
    if (onAction) actions.set(id, onAction);
    bridge.post({ type: "toast", id, message, isError, duration, action: action ?? null });
    return id;
  };
}
