import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { loadTiersPage } from "../admin/tiers-page.server.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { TierNewsBanners } from "../ui/program/tier-news.tsx";
import { TierList } from "../ui/program/tier-list.tsx";
import { byThreshold, type TypedLevel } from "../ui/program/tier-order.ts";
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
  const levels = byThreshold(editor.values.levels);
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
      <TierList
        levels={levels}
        stored={new Set(loaded.tiers.levels.map(({ id }) => id))}
        removed={loaded.tiers.levels.filter(({ id }) => !levels.some((level) => level.id === id))}
        metric={editor.values.metric}
        change={(changed) => editor.change(withLevels(editor.values, changed))}
      />
      <TierRulesForm values={editor.values} change={editor.change} errorAt={editor.errorAt} levels={levels} />
    </ProgramFormPage>
  );
}

/** The rules with other tiers; a tier that is gone can't be the one that new members start with. */
function withLevels(tiers: TierRulesValues, levels: TypedLevel[]): TierRulesValues {
  const isThere = levels.some(({ id }) => id === tiers.startTier);
  return { ...tiers, levels, startTier: isThere ? tiers.startTier : null };
}
