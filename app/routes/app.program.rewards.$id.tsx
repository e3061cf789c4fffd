import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { newReward, withReward, withoutItem } from "../ui/program/program-lists.ts";
import { RewardForm, type RewardValues } from "../ui/program/reward-form.tsx";
import { useDescribeReward } from "../ui/program/reward-list.tsx";
import { RemoveItem } from "../ui/program/remove-item.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const { exchange, tiers, currency } = editor.program;
  const position = exchange.rewards.findIndex((reward) => reward.id === params["id"]);
  const isNew = params["id"] === "new";
  if (position < 0 && !isNew) throw data(null, { status: 404 });
  return { exchange, levels: tiers.levels, currency, position, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** One reward, or a new one. */
export default function RewardPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const { exchange, position } = loaded;
  const stored = exchange.rewards[position];
  const describe = useDescribeReward();
  const navigate = useNavigate();
  const toList = useCallback(() => navigate("/app/program/exchange"), [navigate]);
  const editor = useProgramEditor<RewardValues>({
    stored: stored ?? newReward(),
    revision: loaded.revision,
    sectionsOf: (reward) => ({ exchange: { ...exchange, rewards: withReward(exchange.rewards, position, reward) } }),
    ...(stored === undefined ? { onSaved: toList } : {}),
  });
  const path = `exchange.rewards.${position < 0 ? exchange.rewards.length : position}`;
  return (
    <ProgramFormPage
      title={stored === undefined ? t("program:reward.new") : describe(stored)}
      back={{ content: t("program:exchange.title"), url: "/app/program/exchange" }}
      editor={editor}
      shownPaths={["points", "value", "variant", "codeDays", "minimumSubtotal", "tiers.*"].map(
        (key) => `${path}.${key}`,
      )}
      hasDraft={loaded.hasDraft}
    >
      <RewardForm
        path={path}
        values={editor.values}
        change={editor.change}
        errorAt={editor.errorAt}
        currency={loaded.currency}
        levels={loaded.levels}
      />
      {stored === undefined ? null : (
        <RemoveItem
          kind="reward"
          name={describe(stored)}
          revision={loaded.revision}
          sections={{ exchange: { ...exchange, rewards: withoutItem(exchange.rewards, position) } }}
          onRemoved={toList}
        />
      )}
    </ProgramFormPage>
  );
}
