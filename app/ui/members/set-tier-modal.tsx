import { BlockStack, InlineError, Modal } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TierFields, tierFields, type TierWish } from "./tier-fields.tsx";
import { useMemberForm } from "./use-member-form.ts";

type Props = {
  onClose: () => void;
  levels: readonly { id: string; name: string }[];
  current: string | null;
  today: string;
};

/** Sets a member's tier by hand, and says for how long nothing may move it (rule 19). */
export function SetTierModal({ onClose, levels, current, today }: Props) {
  const { t } = useTranslation();
  const [wish, setWish] = useState<TierWish>({ tier: current ?? "", stay: "floor", until: "" });
  const form = useMemberForm(onClose, ({ undo }) => ({ intent: "undoTier", ...undo }));
  const dateWrong = form.problem === "dateMissing" || form.problem === "datePast";
  return (
    <Modal
      open
      onClose={onClose}
      title={t("members:tier.set")}
      primaryAction={{
        content: t("members:tier.set"),
        loading: form.busy,
        onAction: () => form.send(tierFields(wish)),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <TierFields
            wish={wish}
            levels={levels}
            today={today}
            dateError={dateWrong ? t(`members:problem.${form.problem ?? "dateMissing"}`) : undefined}
            onChange={setWish}
          />
          {form.problem === null || dateWrong ? null : (
            <InlineError message={t(`members:problem.${form.problem}`)} fieldID="set-tier" />
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
