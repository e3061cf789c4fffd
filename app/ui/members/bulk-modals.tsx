import { BlockStack, InlineError, List, Modal, SkeletonBodyText, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { BulkPreviewShown, BulkScope } from "./bulk-shown.ts";
import { TierFields, tierFields, type TierWish } from "./tier-fields.tsx";
import { type BulkProblem, useBulkForm } from "./use-bulk-form.ts";

type Props = { scope: BulkScope; onClose: () => void };

/** Gives points to many members or takes some, after saying what that comes to. */
export function BulkAdjustModal({ scope, onClose }: Props) {
  const { t } = useTranslation();
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const form = useBulkForm(scope, points.trim().replace("+", ""));
  return (
    <BulkModal
      title={t("members:bulk.adjust")}
      form={form}
      onClose={onClose}
      onStart={() => form.send({ intent: "adjust", points, reason })}
    >
      <TextField
        label={t("members:bulk.points")}
        helpText={t("members:adjust.pointsHelp")}
        value={points}
        maxLength={10}
        autoComplete="off"
        error={useProblem(form.problem, ["zero", "notWhole"])}
        onChange={setPoints}
      />
      <TextField
        label={t("members:adjust.reason")}
        helpText={t("members:adjust.reasonHelp")}
        value={reason}
        maxLength={500}
        autoComplete="off"
        error={useProblem(form.problem, ["reasonMissing"])}
        onChange={setReason}
      />
      {form.preview === null ? null : <AdjustPreview preview={form.preview} taking={points.trim().startsWith("-")} />}
    </BulkModal>
  );
}

/** Sets a tier for many members. */
export function BulkTierModal({
  scope,
  onClose,
  levels,
  today,
}: Props & { levels: readonly { id: string; name: string }[]; today: string }) {
  const { t } = useTranslation();
  const [wish, setWish] = useState<TierWish>({ tier: levels[0]?.id ?? "", stay: "floor", until: "" });
  const form = useBulkForm(scope, "");
  return (
    <BulkModal
      title={t("members:tier.set")}
      form={form}
      onClose={onClose}
      onStart={() => form.send({ ...tierFields(wish), points: "", reason: "" })}
    >
      <TierFields
        wish={wish}
        levels={levels}
        today={today}
        dateError={useProblem(form.problem, ["dateMissing", "datePast", "endsBeforeNow"])}
        onChange={setWish}
      />
      {form.preview === null ? null : <TierPreview preview={form.preview} />}
    </BulkModal>
  );
}

const FIELD_PROBLEMS: readonly string[] = [
  ...["zero", "notWhole", "reasonMissing", "dateMissing", "datePast", "endsBeforeNow"],
];

function useProblem(problem: BulkProblem | null, wanted: readonly BulkProblem[]): string | undefined {
  const { t } = useTranslation();
  return problem !== null && wanted.includes(problem) ? t(`members:problem.${problem}`) : undefined;
}

type BulkModalProps = {
  title: string;
  form: ReturnType<typeof useBulkForm>;
  children: React.ReactNode;
  onClose: () => void;
  onStart: () => void;
};

function BulkModal({ title, form, children, onClose, onStart }: BulkModalProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = form.preview?.members ?? 0;
  const general = form.problem !== null && !FIELD_PROBLEMS.includes(form.problem) ? form.problem : null;
  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      primaryAction={{
        content: t("members:bulk.start", { count, members: format.points(count) }),
        loading: form.busy,
        disabled: form.preview === null || count === 0,
        onAction: onStart,
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {children}
          {form.preview === null ? <SkeletonBodyText lines={2} /> : null}
          {general === null ? null : <InlineError message={t(`members:problem.${general}`)} fieldID="bulk" />}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

function AdjustPreview({ preview, taking }: { preview: BulkPreviewShown; taking: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = Math.abs(preview.points);
  return (
    <List>
      <List.Item>
        {t("members:bulk.preview.members", { count: preview.members, members: format.points(preview.members) })}
      </List.Item>
      {total === 0 ? null : (
        <List.Item>
          {t(taking ? "members:bulk.preview.taken" : "members:bulk.preview.given", {
            points: format.points(total),
            worth: format.money(preview.worth),
          })}
        </List.Item>
      )}
      {taking && preview.short > 0 ? (
        <List.Item>
          {t(preview.debtCarries ? "members:bulk.preview.owe" : "members:bulk.preview.less", {
            count: preview.short,
            members: format.points(preview.short),
          })}
        </List.Item>
      ) : null}
      {preview.excluded === 0 ? null : <Excluded count={preview.excluded} />}
    </List>
  );
}

function TierPreview({ preview }: { preview: BulkPreviewShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <BlockStack gap="200">
      <Text as="p">{t("members:bulk.preview.tiers")}</Text>
      <List>
        {preview.tiers.map(({ name, members }) => (
          <List.Item key={name ?? ""}>{`${name ?? t("members:tier.none")}: ${format.points(members)}`}</List.Item>
        ))}
        {preview.excluded === 0 ? null : <Excluded count={preview.excluded} />}
      </List>
    </BlockStack>
  );
}

function Excluded({ count }: { count: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return <List.Item>{t("members:bulk.preview.excluded", { count, members: format.points(count) })}</List.Item>;
}
