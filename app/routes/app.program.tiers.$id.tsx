import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { Card } from "@shopify/polaris";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { useDescribeThreshold } from "../ui/program/describe-threshold.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { newLevel, withLevel, withoutItem } from "../ui/program/program-lists.ts";
import { RemoveItem } from "../ui/program/remove-item.tsx";
import { TierPreview } from "../ui/program/tier-card-preview.tsx";
import { TierForm, type TierValues } from "../ui/program/tier-form.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const { tiers, currency, texts } = editor.program;
  const position = tiers.levels.findIndex((level) => level.id === params["id"]);
  if (position < 0 && params["id"] !== "new") throw data(null, { status: 404 });
  const programName = Object.values(texts).find((text) => text.programName !== undefined)?.programName ?? "";
  return { tiers, currency, position, programName, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** One tier, or a new one, with its card beside it. */
export default function TierPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const { tiers, position } = loaded;
  const stored = tiers.levels[position];
  const threshold = useDescribeThreshold(tiers.metric);
  const navigate = useNavigate();
  const toList = useCallback(() => navigate("/app/program/tiers"), [navigate]);
  const editor = useProgramEditor<TierValues>({
    stored: stored ?? newLevel(),
    revision: loaded.revision,
    sectionsOf: (level) => ({ tiers: { ...tiers, levels: withLevel(tiers.levels, position, level) } }),
    ...(stored === undefined ? { onSaved: toList } : {}),
  });
  const path = `tiers.levels.${position < 0 ? tiers.levels.length : position}`;
  return (
    <ProgramFormPage
      title={stored === undefined ? t("program:tier.new") : stored.name}
      back={{ content: t("program:tiers.title"), url: "/app/program/tiers" }}
      editor={editor}
      shownPaths={[`${path}.*`]}
      hasDraft={loaded.hasDraft}
      aside={
        <Card>
          <TierPreview
            level={editor.values}
            programName={loaded.programName}
            threshold={threshold(editor.values.threshold)}
          />
        </Card>
      }
    >
      <TierForm
        path={path}
        values={editor.values}
        change={editor.change}
        errorAt={editor.errorAt}
        metric={tiers.metric}
        currency={loaded.currency}
        isNew={stored === undefined}
      />
      {stored === undefined ? null : (
        <RemoveItem
          kind="tier"
          name={stored.name}
          revision={loaded.revision}
          sections={{ tiers: withoutLevel(tiers, position) }}
          onRemoved={toList}
        />
      )}
    </ProgramFormPage>
  );
}

type Tiers = ReturnType<typeof useLoaderData<typeof loader>>["tiers"];

/** The tiers without one; it can't be the tier that new members start with any more. */
function withoutLevel(tiers: Tiers, position: number): Tiers {
  const gone = tiers.levels[position]?.id;
  return {
    ...tiers,
    levels: withoutItem(tiers.levels, position),
    startTier: tiers.startTier === gone ? null : tiers.startTier,
  };
}
