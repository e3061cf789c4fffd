import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Tabs } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProgramTexts } from "../domain/program.ts";
import { LANGUAGES } from "../locales/languages.ts";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { TextsForm } from "../ui/program/texts-form.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  return { texts: editor.program.texts, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** What shoppers read about the program, in each language of the shop. */
export default function TextsPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const [selected, setSelected] = useState(0);
  const language = LANGUAGES[selected] ?? LANGUAGES[0];
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
      <Tabs
        tabs={LANGUAGES.map((id) => ({ id, content: t(`program:texts.languages.${id}`), panelID: `texts-${id}` }))}
        selected={selected}
        onSelect={setSelected}
      >
        <div id={`texts-${language}`}>
          <TextsForm language={language} texts={editor.values} change={editor.change} errorAt={editor.errorAt} />
        </div>
      </Tabs>
    </ProgramFormPage>
  );
}
