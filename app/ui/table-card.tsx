import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { FiguresTable } from "./figures-table.tsx";

type Props = ComponentProps<typeof FiguresTable> & {
  title: string;
  text?: string;
  /** What is said where there are no rows. */
  nothing?: string;
  /** Gives the table as a file. */
  onDownload?: () => void;
};

/** A table of figures with its heading, in a card of its own. */
export function TableCard({ title, text, nothing, onDownload, ...table }: Props) {
  const { t } = useTranslation();
  const isEmpty = table.rows.length === 0;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300" wrap={false}>
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {isEmpty || onDownload === undefined ? null : (
            <div className="laurel-not-printed">
              <Button variant="plain" accessibilityLabel={t("common:csvOf", { table: title })} onClick={onDownload}>
                {t("common:csv")}
              </Button>
            </div>
          )}
        </InlineStack>
        {text === undefined ? null : (
          <Text as="p" tone="subdued">
            {text}
          </Text>
        )}
        {isEmpty ? <Text as="p">{nothing ?? t("common:nothing")}</Text> : <FiguresTable {...table} />}
      </BlockStack>
    </Card>
  );
}
