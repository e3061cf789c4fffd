import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Reward } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { useDescribeReward } from "../program/reward-list.tsx";

/** The codes that are made ahead for one reward: how many are left for today, how many were given, and whether making more fails. */
export type PoolShown = {
  id: string;
  /** Null for a reward that the program has no more. */
  reward: Reward | null;
  /** Its name in the reader's language; null where the merchant gave none: then it is described. */
  name: string | null;
  left: number;
  given: number;
  behind: boolean;
};

/** How many codes lie ready for each reward; a reward whose codes run out is said to be slower, because its codes are made one by one. */
export function PoolLines({ pools }: { pools: readonly PoolShown[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useDescribeReward();
  if (pools.length === 0) return null;
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("home:pools.title")}
      </Text>
      {pools.map((pool) => (
        <InlineStack key={pool.id} align="space-between" gap="400">
          <Text as="span" tone="subdued" breakWord>
            {pool.name ?? (pool.reward === null ? pool.id : describe(pool.reward))}
          </Text>
          <Text as="span" tone={pool.behind ? "caution" : "base"}>
            {pool.behind
              ? t("home:pools.behind")
              : t("home:pools.left", { left: format.points(pool.left), given: format.points(pool.given) })}
          </Text>
        </InlineStack>
      ))}
    </BlockStack>
  );
}
