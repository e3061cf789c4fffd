import { FormLayout } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Level, Metric } from "../../domain/program.ts";
import { DecimalField, WholeNumberField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { Term } from "../term.tsx";
import { TextListField } from "../text-list-field.tsx";
import { SectionCard } from "./section-card.tsx";
import { TierCardForm } from "./tier-card-form.tsx";
import { TierDiscountForm } from "./tier-discount-form.tsx";
import { TextField } from "../text-field.tsx";

export type TierValues = Typed<Level>;

type Props = {
  /** Where the tier stands in the document: "tiers.levels.0". */
  path: string;
  values: TierValues;
  change: (values: TierValues) => void;
  errorAt: ErrorAt;
  metric: Metric;
  currency: string;
  isNew: boolean;
};

/** One tier: its name and threshold, what it brings, how its card looks, and the tag that customers get. */
export function TierForm(props: Props) {
  const { path, values, change, errorAt, currency } = props;
  return (
    <>
      <NameCard {...props} />
      <BenefitsCard {...props} />
      <TierDiscountForm
        path={`${path}.discount`}
        discount={values.discount}
        change={(discount) => change({ ...values, discount })}
        errorAt={errorAt}
        currency={currency}
      />
      <TierCardForm
        path={`${path}.card`}
        card={values.card}
        change={(card) => change({ ...values, card })}
        errorAt={errorAt}
      />
    </>
  );
}

function NameCard({ path, values, change, errorAt, metric, currency, isNew }: Props) {
  const { t } = useTranslation();
  const rename = (name: string) => {
    const followed = isNew && values.tag === tagFor(values.name);
    change({ ...values, name, ...(followed ? { tag: tagFor(name) } : {}) });
  };
  return (
    <SectionCard title={t("program:tier.name.title")}>
      <TextField
        label={t("program:tier.name.label")}
        value={values.name}
        autoComplete="off"
        maxLength={255}
        error={errorAt(`${path}.name`, `${path}.id`)}
        onChange={rename}
      />
      <DecimalField
        label={t(`program:tier.threshold.${metric}`)}
        helpText={t("program:tier.threshold.help")}
        value={values.threshold}
        suffix={metric === "spend" ? currency : t(`program:unit.${metric}`)}
        error={errorAt(`${path}.threshold`)}
        onChange={(threshold) => change({ ...values, threshold })}
      />
      <TextField
        label={<Term name="tag">{t("program:tier.tag.label")}</Term>}
        helpText={t("program:tier.tag.help")}
        value={values.tag}
        autoComplete="off"
        maxLength={255}
        error={errorAt(`${path}.tag`)}
        onChange={(tag) => change({ ...values, tag })}
      />
    </SectionCard>
  );
}

function BenefitsCard({ path, values, change, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:tier.benefits.title")}>
      <FormLayout.Group>
        <DecimalField
          label={t("program:tier.multiplier.label")}
          helpText={t("program:tier.multiplier.help")}
          value={values.multiplier}
          prefix="×"
          error={errorAt(`${path}.multiplier`)}
          onChange={(multiplier) => change({ ...values, multiplier })}
        />
        <WholeNumberField
          label={t("program:tier.bonus.label")}
          helpText={t("program:tier.bonus.help")}
          value={values.entryBonus}
          suffix={t("program:unit.points")}
          error={errorAt(`${path}.entryBonus`)}
          onChange={(entryBonus) => change({ ...values, entryBonus })}
        />
      </FormLayout.Group>
      <TextListField
        label={t("program:tier.perks.label")}
        helpText={t("program:tier.perks.help")}
        values={values.perks}
        error={errorAt(`${path}.perks.*`)}
        onChange={(perks) => change({ ...values, perks })}
      />
    </SectionCard>
  );
}

/** The tag that a new tier suggests for its name. */
export function tagFor(name: string): string {
  return `loyalty-${shortName(name, "tier")}`;
}

/** A short name for the document, made of a name that people read; what else it must be, the program's checks say. */
export function shortName(name: string, otherwise: string): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const short = letters
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return short === "" ? otherwise : short;
}

/** The short name with a number behind it if another already has it. */
export function unusedId(wanted: string, taken: readonly string[]): string {
  let candidate = wanted;
  for (let number = 2; taken.includes(candidate); number += 1) candidate = `${wanted}-${number}`;
  return candidate;
}
