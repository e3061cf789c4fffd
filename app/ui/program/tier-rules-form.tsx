import { useTranslation } from "react-i18next";
import type { Level, Program, TierWindow } from "../../domain/program.ts";
import { ChoiceField, WholeNumberField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { SectionCard } from "./section-card.tsx";

export type TierRulesValues = Typed<Program["tiers"]>;

/** Stands for "no tier" among the ids of tiers, none of which is empty. */
const NO_TIER = "";

type Props = {
  values: TierRulesValues;
  change: (values: TierRulesValues) => void;
  errorAt: ErrorAt;
  levels: readonly Pick<Level, "id" | "name">[];
};

/** What is counted, over which time, and how members lose a tier again. */
export function TierRulesForm({ values, change, errorAt, levels }: Props) {
  const { t } = useTranslation();
  const options = <const Value extends string>(key: string, choices: readonly Value[]) =>
    choices.map((value) => ({ value, label: t(`program:tiers.${key}.${value}`) }));
  return (
    <SectionCard title={t("program:tiers.rules.title")}>
      <ChoiceField
        label={t("program:tiers.metric.label")}
        value={values.metric}
        options={options("metric", ["spend", "points", "orders"])}
        onChange={(metric) => change({ ...values, metric })}
      />
      <ChoiceField
        label={t("program:tiers.window.label")}
        helpText={t(`program:tiers.window.help.${values.window.kind}`)}
        value={values.window.kind}
        options={options("window", ["lifetime", "rolling", "calendarYear", "membership"])}
        onChange={(kind) => change({ ...values, window: windowOf(kind) })}
      />
      {"months" in values.window ? (
        <WholeNumberField
          label={t("program:tiers.window.months")}
          value={values.window.months}
          suffix={t("program:unit.months")}
          error={errorAt("tiers.window.months")}
          onChange={(months) => change({ ...values, window: { kind: values.window.kind, months } })}
        />
      ) : null}
      <WholeNumberField
        label={t("program:tiers.grace.label")}
        helpText={t("program:tiers.grace.help")}
        value={values.graceDays}
        suffix={t("program:unit.days")}
        error={errorAt("tiers.graceDays")}
        onChange={(graceDays) => change({ ...values, graceDays })}
      />
      <ChoiceField
        label={t("program:tiers.refund.label")}
        value={values.onRefund}
        options={options("refund", ["nextReview", "immediately"])}
        onChange={(onRefund) => change({ ...values, onRefund })}
      />
      <ChoiceField
        label={t("program:tiers.start.label")}
        helpText={t("program:tiers.start.help")}
        value={values.startTier ?? NO_TIER}
        error={errorAt("tiers.startTier")}
        options={[
          { value: NO_TIER, label: t("program:tiers.start.none") },
          ...levels.map((level) => ({ value: level.id, label: level.name })),
        ]}
        onChange={(id) => change({ ...values, startTier: id === NO_TIER ? null : id })}
      />
    </SectionCard>
  );
}

function windowOf(kind: TierWindow["kind"]): Typed<TierWindow> {
  return kind === "rolling" || kind === "membership" ? { kind, months: 12 } : { kind };
}
