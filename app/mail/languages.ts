import da from "../locales/da/mail.json" with { type: "json" };
import de from "../locales/de/mail.json" with { type: "json" };
import en from "../locales/en/mail.json" with { type: "json" };
import es from "../locales/es/mail.json" with { type: "json" };
import fr from "../locales/fr/mail.json" with { type: "json" };
import nb from "../locales/nb/mail.json" with { type: "json" };
import nl from "../locales/nl/mail.json" with { type: "json" };
import sv from "../locales/sv/mail.json" with { type: "json" };
import type { MailKind, MailTemplate } from "../domain/mail.ts";

/** What Laurel's own mails and the page for unsubscribing say; the same languages as the storefront's blocks. */
export type MailWords = typeof en;
const WORDS = { en, nb, sv, da, de, nl, fr, es } satisfies Record<string, MailWords>;

export type MailLanguage = keyof typeof WORDS;
export const MAIL_LANGUAGES = Object.keys(WORDS) as MailLanguage[];

const INTL: Record<MailLanguage, string> = {
  ...{ en: "en-GB", nb: "nb-NO", sv: "sv-SE", da: "da-DK" },
  ...{ de: "de-DE", nl: "nl-NL", fr: "fr-FR", es: "es-ES" },
};

export function isMailLanguage(text: string): text is MailLanguage {
  return Object.hasOwn(WORDS, text);
}

/** The language of a mail: the customer's, where Laurel speaks it, else English. Norwegian of any kind is answered in nb. */
export function mailLanguage(locale: string | null): MailLanguage {
  const primary = (locale ?? "").trim().toLowerCase().split(/[-_]/)[0] ?? "";
  if (primary === "no" || primary === "nn") return "nb";
  return isMailLanguage(primary) ? primary : "en";
}

export function mailWords(language: MailLanguage): MailWords {
  return WORDS[language];
}

/** Laurel's own template, which holds until a merchant writes another. */
export function defaultTemplate(kind: MailKind, language: MailLanguage): MailTemplate {
  return { ...WORDS[language][kind], html: null };
}

/** Intl's locale for a language. */
export function intlLocale(language: MailLanguage): string {
  return INTL[language];
}
