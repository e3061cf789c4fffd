import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { Card } from "@shopify/polaris";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import type { Reward } from "../domain/program.ts";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { newReward, withReward, withoutItem } from "../ui/program/program-lists.ts";
import { RewardForm, type RewardValues } from "../ui/program/reward-form.tsx";
import { RewardPreview } from "../ui/program/reward-look.tsx";
import { useDescribeReward } from "../ui/program/reward-list.tsx";
import { RemoveItem } from "../ui/program/remove-item.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

/** What the form shows its own errors of. */
const SHOWN = [
  ...["points", "value", "variant", "codeDays", "minimumSubtotal", "tiers.*", "names.*"],
  ...["image", "limits.*", "from", "until"],
];

/** What is typed, as far as it is needed to say what the reward gives: half an amount counts as none. */
function asReward(values: RewardValues): Reward {
  const hasValue = "value" in values;
  const value = hasValue && /^\d+(\.\d+)?$/.test(values.value) ? values.value : "0";
  return { ...values, ...(hasValue ? { value } : {}), points: 0, codeDays: 0, limits: [] };
}

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
      shownPaths={SHOWN.map((key) => `${path}.${key}`)}
      hasDraft={loaded.hasDraft}
      aside={
        <Card>
          <RewardPreview values={editor.values} otherwise={describe(asReward(editor.values))} />
        </Card>
      }
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
