import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { ExchangeForm, type ExchangeValues } from "../ui/program/exchange-form.tsx";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { RewardList } from "../ui/program/reward-list.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const { exchange, tiers } = editor.program;
  return { exchange, levels: tiers.levels, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** What points buy. */
export default function ExchangePage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const editor = useProgramEditor<ExchangeValues>({
    stored: loaded.exchange,
    revision: loaded.revision,
    sectionsOf: (exchange) => ({ exchange }),
  });
  return (
    <ProgramFormPage
      title={t("program:exchange.title")}
      back={{ content: t("program:title"), url: "/app/program" }}
      editor={editor}
      shownPaths={["exchange.minimumPoints", "exchange.returnSpentPoints"]}
      hasDraft={loaded.hasDraft}
    >
      <RewardList rewards={loaded.exchange.rewards} levels={loaded.levels} />
      <ExchangeForm values={editor.values} change={editor.change} errorAt={editor.errorAt} />
    </ProgramFormPage>
  );
}
