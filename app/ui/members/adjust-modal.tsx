import { BlockStack, InlineError, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useMemberForm } from "./use-member-form.ts";

/** `carriesDebt`: what is taken beyond the balance is owed; else it is waived. */
type Props = { onClose: () => void; balance: number; debt: number; carriesDebt: boolean };

/** Gives a member points or takes some, with a reason that stays beside the entry. Rendered anew for each adjustment. */
export function AdjustModal({ onClose, ...account }: Props) {
  const { t } = useTranslation();
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  // One key for each opening: a second click, or a retry after a lost answer, adjusts nothing twice.
  const [key] = useState(() => crypto.randomUUID());
  const undone = t("members:undo.reason", { reason: reason.trim() });
  const form = useMemberForm(onClose, () => ({ intent: "undoAdjust", key, reason: undone }));
  const number = /^[+-]?\d{1,9}$/.test(points.trim()) ? Number(points) : null;
  const problem = (...wanted: string[]) =>
    form.problem !== null && wanted.includes(form.problem) ? t(`members:problem.${form.problem}`) : undefined;
  return (
    <Modal
      open
      onClose={onClose}
      title={t("members:adjust.title")}
      primaryAction={{
        content: t("members:adjust.action"),
        loading: form.busy,
        onAction: () => form.send({ intent: "adjust", points, reason, key }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <TextField
            label={t("members:adjust.points")}
            helpText={t("members:adjust.pointsHelp")}
            value={points}
            inputMode="text"
            maxLength={10}
            autoComplete="off"
            error={problem("zero", "notWhole")}
            onChange={setPoints}
          />
          <TextField
            label={t("members:adjust.reason")}
            helpText={t("members:adjust.reasonHelp")}
            value={reason}
            maxLength={500}
            autoComplete="off"
            error={problem("reasonMissing")}
            onChange={setReason}
          />
          {number === null ? null : <Outcome number={number} {...account} />}
          {problem("unknownMember") === undefined ? null : (
            <InlineError message={problem("unknownMember") ?? ""} fieldID="adjust" />
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

/** What the balance becomes: a debt is paid first (rule 7), and more than there is can't be taken. */
function Outcome({ number, balance, debt, carriesDebt }: Omit<Props, "onClose"> & { number: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const paid = Math.min(debt, Math.max(0, number));
  const after = Math.max(0, balance + number - paid);
  const missing = Math.max(0, -(balance + number));
  const points = (count: number) => t("members:points", { count, points: format.points(count) });
  return (
    <Text as="p" tone="subdued">
      {t("members:adjust.result", { before: format.points(balance), after: format.points(after) })}
      {paid === 0 ? null : ` ${t("members:adjust.paid", { points: points(paid) })}`}
      {missing === 0
        ? null
        : ` ${t(carriesDebt ? "members:adjust.owed" : "members:adjust.waived", { points: points(missing) })}`}
    </Text>
  );
}
