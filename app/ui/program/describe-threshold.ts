import { useTranslation } from "react-i18next";
import type { Metric } from "../../domain/program.ts";
import { useFormat } from "../format.ts";

/** What it takes to reach a tier, as a sentence: "From NOK 10,000.00". */
export function useDescribeThreshold(metric: Metric): (threshold: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (threshold) => {
    const number = Number(threshold);
    if (threshold.trim() === "" || !Number.isFinite(number)) return t("program:tier.threshold.unknown");
    if (number === 0) return t("program:tier.threshold.everybody");
    const amount = metric === "spend" ? format.money(threshold) : format.points(number);
    return t(`program:tier.threshold.from.${metric}`, { amount });
  };
}
