import { FormLayout } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Earning } from "../../domain/program.ts";
import { ChoiceField, DecimalField, SwitchField, WholeNumberField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { ResourceField } from "../resource-field.tsx";
import { Term } from "../term.tsx";
import { TextListField } from "../text-list-field.tsx";
import { SectionCard } from "./section-card.tsx";

export type EarningValues = Typed<Earning>;

type Props = {
  values: EarningValues;
  change: (values: EarningValues) => void;
  errorAt: ErrorAt;
  currency: string;
};

/** Everything that decides how many points an order earns, but for its payment methods, which have a card of their own. */
export function EarningForm(props: Props) {
  return (
    <>
      <RateCard {...props} />
      <MomentCard {...props} />
      <AmountCard {...props} />
      <BonusCard {...props} />
      <ExclusionCard {...props} />
    </>
  );
}

function RateCard({ values, change, errorAt, currency }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:earning.rate.title")} text={t("program:earning.rate.text")}>
      <FormLayout.Group>
        <WholeNumberField
          label={t("program:earning.rate.points")}
          value={values.points}
          suffix={t("program:unit.points")}
          error={errorAt("earning.points")}
          onChange={(points) => change({ ...values, points })}
        />
        <DecimalField
          label={t("program:earning.rate.per")}
          value={values.per}
          suffix={currency}
          error={errorAt("earning.per")}
          onChange={(per) => change({ ...values, per })}
        />
      </FormLayout.Group>
      <SwitchField
        label={t("program:earning.rate.wholeSteps", { amount: values.per, currency })}
        helpText={t("program:earning.rate.wholeStepsHelp")}
        checked={values.wholeStepsOnly}
        onChange={(wholeStepsOnly) => change({ ...values, wholeStepsOnly })}
      />
      <ChoiceField
        label={t("program:earning.rounding.label")}
        helpText={t("program:earning.rounding.help")}
        value={values.rounding}
        error={errorAt("earning.rounding")}
        options={(["down", "nearest", "up"] as const).map((value) => ({
          value,
          label: t(`program:earning.rounding.${value}`),
        }))}
        onChange={(rounding) => change({ ...values, rounding })}
      />
    </SectionCard>
  );
}

function MomentCard({ values, change, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:earning.moment.title")}>
      <ChoiceField
        label={t("program:earning.moment.when")}
        value={values.awardWhen}
        error={errorAt("earning.awardWhen")}
        options={(["paid", "fulfilled"] as const).map((value) => ({
          value,
          label: t(`program:earning.moment.${value}`),
        }))}
        onChange={(awardWhen) => change({ ...values, awardWhen })}
      />
      <WholeNumberField
        label={<Term name="hold">{t("program:earning.moment.hold")}</Term>}
        helpText={t("program:earning.moment.holdHelp")}
        value={values.holdDays}
        suffix={t("program:unit.days")}
        error={errorAt("earning.holdDays")}
        onChange={(holdDays) => change({ ...values, holdDays })}
      />
    </SectionCard>
  );
}

function AmountCard({ values, change }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:earning.amount.title")} text={t("program:earning.amount.text")}>
      <SwitchField
        label={t("program:earning.amount.tax")}
        checked={values.includeTax}
        onChange={(includeTax) => change({ ...values, includeTax })}
      />
      <SwitchField
        label={t("program:earning.amount.shipping")}
        checked={values.includeShipping}
        onChange={(includeShipping) => change({ ...values, includeShipping })}
      />
    </SectionCard>
  );
}

function BonusCard({ values, change, errorAt }: Props) {
  const { t } = useTranslation();
  const kinds = ["joining", "firstOrder", "birthday"] as const;
  return (
    <SectionCard title={t("program:earning.bonus.title")} text={t("program:earning.bonus.text")}>
      <FormLayout.Group>
        {kinds.map((kind) => (
          <WholeNumberField
            key={kind}
            label={t(`program:earning.bonus.${kind}`)}
            value={values.bonuses[kind]}
            suffix={t("program:unit.points")}
            error={errorAt(`earning.bonuses.${kind}`)}
            onChange={(points) => change({ ...values, bonuses: { ...values.bonuses, [kind]: points } })}
          />
        ))}
      </FormLayout.Group>
    </SectionCard>
  );
}

function ExclusionCard({ values, change, errorAt }: Props) {
  const { t } = useTranslation();
  const lists = ["vendors", "productTags"] as const;
  const resources = ["products", "collections"] as const;
  return (
    <SectionCard title={t("program:earning.exclude.title")} text={t("program:earning.exclude.text")}>
      <SwitchField
        label={t("program:earning.exclude.onSale")}
        helpText={t("program:earning.exclude.onSaleHelp")}
        checked={values.exclude.onSale}
        onChange={(onSale) => change({ ...values, exclude: { ...values.exclude, onSale } })}
      />
      {lists.map((list) => (
        <TextListField
          key={list}
          label={t(`program:earning.exclude.${list}`)}
          helpText={t(`program:earning.exclude.${list}Help`)}
          values={values.exclude[list]}
          error={errorAt(`earning.exclude.${list}.*`)}
          onChange={(names) => change({ ...values, exclude: { ...values.exclude, [list]: names } })}
        />
      ))}
      {resources.map((list) => (
        <ResourceField
          key={list}
          kind={list === "products" ? "product" : "collection"}
          label={t(`program:earning.exclude.${list}`)}
          helpText={t(`program:earning.exclude.${list}Help`)}
          values={values.exclude[list]}
          error={errorAt(`earning.exclude.${list}.*`)}
          onChange={(names) => change({ ...values, exclude: { ...values.exclude, [list]: names } })}
        />
      ))}
    </SectionCard>
  );
}
