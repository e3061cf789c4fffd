import { TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { ProgramTexts } from "../../domain/program.ts";
import type { ErrorAt } from "../problems.ts";
import { languageNames } from "../format.ts";
import { SectionCard } from "./section-card.tsx";
import { WriteTerms } from "./write-terms.tsx";

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
  const field = (key: "programName" | "promo" | "terms", lines: number, longest: number) => (
    <TextField
      label={t(`program:texts.${key}.label`)}
      helpText={t(`program:texts.${key}.help`)}
      value={own[key] ?? ""}
      multiline={lines > 1 ? lines : false}
      maxLength={longest}
      autoComplete="off"
      error={errorAt(`texts.${language}.${key}`)}
      onChange={(text) => change(withText(texts, language, key, text))}
    />
  );
  return (
    <SectionCard title={languageNames(i18n.language)(language)} text={t("program:texts.plain")}>
      {field("programName", 1, 255)}
      {field("promo", 6, 20_000)}
      {field("terms", 14, 20_000)}
      <WriteTerms
        language={language}
        hasTerms={(own.terms ?? "") !== ""}
        onWritten={(terms) => change(withText(texts, language, "terms", terms))}
      />
    </SectionCard>
  );
}

/** The texts after one of them has been typed. */
export function withText(
  texts: ProgramTexts,
  language: string,
  key: "programName" | "promo" | "terms",
  text: string,
): ProgramTexts {
  const { [key]: _former, ...others } = texts[language] ?? {};
  return { ...texts, [language]: text === "" ? others : { ...others, [key]: text } };
}
