import { useTranslation } from "react-i18next";
import type { Level, Reward } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { ListCard } from "./list-card.tsx";

/** Every reward with what it costs, each leading to its own page. */
export function RewardList({ rewards, levels }: { rewards: readonly Reward[]; levels: readonly Level[] }) {
  const { t } = useTranslation();
  const describe = useDescribeReward();
  const format = useFormat();
  return (
    <ListCard
      folder="/app/program/rewards"
      words={{
        title: t("program:exchange.rewards.title"),
        add: t("program:exchange.rewards.add"),
        one: t("program:exchange.rewards.one"),
        many: t("program:exchange.rewards.many"),
        none: t("program:exchange.rewards.none"),
        noneText: t("program:exchange.rewards.noneText"),
      }}
      items={rewards.map((reward) => {
        const costs = t("program:exchange.rewards.costs", {
          count: reward.points,
          points: format.points(reward.points),
        });
        return {
          id: reward.id,
          title: describe(reward),
          details: reward.tiers.length === 0 ? costs : `${costs} · ${namesOf(reward.tiers, levels)}`,
          editLabel: t("program:exchange.rewards.edit", { reward: describe(reward) }),
        };
      })}
    />
  );
}

function namesOf(ids: readonly string[], levels: readonly Level[]): string {
  return ids.map((id) => levels.find((level) => level.id === id)?.name ?? id).join(", ");
}

/** A reward in the words of the merchant's language: "kr 50.00 off", "Free shipping". */
export function useDescribeReward(): (reward: Reward) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (reward) => {
    switch (reward.type) {
      case "amount":
        return t("program:reward.name.amount", { amount: format.money(reward.value) });
      case "percentage":
        return t("program:reward.name.percentage", { percent: format.percent(Number(reward.value)) });
      case "storeCredit":
        return t("program:reward.name.storeCredit", { amount: format.money(reward.value) });
      case "freeShipping":
        return t("program:reward.name.freeShipping");
      case "product":
        return t("program:reward.name.product", { product: reward.names[i18n.language] ?? reward.variant });
    }
  };
}
