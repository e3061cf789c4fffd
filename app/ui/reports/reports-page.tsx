import { useNavigate } from "@remix-run/react";
import { BlockStack, Button, Card, FormLayout, InlineStack, Page, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MOVEMENTS } from "../../domain/points-report.ts";
import { ChoiceField } from "../fields.tsx";
import { useFormat } from "../format.ts";
import { TableCard } from "../table-card.tsx";
import { Term, type TermName } from "../term.tsx";
import { CampaignsCard } from "./campaigns-card.tsx";
import { HeldCards } from "./held-cards.tsx";
import type { AccountLineShown, ReportsShown } from "./reports-shown.ts";
import { useReportFile } from "./use-report-file.ts";

/** Columns whose heading needs a word more. */
const TERMS: Partial<Record<string, TermName>> = {
  other: "other",
  inCodes: "inCodes",
  worth: "worth",
  closing: "closing",
};

/** What happened to the program's points, and what members hold now. */
export function ReportsPage({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const { by, from, to } = report;
  const { save } = useReportFile(report);
  return (
    <Page
      fullWidth
      title={t("reports:title")}
      primaryAction={{ content: t("common:csv"), onAction: () => save("points") }}
      secondaryActions={[{ content: t("reports:print"), onAction: () => window.print() }]}
    >
      <BlockStack gap="400">
        <PeriodCard key={`${by}-${from}-${to}`} report={report} />
        <AccountsCard report={report} />
        <CampaignsCard report={report} />
        <HeldCards report={report} />
      </BlockStack>
    </Page>
  );
}

function PeriodCard({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [by, setBy] = useState(report.by);
  const [from, setFrom] = useState(report.from);
  const [to, setTo] = useState(report.to);
  const show = () => navigate(`/app/reports?${new URLSearchParams({ by, from, to }).toString()}`);
  return (
    <div className="laurel-not-printed">
      <Card>
        <FormLayout>
          <FormLayout.Group>
            <TextField label={t("reports:from")} type="date" value={from} autoComplete="off" onChange={setFrom} />
            <TextField label={t("reports:to")} type="date" value={to} autoComplete="off" onChange={setTo} />
            <ChoiceField
              label={t("reports:by.label")}
              value={by}
              options={(["month", "day"] as const).map((value) => ({ value, label: t(`reports:by.${value}`) }))}
              onChange={setBy}
            />
          </FormLayout.Group>
          <InlineStack>
            <Button onClick={show}>{t("reports:show")}</Button>
          </InlineStack>
        </FormLayout>
      </Card>
    </div>
  );
}

function AccountsCard({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lines, total } = report;
  const period = (text: string) => (text.length === 7 ? format.month(text) : format.date(text));
  const cells = (line: AccountLineShown, name: string) => [
    name,
    format.points(line.opening),
    ...MOVEMENTS.map((movement) => format.points(line[movement])),
    format.points(line.closing),
    format.money(line.worth),
    format.points(line.inCodes),
  ];
  const headings = ["opening", ...MOVEMENTS, "closing", "worth", "inCodes"] as const;
  return (
    <TableCard
      title={t("reports:accounts.title")}
      text={t("reports:accounts.text")}
      headings={[
        t("reports:by.label"),
        ...headings.map((heading) => (
          <Heading key={heading} term={TERMS[heading]} text={t(`reports:column.${heading}`)} />
        )),
      ]}
      rows={lines.map((line) => cells(line, period(line.period)))}
      totals={cells(total, "")}
      totalsName={{ singular: t("reports:total"), plural: t("reports:total") }}
      showTotalsInFooter
    />
  );
}

function Heading({ term, text }: { term: TermName | undefined; text: string }) {
  return term === undefined ? text : <Term name={term}>{text}</Term>;
}
