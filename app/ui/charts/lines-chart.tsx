import { LineChart, PolarisVizProvider } from "@shopify/polaris-viz";
import "@shopify/polaris-viz/build/esm/styles.css";
import { useFormat } from "../format.ts";
import type { ChartData } from "./chart-card.tsx";

/** Lines over time, drawn as Shopify's own reports are. Fetched only where a chart is shown: see chart-card.tsx. */
export default function LinesChart({ title, labels, series, height }: ChartData & { height: string }) {
  const format = useFormat();
  const data = series.map(({ name, values }) => ({
    name,
    data: values.map((value, index) => ({ key: labels[index] ?? "", value })),
  }));
  return (
    <div style={{ height }}>
      <PolarisVizProvider>
        <LineChart
          theme="Light"
          isAnimated={false}
          data={data}
          emptyStateText={title}
          showLegend={series.length > 1}
          xAxisOptions={{ labelFormatter: (label) => String(label ?? "") }}
          yAxisOptions={{ labelFormatter: (value) => format.points(Number(value ?? 0)) }}
        />
      </PolarisVizProvider>
    </div>
  );
}
