import type { MailChoices } from "../commands/choose-mails.ts";
import { MAIL_CATEGORIES, type MailCategory } from "../domain/mail.ts";
import { mailWords } from "../mail/languages.ts";
import type { Question } from "./answer-account.ts";
import { admit, identify, type ProxyTools, refused } from "./answer-proxy.ts";
import { answerForm, answerRefused, type Asked, askedOf, escape } from "./answers.ts";
import type { Action } from "./actions.ts";
import { type Fields, readFields } from "./read-fields.ts";

/** Where the page is on the storefront. */
const PAGE = "/apps/loyalty/mails";
/** What a checkbox sends that is ticked. */
const TICKED = "on";

/**
 * Answers /proxy/mails: a page on which a member says which mails they want, as a form that needs no script; JSON where it was asked for.
 * For whoever Shopify says is signed in and nobody else.
 */
export async function answerMails(request: Request, tools: ProxyTools, now: Date): Promise<Response> {
  const url = new URL(request.url);
  const identity = await identify(request, tools);
  if (identity === null) return refused(request, "forged");
  if (request.method !== "GET" && request.method !== "POST") {
    return refused(request, "methodNotAllowed", { allow: "GET, POST" });
  }
  const read = request.method === "POST" ? await readFields(request) : { ok: true as const, fields: {} as Fields };
  if (!read.ok) return refused(request, read.reason);
  const locale = read.fields["locale"] ?? url.searchParams.get("locale");
  const asked = askedOf(request, locale === null ? {} : { locale }, "/account");
  const admitted = await admit(identity, asked, tools);
  if (admitted instanceof Response) return admitted;
  if (request.method === "GET") return page(asked, await tools.abilities.mails(admitted), false);
  const wanted = wishOf(read.fields);
  if (wanted === null) return answerRefused(asked, "malformed");
  return page(asked, await tools.abilities.chooseMails(admitted, wanted, now), true);
}

/** The same for a customer account extension. */
export const readMailsForShopper: Question = async (abilities, shopper) => ({
  ok: true,
  body: { mails: await abilities.mails(shopper) },
  location: "",
});

/** What a customer account extension sends: each category that is wanted, and no other. */
export const chooseMailsForShopper: Action = async (abilities, shopper, fields, now) => {
  const wanted = wishOf(fields);
  if (wanted === null) return { ok: false, reason: "malformed" };
  return { ok: true, body: { mails: await abilities.chooseMails(shopper, wanted, now) }, location: PAGE };
};

const KNOWN = new Set<string>([...MAIL_CATEGORIES, "return", "locale"]);

/** The ticked categories; null for a field that is none of the form's. */
function wishOf(fields: Fields): MailCategory[] | null {
  if (Object.keys(fields).some((name) => !KNOWN.has(name))) return null;
  const ticked = MAIL_CATEGORIES.filter((category) => fields[category] !== undefined);
  return ticked.every((category) => fields[category] === TICKED) ? ticked : null;
}

function page(asked: Asked, mails: MailChoices, saved: boolean): Response {
  const words = mailWords(asked.language).page.choose;
  if (mails.length === 0) return answerForm(asked, { mails }, words.title, `<p>${escape(words.none)}</p>`);
  const boxes = mails.map(({ category, wanted }) => {
    const hint = category === "reminders" ? `<br><small id="hint">${escape(words.remindersHint)}</small>` : "";
    const described = hint === "" ? "" : ' aria-describedby="hint"';
    return `<p><label><input type="checkbox" name="${category}" value="${TICKED}"${wanted ? " checked" : ""}${described}> ${escape(words[category])}</label>${hint}</p>`;
  });
  const done = saved ? `<p role="status"><strong>${escape(words.saved)}</strong></p>` : "";
  return answerForm(
    asked,
    { mails },
    words.title,
    `${done}<form method="post" action="${PAGE}"><fieldset><legend>${escape(words.legend)}</legend>${boxes.join("")}</fieldset>
<input type="hidden" name="locale" value="${asked.language}"><p><button type="submit">${escape(words.save)}</button></p></form>`,
  );
}
