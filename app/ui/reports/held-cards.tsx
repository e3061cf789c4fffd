import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useDescribeReward } from "../program/reward-list.tsx";
import { Term } from "../term.tsx";
import { TableCard } from "../table-card.tsx";
import type { Age, ReportsShown } from "./reports-shown.ts";
import { useReportFile } from "./use-report-file.ts";

const AGES: readonly Age[] = ["pending", "quarter", "half", "year", "twoYears", "older"];

/** What members hold by tier and by age, and what rewards were taken, as last counted. */
export function HeldCards({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { countedAt } = report;
  const counted =
    countedAt === null ? t("reports:notCounted") : t("reports:counted", { at: format.dateTime(countedAt) });
  return (
    <>
      <TiersCard report={report} counted={counted} />
      <AgesCard report={report} counted={counted} />
      <RewardsCard report={report} counted={counted} />
    </>
  );
}

type Props = { report: ReportsShown; counted: string };

function TiersCard({ report, counted }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { save } = useReportFile(report);
  return (
    <TableCard
      title={t("reports:tiers.title")}
      text={counted}
      headings={[
        t("reports:tiers.tier"),
        ...(["members", "held", "worth"] as const).map((column) => t(`reports:column.${column}`)),
        <Term key="inCodes" name="inCodes">
          {t("reports:column.inCodes")}
        </Term>,
        <Term key="debt" name="debt">
          {t("reports:column.debt")}
        </Term>,
      ]}
      rows={report.tiers.map(({ name, members, held, worth, inCodes, debt }) => [
        name ?? t("reports:tiers.none"),
        format.points(members),
        format.points(held),
        format.money(worth),
        format.points(inCodes),
        format.points(debt),
      ])}
      onDownload={() => save("tiers")}
    />
  );
}

function AgesCard({ report, counted }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { save } = useReportFile(report);
  const byAge = AGES.flatMap((age) => report.ages.filter((line) => line.age === age));
  return (
    <TableCard
      title={t("reports:ages.title")}
      text={counted}
      headings={[t("reports:ages.age"), t("reports:column.points"), t("reports:column.worth")]}
      rows={byAge.map(({ age, points, worth }) => [
        t(`reports:ages.${age}`),
        format.points(points),
        format.money(worth),
      ])}
      onDownload={() => save("ages")}
    />
  );
}

function RewardsCard({ report, counted }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useDescribeReward();
  const { save } = useReportFile(report);
  const columns = ["codes", "used", "open", "points", "usedPoints"] as const;
  return (
    <TableCard
      title={t("reports:rewards.title")}
      text={counted}
      headings={[t("reports:rewards.reward"), ...columns.map((column) => t(`reports:column.${column}`))]}
      rows={report.rewards.map(({ reward, codes, used, open, points, usedPoints }) => [
        "type" in reward ? describe(reward) : reward.id,
        ...[codes, used, open, points, usedPoints].map((number) => format.points(number)),
      ])}
      onDownload={() => save("rewards")}
    />
  );
}
