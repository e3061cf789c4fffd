import { useTranslation } from "react-i18next";
import type { Level, Metric } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { ListCard } from "./list-card.tsx";
import { isColour } from "./tier-card-preview.tsx";

/** The tiers from the lowest to the highest, each leading to its own page. */
export function TierList({ levels, metric }: { levels: readonly Level[]; metric: Metric }) {
  const { t } = useTranslation();
  const threshold = useDescribeThreshold(metric);
  return (
    <ListCard
      folder="/app/program/tiers"
      words={{
        title: t("program:tiers.list.title"),
        add: t("program:tiers.list.add"),
        one: t("program:tiers.list.one"),
        many: t("program:tiers.list.many"),
        none: t("program:tiers.list.none"),
        noneText: t("program:tiers.list.noneText"),
      }}
      items={levels.map((level) => ({
        id: level.id,
        title: level.name,
        details: `${threshold(level.threshold)} · ${level.tag}`,
        editLabel: t("program:tiers.list.edit", { name: level.name }),
        media: <Swatch level={level} />,
      }))}
    />
  );
}

function Swatch({ level }: { level: Level }) {
  const { card } = level;
  const background = isColour(card.background) ? card.background : "#374151";
  return (
    <div
      aria-hidden
      style={{ width: "3rem", height: "1.875rem", borderRadius: "0.25rem", overflow: "hidden", background }}
    >
      {card.image === null ? null : (
        <img src={card.image} alt="" style={{ width: "100%", height: "100%", objectFit: "cover" }} />
      )}
    </div>
  );
}

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
