import { data, type ActionFunctionArgs, type LinksFunction, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Card, Select } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import type { ProgramTexts } from "../domain/program.ts";
import { SHOPPER_LANGUAGES } from "../locales/languages.ts";
import { writeTerms } from "../shopper/terms-words.ts";
import { languageNames } from "../ui/format.ts";
import { LookPreview } from "../ui/program/look-preview.tsx";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { TextsForm } from "../ui/program/texts-form.tsx";
import richTextStyles from "../ui/rich-text/rich-text-field.css?url";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: richTextStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  return { texts: editor.program.texts, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** Terms as the rules of the draft have them, in a language; nothing is saved. */
export async function action({ request }: ActionFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const asked = (await request.formData()).get("language");
  const language = SHOPPER_LANGUAGES.find((known) => known === asked);
  if (language === undefined) throw data(null, { status: 400 });
  return { language, terms: writeTerms(editor.program, language) };
}

/** What shoppers read about the program, in each language of the storefront. */
export default function TextsPage() {
  const { t, i18n } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const [language, setLanguage] = useState<string>(i18n.language);
  const editor = useProgramEditor<ProgramTexts>({
    stored: loaded.texts,
    revision: loaded.revision,
    sectionsOf: (texts) => ({ texts }),
  });
  return (
    <ProgramFormPage
      title={t("program:texts.title")}
      back={{ content: t("program:title"), url: "/app/program" }}
      editor={editor}
      shownPaths={[`texts.${language}.*`]}
      hasDraft={loaded.hasDraft}
    >
      <LanguageCard texts={editor.values} language={language} choose={setLanguage} />
      <TextsForm
        key={language}
        language={language}
        texts={editor.values}
        change={editor.change}
        errorAt={editor.errorAt}
      />
      <LookPreview programName={editor.values[language]?.programName ?? t("program:title")} />
    </ProgramFormPage>
  );
}

type LanguageProps = { texts: ProgramTexts; language: string; choose: (language: string) => void };

/** Which language is edited: all that the storefront speaks, and others that the document has. Those without a text say so. */
function LanguageCard({ texts, language, choose }: LanguageProps) {
  const { t, i18n } = useTranslation();
  const nameOf = languageNames(i18n.language);
  const languages = [...new Set<string>([...SHOPPER_LANGUAGES, ...Object.keys(texts)])];
  const isEmpty = (tag: string): boolean => Object.keys(texts[tag] ?? {}).length === 0;
  return (
    <Card>
      <Select
        label={t("program:texts.language")}
        helpText={t("program:texts.languageHelp")}
        value={language}
        options={languages.map((tag) => ({
          value: tag,
          label: isEmpty(tag) ? t("program:texts.empty", { language: nameOf(tag) }) : nameOf(tag),
        }))}
        onChange={choose}
      />
    </Card>
  );
}
