import { Badge, BlockStack, Box, Button, Card, InlineError, InlineStack, Modal, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useDescribeReward } from "../program/reward-list.tsx";
import type { MemberCode } from "./member-shown.ts";
import { useMemberForm } from "./use-member-form.ts";

/** The member's codes, with the way to take back one that nobody has used. */
export function CodesCard({ codes }: { codes: readonly MemberCode[] }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("members:codes.title")}
        </Text>
        {codes.length === 0 ? (
          <Text as="p">{t("members:codes.none")}</Text>
        ) : (
          codes.map((code) => (
            <Box key={code.id} id={`code-${code.id}`}>
              <CodeLine code={code} />
            </Box>
          ))
        )}
      </BlockStack>
    </Card>
  );
}

function CodeLine({ code }: { code: MemberCode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useDescribeReward();
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const form = useMemberForm(close);
  const points = t("members:points", { count: code.points, points: format.points(code.points) });
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <BlockStack gap="050">
        <InlineStack align="start" gap="200">
          <Text as="span" fontWeight="medium">
            {code.code}
          </Text>
          <Badge tone={code.status === "open" ? "info" : undefined}>{t(`members:codes.status.${code.status}`)}</Badge>
        </InlineStack>
        <Text as="span" tone="subdued" variant="bodySm">
          {t("members:codes.line", {
            reward: "type" in code.reward ? describe(code.reward) : code.reward.id,
            points,
            date: format.date(code.until),
          })}
        </Text>
      </BlockStack>
      {code.canUndo ? <Button onClick={() => setAsking(true)}>{t("members:codes.undo")}</Button> : null}
      <Modal
        open={asking}
        onClose={close}
        title={t("members:codes.undoTitle", { code: code.code })}
        primaryAction={{
          content: t("members:codes.undo"),
          destructive: true,
          loading: form.busy,
          onAction: () => form.send({ intent: "undo", code: code.id }),
        }}
        secondaryActions={[{ content: t("common:cancel"), onAction: close }]}
      >
        <Modal.Section>
          <Text as="p">{t("members:codes.undoText", { points })}</Text>
          {form.problem === null ? null : (
            <InlineError message={t(`members:problem.${form.problem}`)} fieldID={`undo-${code.id}`} />
          )}
        </Modal.Section>
      </Modal>
    </InlineStack>
  );
}
