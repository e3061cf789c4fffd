/** Inside an account extension's frame: the `shopify` object, and Shopify's own addresses for fetch. */
import type { Answer } from "./host.ts";
import { ask, internationalization, openLine, post, query } from "./line.ts";

type Extension = { target: string; apiVersion: string; language: string; words: unknown; order: string | null };

const extension = JSON.parse(document.body.dataset.extension ?? "{}") as Extension;

interceptFetch();
openLine(shopifyGlobal());

/** `shopify://customer-account/…` is Shopify's own API, asked for by the page around. */
function interceptFetch(): void {
  const genuine = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (!address.startsWith("shopify://customer-account/")) return genuine(input, init);
    const body = typeof init?.body === "string" ? init.body : "";
    const answer = (await ask("query", body)) as Answer;
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
    i18n: internationalization(words, language),
    localization: {
      language: signal({ isoCode: language }),
      country: signal({ isoCode: "NO" }),
      market: signal(undefined),
    },
    toast: { show: (text: string) => post({ type: "toast", text }) },
    navigation: { navigate: (url: string) => post({ type: "navigate", url }) },
    query,
  };
}
