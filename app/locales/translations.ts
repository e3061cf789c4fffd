import { createInstance, type i18n } from "i18next";
import enCodes from "./en/codes.json" with { type: "json" };
import enAudit from "./en/audit.json" with { type: "json" };
import enCommon from "./en/common.json" with { type: "json" };
import enExplanation from "./en/explanation.json" with { type: "json" };
import enHome from "./en/home.json" with { type: "json" };
import enLinks from "./en/links.json" with { type: "json" };
import enMembers from "./en/members.json" with { type: "json" };
import enReports from "./en/reports.json" with { type: "json" };
import enProgram from "./en/program.json" with { type: "json" };
import enSettings from "./en/settings.json" with { type: "json" };
import enWhatIf from "./en/whatif.json" with { type: "json" };
import enTiers from "./en/tiers.json" with { type: "json" };
import nbCodes from "./nb/codes.json" with { type: "json" };
import nbAudit from "./nb/audit.json" with { type: "json" };
import nbCommon from "./nb/common.json" with { type: "json" };
import nbExplanation from "./nb/explanation.json" with { type: "json" };
import nbHome from "./nb/home.json" with { type: "json" };
import nbLinks from "./nb/links.json" with { type: "json" };
import nbMembers from "./nb/members.json" with { type: "json" };
import nbReports from "./nb/reports.json" with { type: "json" };
import nbProgram from "./nb/program.json" with { type: "json" };
import nbSettings from "./nb/settings.json" with { type: "json" };
import nbWhatIf from "./nb/whatif.json" with { type: "json" };
import nbTiers from "./nb/tiers.json" with { type: "json" };
import { LANGUAGES, type Language } from "./languages.ts";

const resources = {
  en: {
    codes: enCodes,
    common: enCommon,
    whatif: enWhatIf,
    audit: enAudit,
    reports: enReports,
    explanation: enExplanation,
    home: enHome,
    links: enLinks,
    members: enMembers,
    program: enProgram,
    settings: enSettings,
    tiers: enTiers,
  },
  nb: {
    codes: nbCodes,
    common: nbCommon,
    whatif: nbWhatIf,
    audit: nbAudit,
    reports: nbReports,
    explanation: nbExplanation,
    home: nbHome,
    links: nbLinks,
    members: nbMembers,
    program: nbProgram,
    settings: nbSettings,
    tiers: nbTiers,
  },
};

const instances = new Map<Language, i18n>();

/**
 * The translations of one language. Instances never change language, so that one per language serves
 * all requests at once. Keys are always written with their namespace: t("home:title").
 */
export function translations(language: Language): i18n {
  const known = instances.get(language);
  if (known !== undefined) return known;
  const instance = createInstance();
  // With all resources at hand and initAsync off, init has finished when it returns.
  void instance.init({
    lng: language,
    fallbackLng: LANGUAGES[0],
    initAsync: false,
    resources,
    interpolation: { escapeValue: false },
  });
  instances.set(language, instance);
  return instance;
}
