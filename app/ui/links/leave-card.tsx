import { BlockStack, Button, Card, InlineStack, List, Modal, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { LeavePreviewShown } from "./links-shown.ts";
import { useLinksForm } from "./use-links-form.ts";

/** Leaves the shared program, after saying what goes and what stays. */
export function LeaveCard() {
  const { t } = useTranslation();
  const [closed, setClosed] = useState(false);
  const look = useLinksForm();
  const leaving = look.answer?.ok === true && look.answer.intent === "lookAtLeaving" ? look.answer.leaving : null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("links:leave.title")}
        </Text>
        <Text as="p">{t("links:leave.text")}</Text>
        <InlineStack>
          <Button
            tone="critical"
            loading={look.busy}
            onClick={() => {
              setClosed(false);
              look.send({ intent: "lookAtLeaving" });
            }}
          >
            {t("links:leave.look")}
          </Button>
        </InlineStack>
      </BlockStack>
      {leaving === null || closed ? null : <ConfirmLeaving leaving={leaving} onClose={() => setClosed(true)} />}
    </Card>
  );
}

function ConfirmLeaving({ leaving, onClose }: { leaving: LeavePreviewShown; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useLinksForm();
  const { alone, shared, points, openCodes } = leaving;
  return (
    <Modal
      open
      title={t("links:leave.confirmTitle")}
      onClose={onClose}
      primaryAction={{
        content: t("links:leave.confirm"),
        destructive: true,
        loading: form.busy,
        onAction: () => form.send({ intent: "leave" }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <List>
            <List.Item>{t("links:leave.rules")}</List.Item>
            <List.Item>{t("links:leave.alone", { count: alone })}</List.Item>
            <List.Item>{t("links:leave.shared", { count: shared, points: format.points(points) })}</List.Item>
            <List.Item>{t("links:leave.stays")}</List.Item>
            <List.Item>{t("links:leave.codes", { count: openCodes })}</List.Item>
            <List.Item>{t("links:leave.tiers")}</List.Item>
            <List.Item>{t("links:leave.meanwhile")}</List.Item>
          </List>
          {form.problem === null ? null : (
            <Text as="p" tone="critical">
              {t(`links:problem.${form.problem}`)}
            </Text>
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
