import { MAIL_CATEGORIES, type MailCategory } from "../domain/mail.ts";
import { mailLanguage, type MailLanguage, type MailWords, mailWords } from "../mail/languages.ts";
import { render } from "../mail/engine.ts";
import type { MailKeys, MailTicket } from "../mail/keys.ts";

/** What the page behind a mail's link needs: who the ticket belongs to, and what to do with their word. */
export type MailPageTools = {
  keys: Pick<MailKeys, "open">;
  /** The name of the program's shop; null where the program is gone. */
  findShopName: (ticket: MailTicket) => Promise<string | null>;
  setPreference: (wish: {
    programId: string;
    memberId: string;
    categories: readonly MailCategory[];
    wanted: boolean;
    source: "oneClick" | "mailPage";
    now: Date;
  }) => Promise<boolean>;
};

/** What a form on the page asks for. */
const WISHES = ["stop", "stopAll", "again"] as const;
type Wish = (typeof WISHES)[number];
const BODY_LIMIT_BYTES = 4096;

/**
 * The page behind the link in every mail. A GET only shows what can be done, because programs that look links through must not change
 * anything; a POST does it: a form of the page, or a mail program's one click (RFC 8058). Nobody has to sign in: whoever has the mail
 * can stop mails, and nothing else.
 */
export async function answerMailPage(
  request: Request,
  token: string,
  tools: MailPageTools,
  now: Date,
): Promise<Response> {
  const language = languageOf(request);
  const { page: words } = mailWords(language);
  const ticket = tools.keys.open(token);
  if (ticket === null) return pageResponse(language, words.invalid, `<p>${escape(words.invalid)}</p>`, 404);
  const shop = (await tools.findShopName(ticket)) ?? "";
  const title = render(words.title, { shop });
  if (request.method === "GET") return pageResponse(language, title, askingPage(words, ticket.category, title));
  const wish = await readWish(request);
  if (wish === null) return pageResponse(language, words.invalid, `<p>${escape(words.invalid)}</p>`, 400);
  const { oneClick, what } = wish;
  const { programId, memberId } = ticket;
  const source = oneClick ? "oneClick" : "mailPage";
  const categories = what === "stopAll" ? MAIL_CATEGORIES : [ticket.category];
  await tools.setPreference({ programId, memberId, categories, wanted: what === "again", source, now });
  return pageResponse(language, title, donePage(words, ticket.category, what, title));
}

/** The browser's language: mail programs that click say none, and read nothing. */
function languageOf(request: Request): MailLanguage {
  const accepted = (request.headers.get("accept-language") ?? "").slice(0, 500);
  return mailLanguage(accepted.split(",")[0]?.split(";")[0] ?? null);
}

/** A mail program's click says so in its body; a form of ours says what it wants. Null for anything else. */
async function readWish(request: Request): Promise<{ what: Wish; oneClick: boolean } | null> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT_BYTES) return null;
  const form = await request.formData().catch(() => null);
  if (form === null) return null;
  if (form.get("List-Unsubscribe") === "One-Click") return { what: "stop", oneClick: true };
  const what = WISHES.find((wish) => wish === form.get("do"));
  return what === undefined ? null : { what, oneClick: false };
}

type PageWords = MailWords["page"];

function askingPage(words: PageWords, category: MailCategory, title: string): string {
  const lost = category === "reminders" ? `<p>${escape(words.remindersLost)}</p>` : "";
  return `<h1>${escape(title)}</h1><p>${escape(words.asked[category])}</p>${lost}
    ${button("stop", words.stop, true)}${button("stopAll", words.stopAll, false)}
    <p class="quiet">${escape(words.account)}</p>`;
}

function donePage(words: PageWords, category: MailCategory, what: Wish, title: string): string {
  const said = what === "again" ? words.resumed : words.stopped[what === "stopAll" ? "all" : category];
  const next = what === "again" ? button("stop", words.stop, false) : button("again", words.again, false);
  return `<h1>${escape(title)}</h1><p role="status">${escape(said)}</p>${next}
    <p class="quiet">${escape(words.account)}</p>`;
}

function button(wish: Wish, label: string, primary: boolean): string {
  return `<form method="post"><input type="hidden" name="do" value="${wish}"><button${primary ? ' class="primary"' : ""}>${escape(label)}</button></form>`;
}

function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

const STYLE = `:root{color-scheme:light dark}body{margin:0;background:#eef0f1;color:#202223;font:17px/1.55 system-ui,sans-serif}
main{max-width:34rem;margin:8vh auto;background:#fff;border-radius:16px;padding:36px 40px}h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
form{margin:0 0 .75rem}button{font:inherit;font-weight:600;width:100%;padding:.8rem 1rem;border-radius:8px;border:1px solid #8c9196;background:transparent;color:inherit;cursor:pointer}
button.primary{background:#1f5a3d;border-color:#1f5a3d;color:#fff}button:focus-visible{outline:3px solid #2c6ecb;outline-offset:2px}.quiet{color:#5c5f62;font-size:.9rem}
@media(max-width:600px){body{background:#fff}main{margin:0;padding:28px 20px;border-radius:0}}
@media(prefers-color-scheme:dark){body{background:#111213;color:#f1f1f1}main{background:#1d1f20}.quiet{color:#a9adb1}}`;

function pageResponse(language: MailLanguage, title: string, body: string, status = 200): Response {
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      // The address is the key: it is kept nowhere and passed on to nobody.
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}
