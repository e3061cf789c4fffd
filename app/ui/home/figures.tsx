import { InlineGrid } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { FigureCard } from "../figure-card.tsx";
import { useFormat } from "../format.ts";

/** What the home page counts; points are whole numbers, worth is money in the shop's currency or null without a reward. */
export type HomeFiguresShown = {
  members: number;
  outstanding: number;
  worth: string | null;
  earned: number;
  exchanged: number;
};

/** The four figures at the top of the home page. */
export function HomeFigures({ figures }: { figures: HomeFiguresShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const worth = figures.worth === null ? undefined : t("home:figures.worth", { amount: format.money(figures.worth) });
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      <FigureCard name={t("home:figures.members")} value={format.points(figures.members)} />
      <FigureCard name={t("home:figures.outstanding")} value={format.points(figures.outstanding)} note={worth} />
      <FigureCard
        name={t("home:figures.earned")}
        value={format.points(figures.earned)}
        note={t("home:figures.period")}
      />
      <FigureCard
        name={t("home:figures.exchanged")}
        value={format.points(figures.exchanged)}
        note={t("home:figures.period")}
      />
    </InlineGrid>
  );
}
