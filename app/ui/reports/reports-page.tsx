import { useNavigate } from "@remix-run/react";
import { BlockStack, Button, Card, DataTable, FormLayout, InlineStack, Page, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MOVEMENTS } from "../../domain/points-report.ts";
import { ChoiceField } from "../fields.tsx";
import { useFormat } from "../format.ts";
import { useDescribeReward } from "../program/reward-list.tsx";
import { useDownload } from "../use-download.ts";
import type { AccountLineShown, Age, ReportsShown } from "./reports-shown.ts";

const AGES: readonly Age[] = ["pending", "quarter", "half", "year", "twoYears", "older"];

/** What happened to the program's points, and what members hold now. */
export function ReportsPage({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const download = useDownload();
  const { by, from, to } = report;
  const csv = `/app/reports/csv?${new URLSearchParams({ by, from, to }).toString()}`;
  return (
    <Page
      fullWidth
      title={t("reports:title")}
      primaryAction={{ content: t("reports:csv"), onAction: () => void download.save(csv, `points-${from}-${to}.csv`) }}
      secondaryActions={[{ content: t("reports:print"), onAction: () => window.print() }]}
    >
      <BlockStack gap="400">
        <PeriodCard key={`${by}-${from}-${to}`} report={report} />
        <AccountsCard report={report} />
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
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("reports:accounts.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("reports:accounts.text")}
        </Text>
        <DataTable
          columnContentTypes={["text", ...headings.map(() => "numeric" as const)]}
          headings={[t("reports:by.label"), ...headings.map((heading) => t(`reports:column.${heading}`))]}
          rows={lines.map((line) => cells(line, period(line.period)))}
          totals={cells(total, "")}
          totalsName={{ singular: t("reports:total"), plural: t("reports:total") }}
          showTotalsInFooter
          increasedTableDensity
          stickyHeader={false}
        />
      </BlockStack>
    </Card>
  );
}

function HeldCards({ report }: { report: ReportsShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useDescribeReward();
  const { tiers, ages, rewards, countedAt } = report;
  const byAge = AGES.flatMap((age) => ages.filter((line) => line.age === age));
  const as = countedAt === null ? t("reports:notCounted") : t("reports:counted", { at: format.dateTime(countedAt) });
  const columns = (
    ...names: readonly (
      "members" | "held" | "worth" | "inCodes" | "debt" | "points" | "codes" | "used" | "open" | "usedPoints"
    )[]
  ) => names.map((name) => t(`reports:column.${name}`));
  return (
    <>
      <TableCard
        title={t("reports:tiers.title")}
        text={as}
        headings={[t("reports:tiers.tier"), ...columns("members", "held", "worth", "inCodes", "debt")]}
        rows={tiers.map(({ name, members, held, worth, inCodes, debt }) => [
          name ?? t("reports:tiers.none"),
          ...[
            format.points(members),
            format.points(held),
            format.money(worth),
            format.points(inCodes),
            format.points(debt),
          ],
        ])}
      />
      <TableCard
        title={t("reports:ages.title")}
        text={as}
        headings={[t("reports:ages.age"), ...columns("points", "worth")]}
        rows={byAge.map(({ age, points, worth }) => [
          t(`reports:ages.${age}`),
          format.points(points),
          format.money(worth),
        ])}
      />
      <TableCard
        title={t("reports:rewards.title")}
        text={as}
        headings={[t("reports:rewards.reward"), ...columns("codes", "used", "open", "points", "usedPoints")]}
        rows={rewards.map(({ reward, codes, used, open, points, usedPoints }) => [
          "type" in reward ? describe(reward) : reward.id,
          ...[codes, used, open, points, usedPoints].map((number) => format.points(number)),
        ])}
      />
    </>
  );
}

type TableProps = { title: string; text: string; headings: string[]; rows: string[][] };

function TableCard({ title, text, headings, rows }: TableProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {text}
        </Text>
        {rows.length === 0 ? (
          <Text as="p">{t("reports:nothing")}</Text>
        ) : (
          <DataTable
            columnContentTypes={headings.map((_, index) => (index === 0 ? ("text" as const) : ("numeric" as const)))}
            headings={headings}
            rows={rows}
            increasedTableDensity
          />
        )}
      </BlockStack>
    </Card>
  );
}
