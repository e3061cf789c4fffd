import { BlockStack, InlineError, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceField } from "../fields.tsx";
import { useMemberForm } from "./use-member-form.ts";

/** Stands for "no tier" among the ids of tiers, none of which is empty. */
const NO_TIER = "";

type Props = {
  onClose: () => void;
  levels: readonly { id: string; name: string }[];
  current: string | null;
  today: string;
};

type Stay = "floor" | "until" | "lock";

/** Sets a member's tier by hand, and says for how long nothing may move it (rule 19). */
export function SetTierModal({ onClose, levels, current, today }: Props) {
  const { t } = useTranslation();
  const [tier, setTier] = useState(current ?? NO_TIER);
  const [stay, setStay] = useState<Stay>("floor");
  const [until, setUntil] = useState("");
  const form = useMemberForm(onClose);
  const dateWrong = form.problem === "dateMissing" || form.problem === "datePast";
  return (
    <Modal
      open
      onClose={onClose}
      title={t("members:tier.set")}
      primaryAction={{
        content: t("members:tier.set"),
        loading: form.busy,
        onAction: () => form.send({ intent: "setTier", tier, stay, until: stay === "until" ? until : "" }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <ChoiceField
            label={t("members:tier.label")}
            value={tier}
            options={[
              { value: NO_TIER, label: t("members:tier.noneChoice") },
              ...levels.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setTier}
          />
          <ChoiceField
            label={t("members:tier.stay.label")}
            value={stay}
            options={(["floor", "until", "lock"] as const).map((value) => ({
              value,
              label: t(`members:tier.stay.${value}`),
            }))}
            onChange={setStay}
          />
          {stay === "until" ? (
            <TextField
              label={t("members:tier.stay.date")}
              type="date"
              value={until}
              min={today}
              autoComplete="off"
              error={dateWrong ? t(`members:problem.${form.problem ?? "dateMissing"}`) : undefined}
              onChange={setUntil}
            />
          ) : null}
          <Text as="p" tone="subdued">
            {t(`members:tier.stay.${stay}Help`)}
          </Text>
          {form.problem === null || dateWrong ? null : (
            <InlineError message={t(`members:problem.${form.problem}`)} fieldID="set-tier" />
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
