/** The languages that the admin speaks. The first is what everybody else gets. */
export const LANGUAGES = ["en", "nb"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The languages of the storefront's blocks, in which a program's texts and the names of its rewards are written. */
export const SHOPPER_LANGUAGES = ["en", "nb", "sv", "da", "de", "nl", "fr", "es"] as const;

/** Intl's locale for each language. */
export const INTL_LOCALES: Record<Language, string> = { en: "en-GB", nb: "nb-NO" };

/**
 * The language of a document request: the admin's `locale` parameter, else the browser's first language
 * that Laurel speaks, else English. Norwegian of any kind ("no", "nn") is answered in nb.
 */
export function languageOf(request: Request): Language {
  const asked = new URL(request.url).searchParams.get("locale");
  const accepted = (request.headers.get("accept-language") ?? "").split(",").map((part) => part.split(";")[0] ?? "");
  for (const candidate of asked === null ? accepted : [asked]) {
    const found = knownLanguage(candidate);
    if (found !== null) return found;
  }
  return LANGUAGES[0];
}

function knownLanguage(tag: string): Language | null {
  const primary = tag.trim().toLowerCase().split("-")[0] ?? "";
  if (primary === "no" || primary === "nn") return "nb";
  return LANGUAGES.find((language) => language === primary) ?? null;
}
