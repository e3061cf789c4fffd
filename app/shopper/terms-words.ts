import { createInstance } from "i18next";
import { writerFor } from "../domain/explanation-text.ts";
import { programTerms } from "../domain/program-terms.ts";
import type { Program } from "../domain/program.ts";
import da from "../locales/da/terms.json" with { type: "json" };
import de from "../locales/de/terms.json" with { type: "json" };
import en from "../locales/en/terms.json" with { type: "json" };
import es from "../locales/es/terms.json" with { type: "json" };
import fr from "../locales/fr/terms.json" with { type: "json" };
import nb from "../locales/nb/terms.json" with { type: "json" };
import nl from "../locales/nl/terms.json" with { type: "json" };
import sv from "../locales/sv/terms.json" with { type: "json" };
import { paragraph, type RichBlock, type RichInline, type RichText } from "../domain/rich-text.ts";
import type { ShopperLanguage } from "./words.ts";

/** Under the headings of the page that shows them. */
const HEADING_LEVEL = 3;

/** The sentences of which terms are made, in every language of the storefront. */
const TERMS = { en, nb, sv, da, de, nl, fr, es } satisfies Record<ShopperLanguage, typeof en>;

/** The terms of a program in a language: headings, sentences, and lists of rewards and tiers. */
export function writeTerms(program: Program, language: ShopperLanguage): RichText {
  const translations = createInstance();
  // What is put in is escaped where it becomes a page.
  void translations.init({
    lng: language,
    fallbackLng: false,
    ns: "terms",
    defaultNS: "terms",
    resources: { [language]: { terms: TERMS[language] } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const parts = programTerms(program, {
    ...writerFor(language),
    language,
    list: (names) => new Intl.ListFormat(language).format(names),
    say: (key, params = {}) => translations.t(key, params),
  });
  const words = (value: string): RichInline[] => [{ type: "text", value }];
  const children = parts.flatMap(({ heading, sentences, list }): RichBlock[] => [
    { type: "heading", level: HEADING_LEVEL, children: words(heading) },
    ...(sentences.length > 0 ? [paragraph(sentences.join(" "))] : []),
    ...(list.length > 0
      ? [
          {
            type: "list" as const,
            listType: "unordered" as const,
            children: list.map((line) => ({ type: "list-item" as const, children: words(line) })),
          },
        ]
      : []),
  ]);
  return { type: "root", children };
}
