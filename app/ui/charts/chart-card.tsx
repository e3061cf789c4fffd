import { BlockStack, Box, Button, Card, InlineStack, SkeletonBodyText, Text } from "@shopify/polaris";
import { lazy, startTransition, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { FiguresTable } from "../figures-table.tsx";
import { useFormat } from "../format.ts";
import { useInBrowser } from "../use-in-browser.ts";

export type ChartSeries = { name: string; values: readonly number[] };
export type ChartData = { title: string; labels: readonly string[]; series: readonly ChartSeries[] };

/** The library is large and draws in browsers only: it is fetched after the page is there, into a space that is kept free. */
const LinesChart = lazy(() => import("./lines-chart.tsx"));
const HEIGHT = "240px";

/** A chart, and the same numbers as a table for whoever reads those better. */
export function ChartCard({ title, labels, series }: ChartData) {
  const { t } = useTranslation();
  const [table, setTable] = useState(false);
  const inBrowser = useInBrowser();
  const waiting = <SkeletonBodyText lines={6} />;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="h3" variant="headingSm">
            {title}
          </Text>
          <Button variant="plain" onClick={() => startTransition(() => setTable(!table))} ariaExpanded={table}>
            {table ? t("common:chart.chart") : t("common:chart.table")}
          </Button>
        </InlineStack>
        {table ? (
          <NumbersTable labels={labels} series={series} />
        ) : (
          <Box minHeight={HEIGHT}>
            {inBrowser ? (
              <Suspense fallback={waiting}>
                <LinesChart title={title} labels={labels} series={series} height={HEIGHT} />
              </Suspense>
            ) : (
              waiting
            )}
          </Box>
        )}
      </BlockStack>
    </Card>
  );
}

function NumbersTable({ labels, series }: Omit<ChartData, "title">) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Box maxWidth="100%" overflowX="scroll">
      <FiguresTable
        headings={[t("common:chart.when"), ...series.map(({ name }) => name)]}
        rows={labels.map((label, index) => [label, ...series.map(({ values }) => format.points(values[index] ?? 0))])}
      />
    </Box>
  );
}
