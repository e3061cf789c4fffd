import { FormLayout } from "@shopify/polaris";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../domain/program.ts";
import { DecimalField, type Typed } from "../fields.tsx";
import { ShopFormatContext } from "../format.ts";
import type { ErrorAt } from "../problems.ts";
import { ResourceField } from "../resource-field.tsx";
import { TextListField } from "../text-list-field.tsx";
import { dayOfMoment, firstMoment, lastMoment } from "./offered-days.ts";
import { SectionCard } from "./section-card.tsx";
import { TextField } from "../text-field.tsx";

export type CampaignValues = Typed<Campaign>;

type Props = {
  /** Where the campaign stands in the document: "earning.campaigns.0". */
  path: string;
  values: CampaignValues;
  change: (values: CampaignValues) => void;
  errorAt: ErrorAt;
};

/** One campaign (rule 4): its days, by how much it multiplies, and which products it is for. */
export function CampaignForm(props: Props) {
  return (
    <>
      <WhatCard {...props} />
      <GoodsCard {...props} />
    </>
  );
}

function WhatCard({ path, values, change, errorAt }: Props) {
  const { t } = useTranslation();
  const { timeZone } = useContext(ShopFormatContext);
  return (
    <SectionCard title={t("program:campaign.what.title")} text={t("program:campaign.what.text", { zone: timeZone })}>
      <TextField
        label={t("program:campaign.name")}
        helpText={t("program:campaign.nameHelp")}
        value={values.name}
        maxLength={255}
        autoComplete="off"
        error={errorAt(`${path}.name`)}
        onChange={(name) => change({ ...values, name })}
      />
      <FormLayout.Group>
        <TextField
          label={t("program:campaign.from")}
          type="date"
          value={dayOfMoment(values.from, timeZone)}
          autoComplete="off"
          error={errorAt(`${path}.from`)}
          onChange={(day) => change({ ...values, from: firstMoment(day, timeZone) ?? "" })}
        />
        <TextField
          label={t("program:campaign.until")}
          type="date"
          value={dayOfMoment(values.until, timeZone)}
          autoComplete="off"
          error={errorAt(`${path}.until`)}
          onChange={(day) => change({ ...values, until: lastMoment(day, timeZone) ?? "" })}
        />
      </FormLayout.Group>
      <DecimalField
        label={t("program:campaign.multiplier")}
        helpText={t("program:campaign.multiplierHelp")}
        value={values.multiplier}
        error={errorAt(`${path}.multiplier`)}
        onChange={(multiplier) => change({ ...values, multiplier })}
      />
    </SectionCard>
  );
}

function GoodsCard({ path, values, change, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:campaign.goods.title")} text={t("program:campaign.goods.text")}>
      <ResourceField
        kind="collection"
        label={t("program:earning.exclude.collections")}
        helpText={t("program:earning.exclude.collectionsHelp")}
        values={values.collections}
        error={errorAt(`${path}.collections.*`)}
        onChange={(collections) => change({ ...values, collections })}
      />
      <TextListField
        label={t("program:earning.exclude.vendors")}
        helpText={t("program:earning.exclude.vendorsHelp")}
        values={values.vendors}
        error={errorAt(`${path}.vendors.*`)}
        onChange={(vendors) => change({ ...values, vendors })}
      />
      <TextListField
        label={t("program:earning.exclude.productTags")}
        helpText={t("program:earning.exclude.productTagsHelp")}
        values={values.productTags}
        error={errorAt(`${path}.productTags.*`)}
        onChange={(productTags) => change({ ...values, productTags })}
      />
    </SectionCard>
  );
}
