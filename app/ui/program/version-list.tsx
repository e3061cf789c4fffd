import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Badge, BlockStack, Button, Card, InlineStack, List, Modal, Text } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { ProgramError } from "../../domain/program.ts";
import { useDescribeProblem } from "../problems.ts";

type Version = { version: number; publishedAt: string; effectiveAt: string };

/** What the page's action answers. */
export type RollBackAnswer = { ok: true; version: number } | { ok: false; problems: ProgramError[] };

type Props = { versions: readonly Version[]; current: number };

/** The newest versions, so that it can be seen when something changed, and each earlier one can be had back. */
export function VersionList({ versions, current }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState<number | null>(null);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("program:versions.title")}
        </Text>
        <List>
          {versions.map(({ version, publishedAt, effectiveAt }) => (
            <List.Item key={version}>
              <InlineStack align="start" gap="200" blockAlign="center">
                <Text as="span" fontWeight="medium">
                  {t("program:versions.version", { version })}
                </Text>
                <Text as="span" tone="subdued">
                  {version > current
                    ? t("program:versions.from", { date: format.dateTime(effectiveAt) })
                    : t("program:versions.published", { date: format.dateTime(publishedAt) })}
                </Text>
                {version === current ? <Badge tone="success">{t("program:versions.current")}</Badge> : null}
                {version < current ? (
                  <Button
                    variant="plain"
                    accessibilityLabel={t("program:rollBack.label", { version })}
                    onClick={() => setAsking(version)}
                  >
                    {t("program:rollBack.action")}
                  </Button>
                ) : null}
              </InlineStack>
            </List.Item>
          ))}
        </List>
      </BlockStack>
      {asking === null ? null : <RollBackModal version={asking} onClose={() => setAsking(null)} />}
    </Card>
  );
}

/** Asks before an earlier version is published again. Rendered anew for each question. */
function RollBackModal({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const describe = useDescribeProblem();
  const fetcher = useFetcher<RollBackAnswer>();
  const handled = useRef(false);
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    if (answer?.ok !== true || handled.current) return;
    handled.current = true;
    shopify.toast.show(t("program:rollBack.done", { version, published: answer.version }));
    onClose();
  }, [answer, shopify, t, version, onClose]);
  return (
    <Modal
      open
      onClose={onClose}
      title={t("program:rollBack.title", { version })}
      primaryAction={{
        content: t("program:rollBack.action"),
        loading: fetcher.state !== "idle",
        // "?index": the page's own action, not that of the layout around it.
        onAction: () =>
          fetcher.submit(
            { intent: "rollBack", version: String(version) },
            { method: "post", action: "/app/program?index" },
          ),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="200">
          <Text as="p">{t("program:rollBack.text")}</Text>
          {answer?.ok === false ? (
            <Text as="p" tone="critical">
              {answer.problems.map((problem) => `${problem.path}: ${describe(problem)}`).join(" ")}
            </Text>
          ) : null}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
