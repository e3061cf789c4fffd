import { REFUSAL_STATUS, type RefusalReason, type Refused } from "./refusals.ts";
import { type ShopperLanguage, type Words, wordsFor } from "./words.ts";

/** What every answer needs to know of the request. */
export type Asked = {
  json: boolean;
  language: ShopperLanguage;
  words: Words;
  /** Where the page of a refusal leads back to; an empty path: no link. */
  back: string;
};

/** Nothing here may be kept by a cache: it belongs to one shopper, at one moment. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff", vary: "Accept" };

/** How to answer a request: JSON where it was asked for, and in whose language. */
export function askedOf(request: Request, fields: { locale?: string }, back: string): Asked {
  const json = (request.headers.get("accept") ?? "").includes("json");
  return { json, back, ...wordsFor(fields.locale, request.headers.get("accept-language")) };
}

/** Done: JSON for a script, else on to the page that shows it. */
export function answerDone(asked: Asked, body: Record<string, unknown>, location: string): Response {
  if (asked.json) return Response.json({ ok: true, ...body }, { headers: HEADERS });
  // 303: the browser goes on with GET, and reloading that page sends nothing again.
  return new Response(null, { status: 303, headers: { ...HEADERS, location } });
}

/** Refused by what was asked for; one who asks too often is told for how long to wait. */
export function answerRefusal(asked: Asked, { reason, retryAfterSeconds }: Refused): Response {
  if (retryAfterSeconds === undefined) return answerRefused(asked, reason);
  return answerRefused(asked, reason, { "retry-after": String(retryAfterSeconds) });
}

/** Refused: problem details (RFC 9457) for a script, else a page in plain words. */
export function answerRefused(asked: Asked, reason: RefusalReason, headers: Record<string, string> = {}): Response {
  const status = REFUSAL_STATUS[reason];
  const message = asked.words.refusals[reason];
  if (asked.json) {
    const problem = { type: `urn:laurel:${reason}`, title: message, status, ok: false, reason, message };
    return Response.json(problem, {
      status,
      headers: { ...HEADERS, ...headers, "content-type": "application/problem+json" },
    });
  }
  return new Response(page(asked, asked.words.refusedTitle, `<p>${escape(message)}</p>`), {
    status,
    headers: { ...HEADERS, ...headers, ...HTML },
  });
}

/** Sentences, each with those that belong below it. */
export type Sentences = readonly { readonly text: string; readonly details: Sentences }[];

/** Something to read: JSON where it was asked for, else a page. */
export function answerSentences(asked: Asked, title: string, sentences: Sentences): Response {
  if (asked.json) return Response.json({ ok: true, title, sentences }, { headers: HEADERS });
  return new Response(page(asked, title, list(sentences)), { headers: { ...HEADERS, ...HTML } });
}

/** A page with a form; JSON of what it shows where that was asked for. */
export function answerForm(asked: Asked, body: Record<string, unknown>, title: string, content: string): Response {
  if (asked.json) return Response.json({ ok: true, ...body }, { headers: HEADERS });
  const policy = `${HTML["content-security-policy"]}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;
  return new Response(page(asked, title, content), {
    headers: { ...HEADERS, ...HTML, "content-security-policy": policy },
  });
}

function list(sentences: Sentences): string {
  if (sentences.length === 0) return "";
  const items = sentences.map(({ text, details }) => `<li>${escape(text)}${list(details)}</li>`);
  return `<ul>${items.join("")}</ul>`;
}

const HTML = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
};

export const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0))};`);

function page({ language, words, back }: Asked, title: string, content: string): string {
  const link = back === "" ? "" : `<p><a href="${escape(back)}">${escape(words.back)}</a></p>`;
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<style>
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { max-inline-size: 34rem; margin: 15vh auto; padding-inline: 1.25rem; }
h1 { font-size: 1.5rem; }
fieldset { border: 0; padding: 0; margin: 0; }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; }
</style>
<h1>${escape(title)}</h1>
${content}
${link}
`;
}
