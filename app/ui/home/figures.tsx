import { useNavigate } from "@remix-run/react";
import { BlockStack, Box, InlineGrid, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChoiceField } from "../fields.tsx";
import { FigureCard } from "../figure-card.tsx";
import { useFormat } from "../format.ts";
import type { Figure, HomeFiguresShown } from "./figures-shown.ts";

/** The figures of the chosen period, each compared with the period before, and their charts. */
export function HomeFigures({ figures }: { figures: HomeFiguresShown }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <BlockStack gap="400">
      <Box paddingInline={{ xs: "400", sm: "0" }}>
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="h2" variant="headingMd">
            {t("home:figures.title")}
          </Text>
          <ChoiceField
            label={t("home:figures.period")}
            labelHidden
            value={String(figures.days)}
            options={figures.periods.map((days) => ({
              value: String(days),
              label: t("home:figures.lastDays", { days }),
            }))}
            onChange={(days) => navigate(`/app?days=${days}`, { preventScrollReset: true })}
          />
        </InlineStack>
      </Box>
      <FigureCards figures={figures} />
      <Charts figures={figures} />
    </BlockStack>
  );
}

function FigureCards({ figures }: { figures: HomeFiguresShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const trend = useTrend();
  const { members, outstanding, worth, earned, exchanged, expired, rate, orders, revenue, repeat } = figures;
  const perCent = (value: number | null) => (value === null ? "–" : format.percent(value));
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      <FigureCard
        name={t("home:figures.members")}
        value={format.points(members.value)}
        note={t("home:figures.joined", { members: format.points(members.now), trend: trend(members) })}
      />
      <FigureCard
        name={t("home:figures.outstanding")}
        term="outstanding"
        value={format.points(outstanding)}
        note={worth === null ? undefined : t("home:figures.worth", { amount: format.money(worth) })}
      />
      <FigureCard name={t("home:figures.earned")} value={format.points(earned.now)} note={trend(earned)} />
      <FigureCard name={t("home:figures.exchanged")} value={format.points(exchanged.now)} note={trend(exchanged)} />
      <FigureCard name={t("home:figures.expired")} value={format.points(expired.now)} note={trend(expired)} />
      <FigureCard
        name={t("home:figures.rate")}
        term="exchangeRate"
        value={perCent(rate.now)}
        note={t("home:figures.rateBefore", { rate: perCent(rate.before) })}
      />
      <FigureCard
        name={t("home:figures.revenue")}
        value={format.money(revenue.now)}
        note={t("home:figures.orders", { count: orders.now, orders: format.points(orders.now), trend: trend(orders) })}
      />
      <FigureCard
        name={t("home:figures.repeat")}
        term="repeat"
        value={perCent(repeat?.all ?? null)}
        note={
          repeat === null || repeat.all === null
            ? t("home:figures.repeatNone")
            : t("home:figures.repeatOthers", { withCode: perCent(repeat.withCode), rate: perCent(repeat.withoutCode) })
        }
      />
    </InlineGrid>
  );
}

/** How a figure compares with the period before, in words: colours alone say nothing to many. */
function useTrend(): (figure: Figure) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ now, before }) => {
    if (before === now) return t("home:figures.same");
    if (before === 0) return t("home:figures.none");
    const percent = format.percent(Math.round(((now - before) * 1000) / before) / 10);
    return now > before ? t("home:figures.more", { percent: `+${percent}` }) : t("home:figures.less", { percent });
  };
}

function Charts({ figures: { series } }: { figures: HomeFiguresShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const labels = series.periods.map((period) => (period.length === 7 ? format.month(period) : format.date(period)));
  // The title says that these are points: on a phone there is no room for the word three times.
  const line = (key: "earned" | "exchanged" | "expired") => ({ name: t(`reports:column.${key}`), values: series[key] });
  const joined = { name: t("home:figures.newMembers"), values: series.joined };
  return (
    <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
      <ChartCard
        title={t("home:charts.points")}
        labels={labels}
        series={[line("earned"), line("exchanged"), line("expired")]}
      />
      <ChartCard title={t("home:charts.members")} labels={labels} series={[joined]} />
    </InlineGrid>
  );
}
