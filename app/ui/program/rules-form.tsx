import { useTranslation } from "react-i18next";
import type { Expiry, Program } from "../../domain/program.ts";
import { ChoiceField, WholeNumberField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { TextListField } from "../text-list-field.tsx";
import { SectionCard } from "./section-card.tsx";

export type RulesValues = Typed<Pick<Program, "expiry" | "debt" | "excludeCustomers">>;

type Props = { values: RulesValues; change: (values: RulesValues) => void; errorAt: ErrorAt };

/** What happens to points with time and after refunds, and which customers take no part. */
export function RulesForm({ values, change, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ExpiryCard values={values} change={change} errorAt={errorAt} />
      <SectionCard title={t("program:rules.debt.title")} text={t("program:rules.debt.text")}>
        <ChoiceField
          label={t("program:rules.debt.label")}
          value={values.debt}
          options={(["carry", "forgive"] as const).map((value) => ({ value, label: t(`program:rules.debt.${value}`) }))}
          onChange={(debt) => change({ ...values, debt })}
        />
      </SectionCard>
      <SectionCard title={t("program:rules.customers.title")} text={t("program:rules.customers.text")}>
        <TextListField
          label={t("program:rules.customers.label")}
          helpText={t("program:rules.customers.help")}
          values={values.excludeCustomers.tags}
          error={errorAt("excludeCustomers.tags.*")}
          onChange={(tags) => change({ ...values, excludeCustomers: { tags } })}
        />
      </SectionCard>
    </>
  );
}

function ExpiryCard({ values, change, errorAt }: Props) {
  const { t } = useTranslation();
  const { expiry } = values;
  return (
    <SectionCard title={t("program:rules.expiry.title")} text={t("program:rules.expiry.text")}>
      <ChoiceField
        label={t("program:rules.expiry.label")}
        value={expiry.kind}
        options={(["none", "age", "inactivity"] as const).map((value) => ({
          value,
          label: t(`program:rules.expiry.${value}`),
        }))}
        onChange={(kind) => change({ ...values, expiry: expiryOf(kind) })}
      />
      {expiry.kind === "none" ? null : (
        <WholeNumberField
          label={t(`program:rules.expiry.months.${expiry.kind}`)}
          value={expiry.months}
          suffix={t("program:unit.months")}
          error={errorAt("expiry.months")}
          onChange={(months) => change({ ...values, expiry: { ...expiry, months } })}
        />
      )}
      {expiry.kind === "age" ? (
        <ChoiceField
          label={t("program:rules.expiry.roundTo.label")}
          value={expiry.roundTo}
          options={(["day", "month", "year"] as const).map((value) => ({
            value,
            label: t(`program:rules.expiry.roundTo.${value}`),
          }))}
          onChange={(roundTo) => change({ ...values, expiry: { ...expiry, roundTo } })}
        />
      ) : null}
    </SectionCard>
  );
}

function expiryOf(kind: Expiry["kind"]): Typed<Expiry> {
  if (kind === "none") return { kind };
  return kind === "age" ? { kind, months: 12, roundTo: "day" } : { kind, months: 12 };
}
