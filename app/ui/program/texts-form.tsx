import { useTranslation } from "react-i18next";
import type { ProgramTexts } from "../../domain/program.ts";
import { isBlank } from "../../domain/rich-text.ts";
import { languageNames } from "../format.ts";
import type { ErrorAt } from "../problems.ts";
import { RichTextField } from "../rich-text/rich-text-field.tsx";
import { SectionCard } from "./section-card.tsx";
import { WriteTerms } from "./write-terms.tsx";
import { TextField } from "../text-field.tsx";

type TextsOfLanguage = ProgramTexts[string];

type Props = {
  language: string;
  texts: ProgramTexts;
  change: (texts: ProgramTexts) => void;
  errorAt: ErrorAt;
};

/** The texts of one language. An emptied field is left out of the document, so that the default language shows instead. */
export function TextsForm({ language, texts, change, errorAt }: Props) {
  const { t, i18n } = useTranslation();
  const own = texts[language] ?? {};
  const set = (given: Partial<TextsOfLanguage>) => change(withTexts(texts, language, given));
  const long = (key: "promo" | "terms") => (
    <RichTextField
      label={t(`program:texts.${key}.label`)}
      helpText={t(`program:texts.${key}.help`)}
      value={own[key]}
      error={errorAt(`texts.${language}.${key}`) ?? errorAt(`texts.${language}.${key}.*`)}
      onChange={(text) => set({ [key]: text })}
    />
  );
  return (
    <SectionCard title={languageNames(i18n.language)(language)}>
      <TextField
        label={t("program:texts.programName.label")}
        helpText={t("program:texts.programName.help")}
        value={own.programName ?? ""}
        maxLength={255}
        autoComplete="off"
        error={errorAt(`texts.${language}.programName`)}
        onChange={(programName) => set({ programName })}
      />
      {long("promo")}
      {long("terms")}
      <WriteTerms language={language} hasTerms={!isBlank(own.terms)} onWritten={(terms) => set({ terms })} />
    </SectionCard>
  );
}

/** The texts after some of a language have been typed; those that say nothing are left out. */
export function withTexts(texts: ProgramTexts, language: string, given: Partial<TextsOfLanguage>): ProgramTexts {
  const entries = Object.entries({ ...texts[language], ...given });
  return { ...texts, [language]: Object.fromEntries(entries.filter(([, text]) => !isBlank(text))) };
}
