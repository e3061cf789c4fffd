/** A frame's line to the page around it, and the parts of the `shopify` object that all extensions have. */
import { defineComponents, requireKnownComponents } from "./components.ts";
import type { FrameMessage, PageMessage } from "./messages.ts";
import { createTranslate } from "./translate.ts";

const waiting = new Map<number, (value: unknown) => void>();
let calls = 0;

/** Tells the page around something that needs no answer. */
export const post = (message: FrameMessage): void => window.parent.postMessage(message, "*");

/** Asks the page around for a session token, or for an answer of the shop's API. */
export const ask = (question: "token" | "query", body?: string): Promise<unknown> =>
  new Promise((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    post({ type: "ask", question, call: calls, ...(body === undefined ? {} : { body }) });
  });

/** `shopify.query`: the errors of GraphQL are in the answer. */
export async function query(text: string, options: { variables?: Record<string, unknown> } = {}): Promise<unknown> {
  const answer = (await ask("query", JSON.stringify({ query: text, ...options }))) as { body: string };
  return JSON.parse(answer.body) as unknown;
}

/** `shopify.i18n` in a language, with an extension's words. */
export function internationalization(words: unknown, language: string) {
  return {
    translate: createTranslate(words, language),
    formatNumber: (value: number | bigint, options?: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat(language, options).format(value),
    formatCurrency: (value: number | bigint, options: Intl.NumberFormatOptions = {}) =>
      new Intl.NumberFormat(language, { style: "currency", currency: "NOK", ...options }).format(value),
    formatDate: (date: Date, options?: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(language, options).format(date),
  };
}

/** Listens to the page around, defines the elements and gives the document what its last script calls: `startExtension`. */
export function openLine(shopify: object): void {
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    const message = event.data as PageMessage;
    waiting.get(message.call)?.(message.value);
    waiting.delete(message.call);
  });
  defineComponents({
    copy: (text) => post({ type: "copy", text }),
    navigate: (url) => post({ type: "navigate", url }),
  });
  Object.assign(window, { shopify, startExtension });
}

/** Runs the extension, then tells the page around how high it is, whenever that changes. */
function startExtension(run: () => Promise<void>): void {
  new ResizeObserver(() => post({ type: "height", height: document.body.getBoundingClientRect().height })).observe(
    document.body,
  );
  void run().then(requireKnownComponents);
}
