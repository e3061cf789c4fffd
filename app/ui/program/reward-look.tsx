import { BlockStack, FormLayout, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { rewardName } from "../../domain/reader-language.ts";
import { languageNames } from "../format.ts";
import { SHOPPER_LANGUAGES } from "../../locales/languages.ts";
import type { ErrorAt } from "../problems.ts";
import type { RewardValues } from "./reward-form.tsx";
import { SectionCard } from "./section-card.tsx";
import { TextField } from "../text-field.tsx";

type Props = {
  path: string;
  values: RewardValues;
  change: (values: RewardValues) => void;
  errorAt: ErrorAt;
};

/** What the reward is called in each language, and its picture. */
export function LookCard({ path, values, change, errorAt }: Props) {
  const { t, i18n } = useTranslation();
  const nameOf = languageNames(i18n.language);
  const rename = (language: string, name: string) => {
    const { [language]: _former, ...others } = values.names;
    change({ ...values, names: name === "" ? others : { ...others, [language]: name } });
  };
  return (
    <SectionCard title={t("program:reward.look.title")} text={t("program:reward.look.text")}>
      <FormLayout.Group condensed>
        {SHOPPER_LANGUAGES.map((language) => (
          <TextField
            key={language}
            label={t("program:reward.look.name", { language: nameOf(language) })}
            value={values.names[language] ?? ""}
            autoComplete="off"
            maxLength={255}
            error={errorAt(`${path}.names.${language}`)}
            onChange={(name) => rename(language, name)}
          />
        ))}
      </FormLayout.Group>
      <TextField
        label={t("program:reward.look.image")}
        helpText={t("program:reward.look.imageHelp")}
        type="url"
        value={values.image ?? ""}
        autoComplete="off"
        error={errorAt(`${path}.image`)}
        onChange={(image) => change({ ...values, image: image.trim() === "" ? null : image.trim() })}
      />
    </SectionCard>
  );
}

/** The reward as the shop's page shows it, changing as it is typed; `otherwise` is what it is called without a name. */
export function RewardPreview({ values, otherwise }: { values: RewardValues; otherwise: string }) {
  const { t, i18n } = useTranslation();
  const isPicture = values.image !== null && /^https?:\/\/[^\s"'<>\\]+$/.test(values.image);
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t("program:reward.look.preview")}
      </Text>
      {isPicture ? (
        <img src={values.image ?? ""} alt="" style={{ maxWidth: "100%", borderRadius: "0.5rem", objectFit: "cover" }} />
      ) : null}
      <Text as="p" variant="headingSm" breakWord>
        {rewardName(values.names, i18n.language) ?? otherwise}
      </Text>
      <Text as="p" tone="subdued">
        {t("program:exchange.rewards.costs", { count: Number(values.points) || 0, points: String(values.points) })}
      </Text>
    </BlockStack>
  );
}
