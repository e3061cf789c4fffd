import { BlockStack, Button, Card, InlineStack, ResourceItem, ResourceList, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { NothingYet } from "../nothing-yet.tsx";
import type { Level, Metric } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { isColour } from "./tier-card-preview.tsx";

/** The tiers from the lowest to the highest, each leading to its own page. */
export function TierList({ levels, metric }: { levels: readonly Level[]; metric: Metric }) {
  const { t } = useTranslation();
  const threshold = useDescribeThreshold(metric);
  return (
    <Card padding="0">
      <div style={{ padding: "var(--p-space-400)" }}>
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("program:tiers.list.title")}
          </Text>
          <Button url="/app/program/tiers/new">{t("program:tiers.list.add")}</Button>
        </InlineStack>
      </div>
      <ResourceList
        resourceName={{ singular: t("program:tiers.list.one"), plural: t("program:tiers.list.many") }}
        items={[...levels]}
        emptyState={<NothingYet heading={t("program:tiers.list.none")} text={t("program:tiers.list.noneText")} />}
        renderItem={(level) => (
          <ResourceItem
            id={level.id}
            url={`/app/program/tiers/${encodeURIComponent(level.id)}`}
            accessibilityLabel={t("program:tiers.list.edit", { name: level.name })}
            media={<Swatch level={level} />}
          >
            <BlockStack gap="050">
              <Text as="h3" fontWeight="semibold">
                {level.name}
              </Text>
              <Text as="p" tone="subdued">
                {`${threshold(level.threshold)} · ${level.tag}`}
              </Text>
            </BlockStack>
          </ResourceItem>
        )}
      />
    </Card>
  );
}

function Swatch({ level }: { level: Level }) {
  const { card } = level;
  const background = isColour(card.background) ? card.background : "#374151";
  return (
    <div
      aria-hidden
      style={{ width: "3rem", height: "1.875rem", borderRadius: "0.25rem", overflow: "hidden", background }}
    >
      {card.image === null ? null : (
        <img src={card.image} alt="" style={{ width: "100%", height: "100%", objectFit: "cover" }} />
      )}
    </div>
  );
}

/** What it takes to reach a tier, as a sentence: "From NOK 10,000.00". */
export function useDescribeThreshold(metric: Metric): (threshold: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (threshold) => {
    const number = Number(threshold);
    if (threshold.trim() === "" || !Number.isFinite(number)) return t("program:tier.threshold.unknown");
    if (number === 0) return t("program:tier.threshold.everybody");
    const amount = metric === "spend" ? format.money(threshold) : format.points(number);
    return t(`program:tier.threshold.from.${metric}`, { amount });
  };
}
