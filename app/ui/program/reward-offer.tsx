import { FormLayout, Text } from "@shopify/polaris";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { LimitSpan } from "../../domain/program.ts";
import { wholeNumber } from "../fields.tsx";
import { ShopFormatContext } from "../format.ts";
import type { ErrorAt } from "../problems.ts";
import { dayOfMoment, firstMoment, lastMoment } from "./offered-days.ts";
import type { RewardValues } from "./reward-form.tsx";
import { SectionCard } from "./section-card.tsx";
import { TextField } from "../text-field.tsx";

const SPANS: readonly LimitSpan[] = ["day", "week", "month", "year", "ever"];

type Props = {
  path: string;
  values: RewardValues;
  change: (values: RewardValues) => void;
  errorAt: ErrorAt;
};

/** On which days the reward is offered, and how often each customer may take it. */
export function OfferCard({ path, values, change, errorAt }: Props) {
  const { t } = useTranslation();
  const { timeZone } = useContext(ShopFormatContext);
  const limitTo = (per: LimitSpan, typed: string) => {
    const others = values.limits.filter((limit) => limit.per !== per);
    const limits = typed.trim() === "" ? others : [...others, { times: wholeNumber(typed), per }];
    limits.sort((a, b) => SPANS.indexOf(a.per) - SPANS.indexOf(b.per));
    change({ ...values, limits });
  };
  return (
    <SectionCard title={t("program:reward.offer.title")} text={t("program:reward.offer.text", { zone: timeZone })}>
      <FormLayout.Group>
        <TextField
          label={t("program:reward.offer.from")}
          type="date"
          value={dayOfMoment(values.from, timeZone)}
          autoComplete="off"
          error={errorAt(`${path}.from`)}
          onChange={(day) => change({ ...values, from: firstMoment(day, timeZone) })}
        />
        <TextField
          label={t("program:reward.offer.until")}
          type="date"
          value={dayOfMoment(values.until, timeZone)}
          autoComplete="off"
          error={errorAt(`${path}.until`)}
          onChange={(day) => change({ ...values, until: lastMoment(day, timeZone) })}
        />
      </FormLayout.Group>
      <Text as="p">{t("program:reward.offer.limits")}</Text>
      <FormLayout.Group condensed>
        {SPANS.map((per) => {
          const position = values.limits.findIndex((limit) => limit.per === per);
          return (
            <TextField
              key={per}
              label={t(`program:reward.offer.per.${per}`)}
              value={String(values.limits[position]?.times ?? "")}
              inputMode="numeric"
              autoComplete="off"
              placeholder="–"
              error={position < 0 ? undefined : errorAt(`${path}.limits.${position}.*`)}
              onChange={(typed) => limitTo(per, typed)}
            />
          );
        })}
      </FormLayout.Group>
      <Text as="p" tone="subdued">
        {t("program:reward.offer.limitsHelp")}
      </Text>
    </SectionCard>
  );
}
