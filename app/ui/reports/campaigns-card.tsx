import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { TableCard } from "../table-card.tsx";
import type { CampaignLineShown, CampaignShown, ReportsShown } from "./reports-shown.ts";
import { useReportFile } from "./use-report-file.ts";

/** What each campaign brought in the chosen time: a line for the whole of it, then one for each day or month. */
export function CampaignsCard({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { save } = useReportFile(report);
  const columns = ["orders", "ordersPoints", "brought", "worth"] as const;
  const period = (text: string) => (text.length === 7 ? format.month(text) : format.date(text));
  const numbers = ({ orders, points, extra, worth }: CampaignLineShown) => [
    ...[orders, points, extra].map((number) => format.points(number)),
    format.money(worth),
  ];
  const runs = ({ name, from, until }: CampaignShown) =>
    from === null || until === null
      ? name
      : t("reports:campaigns.runs", { name, from: format.date(from), until: format.date(until) });
  const rows = report.campaigns.flatMap((campaign) => [
    [runs(campaign), ...numbers(campaign.total)],
    ...campaign.lines.map((line) => [`– ${period(line.period)}`, ...numbers(line)]),
  ]);
  return (
    <TableCard
      title={t("reports:campaigns.title")}
      text={t("reports:campaigns.text")}
      nothing={t("reports:campaigns.none")}
      headings={[t("reports:campaigns.campaign"), ...columns.map((column) => t(`reports:column.${column}`))]}
      rows={rows}
      onDownload={() => save("campaigns")}
    />
  );
}
