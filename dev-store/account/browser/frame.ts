/** Inside an extension's frame: the `shopify` object, Shopify's own addresses for fetch, and the elements. */
import { defineComponents, requireKnownComponents } from "./components.ts";
import type { FrameMessage, PageMessage } from "./messages.ts";
import { createTranslate } from "./translate.ts";

type Extension = { target: string; apiVersion: string; language: string; words: unknown; order: string | null };

const extension = JSON.parse(document.body.dataset.extension ?? "{}") as Extension;
const waiting = new Map<number, (value: unknown) => void>();
let calls = 0;

const post = (message: FrameMessage) => window.parent.postMessage(message, "*");
const ask = (question: "token" | "query", body?: string): Promise<unknown> =>
  new Promise((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    post({ type: "ask", question, call: calls, ...(body === undefined ? {} : { body }) });
  });
window.addEventListener("message", (event) => {
  if (event.source !== window.parent) return;
  const message = event.data as PageMessage;
  waiting.get(message.call)?.(message.value);
  waiting.delete(message.call);
});

interceptFetch();
defineComponents({ copy: (text) => post({ type: "copy", text }), navigate: (url) => post({ type: "navigate", url }) });
Object.assign(window, { shopify: shopifyGlobal(), startExtension });

/** Runs the extension, then tells the page around how high it is, whenever that changes. */
function startExtension(run: () => Promise<void>): void {
  new ResizeObserver(() => post({ type: "height", height: document.body.getBoundingClientRect().height })).observe(
    document.body,
  );
  void run().then(requireKnownComponents);
}

/** `shopify://customer-account/…` is Shopify's own API, asked for by the page around. */
function interceptFetch(): void {
  const genuine = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (!address.startsWith("shopify://customer-account/")) return genuine(input, init);
    const body = typeof init?.body === "string" ? init.body : "";
    const answer = (await ask("query", body)) as { status: number; body: string };
    return new Response(answer.body, { status: answer.status, headers: { "content-type": "application/json" } });
  };
}

/** A value that never changes here, in the shape of a signal. */
function signal<Value>(value: Value) {
  const subscribe = (run: (value: Value) => void) => {
    run(value);
    return () => undefined;
  };
  return { value, peek: () => value, subscribe };
}

function shopifyGlobal() {
  const { language, target, apiVersion, words, order } = extension;
  return {
    ...(order === null ? {} : { order: signal({ id: order }), orderConfirmation: signal({ order: { id: order } }) }),
    extension: { target, apiVersion, version: "dev", capabilities: ["api_access", "network_access"] },
    sessionToken: { get: () => ask("token") },
    settings: signal({}),
    i18n: {
      translate: createTranslate(words, language),
      formatNumber: (value: number | bigint, options?: Intl.NumberFormatOptions) =>
        new Intl.NumberFormat(language, options).format(value),
      formatCurrency: (value: number | bigint, options: Intl.NumberFormatOptions = {}) =>
        new Intl.NumberFormat(language, { style: "currency", currency: "NOK", ...options }).format(value),
      formatDate: (date: Date, options?: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat(language, options).format(date),
    },
    localization: {
      language: signal({ isoCode: language }),
      country: signal({ isoCode: "NO" }),
      market: signal(undefined),
    },
    toast: { show: (text: string) => post({ type: "toast", text }) },
    navigation: { navigate: (url: string) => post({ type: "navigate", url }) },
    query: async (text: string, options: { variables?: Record<string, unknown> } = {}) => {
      const answer = (await ask("query", JSON.stringify({ query: text, ...options }))) as { body: string };
      return JSON.parse(answer.body) as unknown;
    },
  };
}
