import { createInstance, type i18n } from "i18next";
import { LANGUAGES, type Language } from "./languages.ts";

type Sentences = { [key: string]: string | Sentences };
/** What a language brings: Laurel's sentences by namespace, and those of Polaris. */
export type Learned = { sentences: Record<string, Sentences>; polaris: Sentences };
export type Spoken = { i18n: i18n; polaris: Sentences };

const spokenLanguages = new Map<Language, Spoken>();

/**
 * Makes a language known to this process or browser. Instances never change language, so that one for each serves all requests
 * at once. The server learns all (translations.ts), a browser only the one of its document (entry.client.tsx).
 */
export function learn(language: Language, { sentences, polaris }: Learned): void {
  const instance = createInstance();
  // With all sentences at hand and initAsync off, init has finished when it returns.
  void instance.init({
    lng: language,
    fallbackLng: LANGUAGES[0],
    initAsync: false,
    resources: { [language]: sentences },
    interpolation: { escapeValue: false },
  });
  spokenLanguages.set(language, { i18n: instance, polaris });
}

/** A language that was learned. Keys are always written with their namespace: t("home:title"). */
export function spoken(language: Language): Spoken {
  const known = spokenLanguages.get(language);
  if (known === undefined) throw new Error(`the language ${language} has not been learned`);
  return known;
}
