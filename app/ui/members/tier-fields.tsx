import { Text, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ChoiceField } from "../fields.tsx";

/** Stands for "no tier" among the ids of tiers, none of which is empty. */
const NO_TIER = "";

export type TierWish = { tier: string; stay: "floor" | "until" | "lock"; until: string };

type Props = {
  wish: TierWish;
  levels: readonly { id: string; name: string }[];
  today: string;
  dateError: string | undefined;
  onChange: (wish: TierWish) => void;
};

/** Which tier staff set, and for how long nothing may move it (rule 19). */
export function TierFields({ wish, levels, today, dateError, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ChoiceField
        label={t("members:tier.label")}
        value={wish.tier}
        options={[
          { value: NO_TIER, label: t("members:tier.noneChoice") },
          ...levels.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(tier) => onChange({ ...wish, tier })}
      />
      <ChoiceField
        label={t("members:tier.stay.label")}
        value={wish.stay}
        options={(["floor", "until", "lock"] as const).map((value) => ({
          value,
          label: t(`members:tier.stay.${value}`),
        }))}
        onChange={(stay) => onChange({ ...wish, stay })}
      />
      {wish.stay === "until" ? (
        <TextField
          label={t("members:tier.stay.date")}
          type="date"
          value={wish.until}
          min={today}
          autoComplete="off"
          error={dateError}
          onChange={(until) => onChange({ ...wish, until })}
        />
      ) : null}
      <Text as="p" tone="subdued">
        {t(`members:tier.stay.${wish.stay}Help`)}
      </Text>
    </>
  );
}

/** The fields of a form, as the server reads them. */
export function tierFields({ tier, stay, until }: TierWish): Record<string, string> {
  return { intent: "setTier", tier, stay, until: stay === "until" ? until : "" };
}
