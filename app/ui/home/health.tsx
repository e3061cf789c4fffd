import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { PoolLines, type PoolShown } from "./pool-lines.tsx";

/** How current Laurel is: when Shopify was last heard, and what waits in either direction. */
export type HealthShown = {
  lastWebhookAt: string | null;
  inboxWaiting: number;
  syncWaiting: number;
  /** The last comparison with Shopify (rule 25), null where there was none yet. */
  comparedAt: string | null;
  comparison: "well" | "failed" | null;
  pools: PoolShown[];
};

/** Whether everything that happened in the shop has reached Laurel and everything of Laurel the shop. */
export function HealthCard({ health }: { health: HealthShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const behind = health.pools.some((pool) => pool.behind);
  const current = health.inboxWaiting === 0 && health.syncWaiting === 0 && !behind;
  const last = health.lastWebhookAt === null ? t("home:health.never") : format.dateTime(health.lastWebhookAt);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("home:health.title")}
          </Text>
          <Badge tone={current ? "success" : "attention"}>
            {current ? t("home:health.current") : t("home:health.working")}
          </Badge>
        </InlineStack>
        <Line name={t("home:health.lastWebhook")} value={last} />
        <Line name={t("home:health.inbox")} value={format.points(health.inboxWaiting)} />
        <Line name={t("home:health.compared")} value={useCompared(health)} />
        <Line name={t("home:health.sync")} value={format.points(health.syncWaiting)} />
        <PoolLines pools={health.pools} />
        <InlineStack align="start" gap="400">
          <Button variant="plain" url="/app/comparisons">
            {t("home:comparison.title")}
          </Button>
          <Button variant="plain" url="/app/audit">
            {t("home:health.log")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function useCompared({ comparedAt, comparison }: HealthShown): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (comparedAt === null) return t("home:health.notCompared");
  const at = format.dateTime(comparedAt);
  return comparison === "failed" ? `${at}, ${t("home:health.comparedFailed")}` : at;
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <InlineStack align="space-between" gap="400">
      <Text as="span" tone="subdued">
        {name}
      </Text>
      <Text as="span">{value}</Text>
    </InlineStack>
  );
}
