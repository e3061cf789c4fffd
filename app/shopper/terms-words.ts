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
import type { ShopperLanguage } from "./words.ts";

/** The sentences of which terms are made, in every language of the storefront. */
const TERMS = { en, nb, sv, da, de, nl, fr, es } satisfies Record<ShopperLanguage, typeof en>;

/** The terms of a program in a language, as plain text: a blank line between paragraphs, a line for each reward and tier. */
export function writeTerms(program: Program, language: ShopperLanguage): string {
  const words = createInstance();
  // What is put in is escaped where it becomes a page.
  void words.init({
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
    say: (key, params = {}) => words.t(key, params),
  });
  const paragraphs = parts.flatMap(({ heading, sentences, list }) => [
    heading,
    sentences.join(" "),
    list.map((line) => `– ${line}`).join("\n"),
  ]);
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}
