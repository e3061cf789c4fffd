import { Badge, Banner, BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ShownCodeReports } from "../codes/report-shown.ts";
import { CodeReportsBanner } from "../codes/reports-banner.tsx";
import { useFormat } from "../format.ts";
import { painted } from "../painted.ts";
import { AdjustModal } from "./adjust-modal.tsx";
import { BalanceCard } from "./balance-card.tsx";
import { CodesCard } from "./codes-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import { MailsCard } from "./mails-card.tsx";
import { NotesCard } from "./notes-card.tsx";
import { LotsCard } from "./lots-card.tsx";
import type { MemberDetails } from "./member-shown.ts";
import { TierCard } from "./tier-card.tsx";
import { useMemberUndo } from "./use-member-form.ts";

type Props = {
  member: MemberDetails;
  codeReports: ShownCodeReports;
  levels: readonly { id: string; name: string }[];
  programName: string;
  /** What is taken beyond the balance is owed, as the program says; else it is waived. */
  carriesDebt: boolean;
  today: string;
};

/** One member with everything that they have. */
export function MemberPage({ member, codeReports, levels, programName, carriesDebt, today }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [adjusting, setAdjusting] = useState(false);
  const close = useCallback(() => setAdjusting(false), []);
  const undoProblem = useMemberUndo();
  const url = `/app/members/${member.memberId}`;
  const joined = member.joinedAt === null ? null : t("members:page.joined", { date: format.date(member.joinedAt) });
  return (
    <Page
      title={member.name ?? t("members:unnamed", { id: member.memberId })}
      subtitle={[member.email, joined, ...member.elsewhere.map((other) => t("members:page.elsewhere", other))]
        .filter((part) => part !== null)
        .join(" · ")}
      titleMetadata={member.excluded ? <Badge>{t("members:excluded")}</Badge> : null}
      backAction={{ content: t("members:title"), url: "/app/members" }}
      primaryAction={{
        content: t("members:page.adjust"),
        onAction: () => void painted().then(() => setAdjusting(true)),
      }}
      secondaryActions={
        member.customerId === null
          ? []
          : [{ content: t("members:page.customer"), url: `shopify://admin/customers/${member.customerId}` }]
      }
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {undoProblem === null ? null : (
              <Banner tone="critical" title={t("members:undo.failed")}>
                <p>{t(`members:problem.${undoProblem}`)}</p>
              </Banner>
            )}
            <CodeReportsBanner {...codeReports} />
            <BalanceCard member={member} />
            <NotesCard notes={member.notes} />
            <HistoryCard
              entries={member.history}
              memberId={member.memberId}
              nextUrl={member.historyNext === null ? null : `${url}?before=${member.historyNext}`}
            />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <TierCard member={member} levels={levels} programName={programName} today={today} />
            <CodesCard codes={member.codes} />
            <LotsCard lots={member.lots} />
            <NoticesCard notices={member.notices} />
            <MailsCard mails={member.mails} />
          </BlockStack>
        </Layout.Section>
      </Layout>
      {adjusting ? (
        <AdjustModal onClose={close} balance={member.balance} debt={member.debt} carriesDebt={carriesDebt} />
      ) : null}
    </Page>
  );
}

/** What the member's account tells them until they dismiss it (rule 22). */
function NoticesCard({ notices }: { notices: MemberDetails["notices"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("members:notices.title")}
        </Text>
        {notices.length === 0 ? <Text as="p">{t("members:notices.none")}</Text> : null}
        {notices.map((notice) => (
          <BlockStack key={notice.id} gap="050">
            <Text as="span">{t(`members:notices.${notice.kind}`, { name: notice.name })}</Text>
            <Text as="span" tone="subdued" variant="bodySm">
              {format.dateTime(notice.at)}
            </Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
