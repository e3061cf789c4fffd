import { createInstance, type i18n } from "i18next";
import type { Explanation } from "../domain/explanation.ts";
import { explanationSentences, type Sentence, type Writer, writerFor } from "../domain/explanation-text.ts";
import da from "../locales/da/explanation.json" with { type: "json" };
import de from "../locales/de/explanation.json" with { type: "json" };
import en from "../locales/en/explanation.json" with { type: "json" };
import es from "../locales/es/explanation.json" with { type: "json" };
import fr from "../locales/fr/explanation.json" with { type: "json" };
import nb from "../locales/nb/explanation.json" with { type: "json" };
import nl from "../locales/nl/explanation.json" with { type: "json" };
import sv from "../locales/sv/explanation.json" with { type: "json" };
import type { Sentences } from "./answers.ts";
import type { ShopperLanguage } from "./words.ts";

/** The sentences that explain an order's points, in every language of the storefront; staff read the same ones in theirs. */
const SENTENCES = { en, nb, sv, da, de, nl, fr, es } satisfies Record<ShopperLanguage, typeof en>;

type Told = { translations: i18n; writer: Writer };

/** Made once for a language: its formats of numbers take longer to make than an answer. */
const instances = new Map<ShopperLanguage, Told>();

function wordsOf(language: ShopperLanguage): Told {
  const known = instances.get(language);
  if (known) return known;
  const made = createInstance();
  void made.init({
    lng: language,
    fallbackLng: false,
    ns: "explanation",
    defaultNS: "explanation",
    resources: { [language]: { explanation: SENTENCES[language] } },
    // What is put in is escaped where it becomes a page.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const told = { translations: made, writer: writerFor(language) };
  instances.set(language, told);
  return told;
}

/** The title and the sentences of an order's explanation, for a shopper. */
export function explainTo(
  language: ShopperLanguage,
  name: string,
  explanation: Explanation,
): { title: string; sentences: Sentences } {
  const { translations, writer } = wordsOf(language);
  const tell = ({ key, params, details }: Sentence): Sentences[number] => ({
    text: translations.t(key, params),
    details: details.map(tell),
  });
  return {
    title: translations.t("title", { name }),
    sentences: explanationSentences(explanation, writer).map(tell),
  };
}
