import { ChoiceList, FormLayout } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Level, Reward, RewardType } from "../../domain/program.ts";
import { ChoiceField, DecimalField, SwitchField, WholeNumberField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { LookCard } from "./reward-look.tsx";
import { OfferCard } from "./reward-offer.tsx";
import { SectionCard } from "./section-card.tsx";
import { VariantField } from "./variant-field.tsx";
import { StoreCreditNote } from "./store-credit-note.tsx";

export type RewardValues = Typed<Reward>;

const TYPES: readonly RewardType[] = ["amount", "percentage", "freeShipping", "product", "storeCredit"];

type Props = {
  /** Where the reward stands in the document: "exchange.rewards.0". */
  path: string;
  values: RewardValues;
  change: (values: RewardValues) => void;
  errorAt: ErrorAt;
  currency: string;
  levels: readonly Level[];
};

/** One reward: what it gives, what it costs, and on what conditions. */
export function RewardForm(props: Props) {
  return (
    <>
      <GivesCard {...props} />
      {props.values.type === "storeCredit" ? null : <CodeCard {...props} />}
      <ConditionsCard {...props} />
      <OfferCard {...props} />
      <LookCard {...props} />
    </>
  );
}

function GivesCard({ path, values, change, errorAt, currency }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:reward.gives.title")}>
      <ChoiceField
        label={t("program:reward.type.label")}
        value={values.type}
        options={TYPES.map((type) => ({ value: type, label: t(`program:reward.type.${type}`) }))}
        onChange={(type) => change(ofType(values, type))}
      />
      <FormLayout.Group>
        <WholeNumberField
          label={t("program:reward.points")}
          value={values.points}
          suffix={t("program:unit.points")}
          error={errorAt(`${path}.points`)}
          onChange={(points) => change({ ...values, points })}
        />
        <ValueField path={path} values={values} change={change} errorAt={errorAt} currency={currency} />
      </FormLayout.Group>
      {values.type === "storeCredit" ? <StoreCreditNote /> : null}
      {values.type === "amount" || values.type === "storeCredit" ? (
        <SwitchField
          label={t("program:reward.multiples")}
          helpText={t("program:reward.multiplesHelp")}
          checked={values.multiples}
          onChange={(multiples) => change({ ...values, multiples })}
        />
      ) : null}
    </SectionCard>
  );
}

function ValueField({ path, values, change, errorAt, currency }: Omit<Props, "levels">) {
  const { t } = useTranslation();
  switch (values.type) {
    case "amount":
    case "storeCredit":
    case "percentage":
      return (
        <DecimalField
          label={t(`program:reward.value.${values.type}`)}
          value={values.value}
          suffix={values.type === "percentage" ? "%" : currency}
          error={errorAt(`${path}.value`)}
          onChange={(value) => change({ ...values, value })}
        />
      );
    case "product":
      return (
        <VariantField
          value={values.variant}
          error={errorAt(`${path}.variant`)}
          onChange={(variant) => change({ ...values, variant })}
        />
      );
    case "freeShipping":
      return null;
  }
}

function CodeCard({ path, values, change, errorAt, currency }: Props) {
  const { t } = useTranslation();
  const combines = values.combinesWith;
  return (
    <SectionCard title={t("program:reward.code.title")} text={t("program:reward.code.text")}>
      <FormLayout.Group>
        <WholeNumberField
          label={t("program:reward.code.days")}
          value={values.codeDays}
          suffix={t("program:unit.days")}
          error={errorAt(`${path}.codeDays`)}
          onChange={(codeDays) => change({ ...values, codeDays })}
        />
        <DecimalField
          label={t("program:reward.code.minimum")}
          value={values.minimumSubtotal}
          suffix={currency}
          error={errorAt(`${path}.minimumSubtotal`)}
          onChange={(minimumSubtotal) => change({ ...values, minimumSubtotal })}
        />
      </FormLayout.Group>
      <SwitchField
        label={t("program:reward.code.customerOnly")}
        helpText={t("program:reward.code.customerOnlyHelp")}
        checked={values.customerOnly}
        onChange={(customerOnly) => change({ ...values, customerOnly })}
      />
      <ChoiceList
        allowMultiple
        title={t("program:reward.code.combines")}
        choices={(["order", "product", "shipping"] as const).map((kind) => ({
          value: kind,
          label: t(`program:reward.code.combinesWith.${kind}`),
        }))}
        selected={Object.entries(combines).flatMap(([kind, allowed]) => (allowed ? [kind] : []))}
        onChange={(kinds) =>
          change({
            ...values,
            combinesWith: {
              order: kinds.includes("order"),
              product: kinds.includes("product"),
              shipping: kinds.includes("shipping"),
            },
          })
        }
      />
    </SectionCard>
  );
}

function ConditionsCard({ path, values, change, errorAt, levels }: Props) {
  const { t } = useTranslation();
  if (levels.length === 0) return null;
  return (
    <SectionCard title={t("program:reward.tiers.title")}>
      <ChoiceList
        allowMultiple
        title={t("program:reward.tiers.label")}
        choices={levels.map((level) => ({ value: level.id, label: level.name }))}
        selected={values.tiers}
        error={errorAt(`${path}.tiers.*`) ?? ""}
        onChange={(tiers) => change({ ...values, tiers })}
      />
    </SectionCard>
  );
}

/** The same reward with another thing to give: conditions stay, the value begins anew. */
function ofType(values: RewardValues, type: RewardType): RewardValues {
  const { id, points, minimumSubtotal, codeDays, tiers, customerOnly, combinesWith } = values;
  const { names, image, limits, from, until } = values;
  const conditions = { minimumSubtotal, codeDays, tiers, customerOnly, combinesWith, limits, from, until };
  const common = { id, points, names, image, ...conditions, multiples: false };
  switch (type) {
    case "amount":
    case "storeCredit":
      return { ...common, type, value: "" };
    case "percentage":
      return { ...common, type, value: "10" };
    case "freeShipping":
      return { ...common, type };
    case "product":
      return { ...common, type, variant: "" };
  }
}
