import { useTranslation } from "react-i18next";
import type { Program } from "../../domain/program.ts";
import { ChoiceField, WholeNumberField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { SectionCard } from "./section-card.tsx";

export type ExchangeValues = Typed<Program["exchange"]>;

type Props = { values: ExchangeValues; change: (values: ExchangeValues) => void; errorAt: ErrorAt };

/** What holds for all rewards alike. */
export function ExchangeForm({ values, change, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:exchange.general.title")}>
      <WholeNumberField
        label={t("program:exchange.minimum.label")}
        helpText={t("program:exchange.minimum.help")}
        value={values.minimumPoints}
        suffix={t("program:unit.points")}
        error={errorAt("exchange.minimumPoints")}
        onChange={(minimumPoints) => change({ ...values, minimumPoints })}
      />
      <ChoiceField
        label={t("program:exchange.returns.label")}
        helpText={t("program:exchange.returns.help")}
        value={values.returnSpentPoints}
        error={errorAt("exchange.returnSpentPoints")}
        options={(["proportional", "fullRefundOnly", "never"] as const).map((value) => ({
          value,
          label: t(`program:exchange.returns.${value}`),
        }))}
        onChange={(returnSpentPoints) => change({ ...values, returnSpentPoints })}
      />
    </SectionCard>
  );
}
