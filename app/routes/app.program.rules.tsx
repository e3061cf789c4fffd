import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { RulesForm, type RulesValues } from "../ui/program/rules-form.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const { expiry, debt, excludeCustomers } = editor.program;
  return { rules: { expiry, debt, excludeCustomers }, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** Expiry, debt, and who takes no part. */
export default function RulesPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const editor = useProgramEditor<RulesValues>({
    stored: loaded.rules,
    revision: loaded.revision,
    sectionsOf: (values) => values,
  });
  return (
    <ProgramFormPage
      title={t("program:rules.title")}
      back={{ content: t("program:title"), url: "/app/program" }}
      editor={editor}
      shownPaths={["expiry.months", "excludeCustomers.tags.*"]}
      hasDraft={loaded.hasDraft}
    >
      <RulesForm values={editor.values} change={editor.change} errorAt={editor.errorAt} />
    </ProgramFormPage>
  );
}
