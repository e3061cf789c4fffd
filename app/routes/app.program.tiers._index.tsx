import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { loadTiersPage } from "../admin/tiers-page.server.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { TierNewsBanners } from "../ui/program/tier-news.tsx";
import { TierList } from "../ui/program/tier-list.tsx";
import { TierRulesForm, type TierRulesValues } from "../ui/program/tier-rules-form.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadTiersPage(request);
}

/** The ladder of tiers and the rules by which members climb it. */
export default function TiersPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const editor = useProgramEditor<TierRulesValues>({
    stored: loaded.tiers,
    revision: loaded.revision,
    sectionsOf: (tiers) => ({ tiers }),
  });
  return (
    <ProgramFormPage
      title={t("program:tiers.title")}
      back={{ content: t("program:title"), url: "/app/program" }}
      editor={editor}
      shownPaths={["tiers.graceDays", "tiers.window.months", "tiers.startTier"]}
      hasDraft={loaded.hasDraft}
      secondaryActions={[{ content: t("tiers:review.action"), url: "/app/tier-review" }]}
    >
      <TierNewsBanners {...loaded.news} />
      <TierList levels={loaded.ordered} metric={loaded.tiers.metric} />
      <TierRulesForm values={editor.values} change={editor.change} errorAt={editor.errorAt} levels={loaded.ordered} />
    </ProgramFormPage>
  );
}
