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
  const stateOf = ({ behind, left, given }: PoolShown): string => {
    if (behind) return t("home:pools.behind");
    // None is made ahead before somebody has exchanged points: nothing is wrong, and nobody has to wait.
    if (left === 0 && given === 0) return t("home:pools.idle");
    return t("home:pools.left", { left: format.points(left), given: format.points(given) });
  };
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
            {stateOf(pool)}
          </Text>
        </InlineStack>
      ))}
    </BlockStack>
  );
}
