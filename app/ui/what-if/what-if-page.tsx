import { useSubmit } from "@remix-run/react";
import { Banner, BlockStack, Card, Link, Page, ProgressBar, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { NothingYet } from "../nothing-yet.tsx";
import { TableCard } from "../table-card.tsx";
import { useStaff } from "../use-staff.ts";
import type { WhatIfShown } from "./what-if-shown.ts";
import { useRefresh } from "../use-refresh.ts";

const REFRESH_MS = 1_000;
type Played = NonNullable<WhatIfShown["played"]>;

/** A draft played over the shop's last twelve months, beside the program in force. */
export function WhatIfPage({ hasDraft, played }: WhatIfShown) {
  const { t } = useTranslation();
  const submit = useSubmit();
  const running = played !== null && !played.done;
  useRefresh(REFRESH_MS, running);
  return (
    <Page
      title={t("whatif:title")}
      subtitle={t("whatif:text")}
      backAction={{ content: t("whatif:back"), url: "/app/program/review" }}
      primaryAction={{
        content: t("whatif:play"),
        disabled: !hasDraft,
        loading: running,
        onAction: () => submit({}, { method: "post" }),
      }}
    >
      <BlockStack gap="400">
        {hasDraft ? null : (
          <Banner tone="info" action={{ content: t("whatif:edit"), url: "/app/program" }}>
            {t("whatif:noDraft")}
          </Banner>
        )}
        {played !== null && played.done && hasDraft && !played.isCurrent ? (
          <Banner tone="warning">{t("whatif:old")}</Banner>
        ) : null}
        {played === null ? (
          <Card>
            <NothingYet heading={t("whatif:none.title")} text={t("whatif:none.text")} />
          </Card>
        ) : (
          <Outcome played={played} />
        )}
      </BlockStack>
    </Page>
  );
}

function Outcome({ played }: { played: Played }) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  const { members, total, orders, done } = played;
  const percent = done ? 100 : total === 0 ? 0 : Math.min(99, Math.floor((members * 100) / total));
  const numbers = { members: format.points(members), orders: format.points(orders) };
  return (
    <>
      <Card>
        <BlockStack gap="200">
          <Text as="p" id="what-if-progress">
            {t("whatif:progress", numbers)}
          </Text>
          <ProgressBar progress={percent} size="small" tone="primary" ariaLabelledBy="what-if-progress" />
          <Text as="p" tone="subdued">
            {`${format.dateTime(played.at)} · ${staff(played.author)}`}
          </Text>
        </BlockStack>
      </Card>
      <Sums played={played} />
      <Moves moves={played.moves} />
      <Samples samples={played.samples} />
    </>
  );
}

function Sums({ played: { today, draft, cost } }: { played: Played }) {
  const { t } = useTranslation();
  const format = useFormat();
  const signed = (number: number) => `${number > 0 ? "+" : ""}${format.points(number)}`;
  const line = (key: "earned" | "expired") => [
    t(`whatif:sums.${key}`),
    ...[format.points(today[key]), format.points(draft[key]), signed(draft[key] - today[key])],
  ];
  return (
    <TableCard
      title={t("whatif:sums.title")}
      headings={["", t("whatif:today"), t("whatif:draft"), t("whatif:difference")]}
      rows={[
        line("earned"),
        [
          t("whatif:sums.worth"),
          format.money(today.worth),
          format.money(draft.worth),
          `${Number(cost) > 0 ? "+" : ""}${format.money(cost)}`,
        ],
        line("expired"),
      ]}
    />
  );
}

function Moves({ moves }: Pick<Played, "moves">) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (tier: string | null) => tier ?? t("whatif:noTier");
  return (
    <TableCard
      title={t("whatif:moves.title")}
      nothing={t("whatif:moves.none")}
      headings={[t("whatif:moves.from"), t("whatif:moves.to"), t("whatif:moves.members")]}
      rows={moves.map(({ from, to, members }) => [name(from), name(to), format.points(members)])}
    />
  );
}

function Samples({ samples }: Pick<Played, "samples">) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (tier: string | null) => tier ?? t("whatif:noTier");
  if (samples.length === 0) return null;
  return (
    <TableCard
      title={t("whatif:samples.title")}
      headings={[t("whatif:samples.member"), t("whatif:samples.orders"), t("whatif:today"), t("whatif:draft")]}
      rows={samples.map((sample) => [
        <Link key={sample.memberId} url={`/app/members/${sample.memberId}`}>
          {sample.name ?? t("members:unnamed", { id: sample.memberId })}
        </Link>,
        format.points(sample.orders),
        `${format.points(sample.today)}, ${name(sample.tierToday)}`,
        `${format.points(sample.draft)}, ${name(sample.tierDraft)}`,
      ])}
    />
  );
}
