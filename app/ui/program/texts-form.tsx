import { TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { ProgramTexts } from "../../domain/program.ts";
import type { ErrorAt } from "../problems.ts";
import { SectionCard } from "./section-card.tsx";

type Props = {
  language: string;
  texts: ProgramTexts;
  change: (texts: ProgramTexts) => void;
  errorAt: ErrorAt;
};

/** The texts of one language. An emptied field is left out of the document, so that the default language shows instead. */
export function TextsForm({ language, texts, change, errorAt }: Props) {
  const { t } = useTranslation();
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
    <SectionCard
      title={t(`program:texts.languages.${language === "nb" ? "nb" : "en"}`)}
      text={t("program:texts.plain")}
    >
      {field("programName", 1, 255)}
      {field("promo", 6, 20_000)}
      {field("terms", 14, 20_000)}
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
