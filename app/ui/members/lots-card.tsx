import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { Term } from "../term.tsx";
import type { MemberLot } from "./member-shown.ts";

/** What the balance consists of and when each part expires (rule 9). */
export function LotsCard({ lots }: { lots: readonly MemberLot[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          <Term name="lots">{t("members:lots.title")}</Term>
        </Text>
        {lots.length === 0 ? <Text as="p">{t("members:lots.none")}</Text> : null}
        {lots.map((lot, position) => (
          <InlineStack key={position} align="space-between" gap="300">
            <Text as="span">{t("members:points", { count: lot.points, points: format.points(lot.points) })}</Text>
            <Text as="span" tone="subdued">
              {lotText(lot, t, format)}
            </Text>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function lotText(
  lot: MemberLot,
  t: ReturnType<typeof useTranslation>["t"],
  format: ReturnType<typeof useFormat>,
): string {
  if (lot.day === null) return t("members:lots.noExpiry");
  const date = format.date(lot.day);
  return lot.pending ? t("members:lots.pending", { date }) : t("members:lots.expires", { date });
}
