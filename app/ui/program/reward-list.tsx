import { BlockStack, Button, Card, InlineStack, ResourceItem, ResourceList, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { NothingYet } from "../nothing-yet.tsx";
import type { Level, Reward } from "../../domain/program.ts";
import { useFormat } from "../format.ts";

/** Every reward with what it costs, each leading to its own page. */
export function RewardList({ rewards, levels }: { rewards: readonly Reward[]; levels: readonly Level[] }) {
  const { t } = useTranslation();
  const describe = useDescribeReward();
  const format = useFormat();
  return (
    <Card padding="0">
      <div style={{ padding: "var(--p-space-400)" }}>
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("program:exchange.rewards.title")}
          </Text>
          <Button url="/app/program/rewards/new">{t("program:exchange.rewards.add")}</Button>
        </InlineStack>
      </div>
      <ResourceList
        resourceName={{ singular: t("program:exchange.rewards.one"), plural: t("program:exchange.rewards.many") }}
        items={[...rewards]}
        emptyState={
          <NothingYet heading={t("program:exchange.rewards.none")} text={t("program:exchange.rewards.noneText")} />
        }
        renderItem={(reward) => (
          <ResourceItem
            id={reward.id}
            url={`/app/program/rewards/${encodeURIComponent(reward.id)}`}
            accessibilityLabel={t("program:exchange.rewards.edit", { reward: describe(reward) })}
          >
            <BlockStack gap="050">
              <Text as="h3" fontWeight="semibold">
                {describe(reward)}
              </Text>
              <Text as="p" tone="subdued">
                {t("program:exchange.rewards.costs", { count: reward.points, points: format.points(reward.points) })}
                {reward.tiers.length === 0 ? "" : ` · ${namesOf(reward.tiers, levels)}`}
              </Text>
            </BlockStack>
          </ResourceItem>
        )}
      />
    </Card>
  );
}

function namesOf(ids: readonly string[], levels: readonly Level[]): string {
  return ids.map((id) => levels.find((level) => level.id === id)?.name ?? id).join(", ");
}

/** A reward in the words of the merchant's language: "kr 50.00 off", "Free shipping". */
export function useDescribeReward(): (reward: Reward) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (reward) => {
    switch (reward.type) {
      case "amount":
        return t("program:reward.name.amount", { amount: format.money(reward.value) });
      case "percentage":
        return t("program:reward.name.percentage", { percent: format.percent(Number(reward.value)) });
      case "freeShipping":
        return t("program:reward.name.freeShipping");
      case "product":
        return t("program:reward.name.product", { product: reward.variant });
    }
  };
}
