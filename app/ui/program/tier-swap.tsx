import { BlockStack, List, Modal, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../domain/program.ts";
import { useDescribeThreshold } from "./describe-threshold.ts";
import type { Move } from "./tier-order.ts";

type Props = { move: Move | null; metric: Metric; onSwap: () => void; onClose: () => void };

/** Says that a tier rises above another only with the other's threshold, and what that would change. */
export function SwapThresholds({ move, metric, onSwap, onClose }: Props) {
  const { t } = useTranslation();
  const threshold = useDescribeThreshold(metric);
  return (
    <Modal
      open={move !== null}
      onClose={onClose}
      title={t("tiers:swap.title")}
      primaryAction={{ content: t("tiers:swap.confirm"), onAction: onSwap }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">{t("tiers:swap.text")}</Text>
          <List>
            {(move?.changes ?? []).map(({ id, name, before, after }) => (
              <List.Item key={id}>
                {t("tiers:swap.change", { name, before: threshold(before), after: threshold(after) })}
              </List.Item>
            ))}
          </List>
          <Text as="p" tone="subdued">
            {t("tiers:swap.members")}
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
