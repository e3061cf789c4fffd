import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, Button, InlineStack, Link, Text } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useUndoToast } from "../use-undo-toast.ts";
import { CODE_REPORTS_PATH, DECISIONS_PATH } from "./report-shown.ts";
import type { ShownCodeReport, ShownCodeReports, Worth } from "./report-shown.ts";

/** What happened to codes that staff should know, each until somebody has put it away. */
export function CodeReportsBanner({ reports, count, undecided }: ShownCodeReports) {
  return (
    <>
      {undecided === 0 ? null : <UndecidedBanner count={undecided} />}
      {reports.length === 0 ? null : <ReportsBanner reports={reports} count={count} />}
    </>
  );
}

function UndecidedBanner({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <Banner
      tone="warning"
      title={t("codes:decisions.banner", { count })}
      action={{ content: t("codes:decisions.open"), url: DECISIONS_PATH }}
    >
      <p>{t("codes:decisions.bannerText")}</p>
    </Banner>
  );
}

function ReportsBanner({ reports, count }: Omit<ShownCodeReports, "undecided">) {
  const { t } = useTranslation();
  const more = count - reports.length;
  return (
    <Banner tone="warning" title={t("codes:reports.title", { count })}>
      <BlockStack gap="300">
        <Text as="p">{t("codes:reports.text")}</Text>
        {reports.map((report) => (
          <ReportLine key={report.id} report={report} />
        ))}
        {more > 0 ? <Text as="p">{t("codes:reports.more", { count: more })}</Text> : null}
      </BlockStack>
    </Banner>
  );
}

function ReportLine({ report }: { report: ShownCodeReport }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const fetcher = useFetcher<{ ok: boolean }>();
  const undoToast = useUndoToast();
  // The answer is there before the page is read anew and the line goes.
  const isDone = fetcher.data?.ok === true;
  useEffect(() => {
    const undo = {
      fields: { report: report.id, undo: "1" },
      action: CODE_REPORTS_PATH,
      fetcherKey: "code-report-undo",
    };
    if (isDone) undoToast(t("codes:reports.dismissed"), undo);
  }, [isDone, report.id, t, undoToast]);
  return (
    <BlockStack gap="100">
      <Text as="p">{sentence(report)}</Text>
      <InlineStack gap="300" blockAlign="center">
        <Link url={`/app/members/${report.memberId}`}>{t("codes:reports.member")}</Link>
        <Button
          size="slim"
          loading={fetcher.state !== "idle"}
          accessibilityLabel={`${t("codes:reports.dismiss")}: ${report.code}`}
          onClick={() => fetcher.submit({ report: report.id }, { method: "post", action: CODE_REPORTS_PATH })}
        >
          {t("codes:reports.dismiss")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

function useSentence(): (report: ShownCodeReport) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const worth = (given: Worth | null): string => {
    if (given === null) return "";
    return given.type === "amount" ? format.money(given.value) : format.percent(Number(given.value));
  };
  return ({ kind, code, points, order, date, was, is }) =>
    t(`codes:reports.kind.${kind}`, {
      code,
      points: t("codes:reports.points", { count: points, points: format.points(points) }),
      order: order?.name ?? "",
      date: date === null ? "" : format.date(date),
      was: worth(was),
      is: worth(is),
    });
}
