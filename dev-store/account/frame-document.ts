import { attributes, escapeHtml } from "../html.ts";
import { gid } from "../storefront/drops.ts";
import { readWords } from "./extensions.ts";
import type { UiExtension } from "./extensions.ts";

type Reader = {
  language: string;
  theme: string;
  /** The number of the order that the page is about. */ order: string | null;
};

/** The document that an account extension runs in: its words and its reader, the host's script, the extension's script. */
export function frameDocument(extension: UiExtension, { language, theme, order }: Reader): string {
  const { id, handle, target, apiVersion } = extension;
  const words = readWords(extension, language);
  const data = { target, apiVersion, language, words, order: order === null ? null : gid("Order", order) };
  const script = (src: string) => `<script${attributes({ src })}></script>`;
  return `<!doctype html><html${attributes({ lang: language, "data-theme": theme })}><head><meta charset="utf-8"><title>${escapeHtml(handle)}</title></head>
<body data-extension="${escapeHtml(JSON.stringify(data))}">${script("/customer-account/scripts/frame.js")}${script(`/customer-account/extensions/${id}.js`)}<script>startExtension(extension.default)</script></body></html>`;
}
