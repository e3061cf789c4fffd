import type { i18n } from "i18next";
import * as en from "./en/all.ts";
import type { Language } from "./languages.ts";
import * as nb from "./nb/all.ts";
import { learn, spoken } from "./spoken.ts";

learn("en", en);
learn("nb", nb);

/** The translations of any language: whoever imports this has learned them all, which browsers need not. */
export const translations = (language: Language): i18n => spoken(language).i18n;
