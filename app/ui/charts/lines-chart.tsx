import { LineChart, PolarisVizProvider } from "@shopify/polaris-viz";
import "@shopify/polaris-viz/build/esm/styles.css";
import { useEffect, useRef } from "react";
import { useFormat } from "../format.ts";
import type { ChartData } from "./chart-card.tsx";

/** Lines over time, drawn as Shopify's own reports are. Fetched only where a chart is shown: see chart-card.tsx. */
export default function LinesChart({ title, labels, series, height }: ChartData & { height: string }) {
  const format = useFormat();
  const picture = usePictureOnly();
  const data = series.map(({ name, values }) => ({
    name,
    data: values.map((value, index) => ({ key: labels[index] ?? "", value })),
  }));
  return (
    <div ref={picture} aria-hidden="true" style={{ height }}>
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

/**
 * The library's drawing says "table" and "image" without rows and words, and its points take the keyboard's focus. The numbers can be
 * read in the table beside it: the drawing is for eyes and pointers only, whatever it draws later.
 */
function usePictureOnly() {
  const picture = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawn = picture.current;
    if (drawn === null) return undefined;
    const skip = () => {
      for (const each of drawn.querySelectorAll('[tabindex="0"], button:not([tabindex])'))
        each.setAttribute("tabindex", "-1");
    };
    skip();
    const observer = new MutationObserver(skip);
    observer.observe(drawn, { subtree: true, childList: true, attributes: true, attributeFilter: ["tabindex"] });
    return () => observer.disconnect();
  }, []);
  return picture;
}
