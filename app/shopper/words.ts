import da from "../locales/da/shopper.json" with { type: "json" };
import de from "../locales/de/shopper.json" with { type: "json" };
import en from "../locales/en/shopper.json" with { type: "json" };
import es from "../locales/es/shopper.json" with { type: "json" };
import fr from "../locales/fr/shopper.json" with { type: "json" };
import nb from "../locales/nb/shopper.json" with { type: "json" };
import nl from "../locales/nl/shopper.json" with { type: "json" };
import sv from "../locales/sv/shopper.json" with { type: "json" };

/** What the storefront's API says to shoppers; the same languages as the blocks in extensions/storefront. */
export type Words = typeof en;
const WORDS = { en, nb, sv, da, de, nl, fr, es } satisfies Record<string, Words>;
export type ShopperLanguage = keyof typeof WORDS;

/**
 * The words for a shopper: in the language that the form names, else in the first one that the browser accepts and we
 * speak, else in English. Norwegian of any kind is answered in nb.
 */
export function wordsFor(
  locale: string | null | undefined,
  acceptLanguage: string | null,
): { language: ShopperLanguage; words: Words } {
  const accepted = (acceptLanguage ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => part.split(";")[0] ?? "");
  for (const candidate of [locale ?? "", ...accepted]) {
    const language = knownLanguage(candidate);
    if (language !== null) return { language, words: WORDS[language] };
  }
  return { language: "en", words: WORDS.en };
}

function knownLanguage(tag: string): ShopperLanguage | null {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? "";
  if (primary === "no" || primary === "nn") return "nb";
  return Object.hasOwn(WORDS, primary) ? (primary as ShopperLanguage) : null;
}
