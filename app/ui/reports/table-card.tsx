import { BlockStack, Button, Card, DataTable, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Props = {
  title: string;
  text: string;
  headings: ReactNode[];
  rows: string[][];
  /** What is said where there are no rows. */
  nothing?: string;
  onDownload: () => void;
};

/** One table of the reports, with the file of it: names to the left, numbers to the right. */
export function TableCard({ title, text, headings, rows, nothing, onDownload }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300" wrap={false}>
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {rows.length === 0 ? null : (
            <div className="laurel-not-printed">
              <Button variant="plain" accessibilityLabel={t("reports:csvOf", { table: title })} onClick={onDownload}>
                {t("reports:csv")}
              </Button>
            </div>
          )}
        </InlineStack>
        <Text as="p" tone="subdued">
          {text}
        </Text>
        {rows.length === 0 ? (
          <Text as="p">{nothing ?? t("reports:nothing")}</Text>
        ) : (
          <DataTable
            columnContentTypes={headings.map((_, index) => (index === 0 ? ("text" as const) : ("numeric" as const)))}
            headings={headings}
            rows={rows}
            increasedTableDensity
          />
        )}
      </BlockStack>
    </Card>
  );
}
