import { useFetcher } from "@remix-run/react";
import {
  BlockStack,
  Box,
  Button,
  Card,
  Collapsible,
  Divider,
  InlineStack,
  Link,
  List,
  Spinner,
  Text,
} from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sentence } from "../../domain/explanation-text.ts";
import { useFormat } from "../format.ts";
import type { HistoryEntry } from "./member-shown.ts";
import { useStaff } from "../use-staff.ts";
import { StatementButtons } from "./statement-buttons.tsx";

type Props = { entries: readonly HistoryEntry[]; memberId: string; nextUrl: string | null };

/** Every change of the member's points, newest first, and what each came from. */
export function HistoryCard({ entries, memberId, nextUrl }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="h2" variant="headingMd">
            {t("members:history.title")}
          </Text>
          <StatementButtons memberId={memberId} />
        </InlineStack>
        {entries.length === 0 ? <Text as="p">{t("members:history.none")}</Text> : null}
        {entries.map((entry, position) => (
          <BlockStack key={entry.id} gap="300">
            {position === 0 ? null : <Divider />}
            <EntryLine entry={entry} memberId={memberId} />
          </BlockStack>
        ))}
        {nextUrl === null ? null : (
          <InlineStack align="center">
            <Button url={nextUrl}>{t("members:history.older")}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function EntryLine({ entry, memberId }: { entry: HistoryEntry; memberId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  const sign = entry.points > 0 ? "+" : "";
  const why = whyOf(entry);
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" blockAlign="start" gap="300" wrap={false}>
        <BlockStack gap="050">
          <InlineStack align="start" gap="200">
            <Text as="span" fontWeight="medium">
              {t(`members:kind.${entry.kind}`)}
            </Text>
            <OrderName order={entry.order} />
            {entry.code === null ? null : (
              <Link url={`/app/members/${memberId}#code-${entry.code.id}`}>{entry.code.code}</Link>
            )}
          </InlineStack>
          <Text as="span" tone="subdued" variant="bodySm">
            {format.dateTime(entry.at)}
          </Text>
          {why === null ? null : (
            <Text as="span" tone="subdued">
              {t(`members:why.${why}`)}
            </Text>
          )}
          {entry.reason === null ? null : (
            <Text as="span">
              {t("members:history.reason", { reason: entry.reason, author: staff(entry.author ?? "") })}
            </Text>
          )}
        </BlockStack>
        <div style={{ flexShrink: 0 }}>
          <BlockStack gap="050" inlineAlign="end">
            <Text as="span" fontWeight="semibold" numeric>
              {`${sign}${format.points(entry.points)}`}
            </Text>
            <Text as="span" tone="subdued" variant="bodySm" numeric breakWord={false}>
              {t("members:history.balance", { points: format.points(entry.balance) })}
            </Text>
          </BlockStack>
        </div>
      </InlineStack>
      {entry.order === null ? null : <Explained entry={entry} order={entry.order} memberId={memberId} />}
    </BlockStack>
  );
}

/** Kinds of entries that have a sentence of their own. */
const EXPLAINED: readonly string[] = [
  ...["forgiven", "released", "expired", "joining", "birthday", "firstOrder", "tierBonus", "reserved", "spent"],
  ...["returned", "spentAgain", "mergedIn", "mergedOut", "closed"],
];

/** Why an entry came about: an order's are explained by its own sentences, staff's by their reason, any other by its kind. */
function whyOf({ kind, order, reason }: HistoryEntry): string | null {
  return order === null && reason === null && EXPLAINED.includes(kind) ? kind : null;
}

/** An order of this shop is opened in Shopify; one of a linked shop is another shop's, where this admin doesn't reach. */
function OrderName({ order }: { order: HistoryEntry["order"] }) {
  if (order === null) return null;
  if (order.shop !== null)
    return <Text as="span">{order.shop === "" ? order.name : `${order.name} (${order.shop})`}</Text>;
  return <Link url={`shopify://admin/orders/${order.id}`}>{order.name}</Link>;
}

type ExplainedProps = { entry: HistoryEntry; order: NonNullable<HistoryEntry["order"]>; memberId: string };

/** How the points of the entry's order were counted; asked for only when somebody wants to know. */
function Explained({ entry, order, memberId }: ExplainedProps) {
  const { t, i18n } = useTranslation();
  const fetcher = useFetcher<{ sentences: Sentence[] }>();
  const [open, setOpen] = useState(false);
  const id = `explained-${entry.id}`;
  const toggle = () => {
    setOpen(!open);
    if (!open && fetcher.data === undefined)
      fetcher.load(`/app/members/${memberId}/orders/${order.shopId}/${order.id}?locale=${i18n.language}`);
  };
  return (
    <Box>
      <Button variant="plain" disclosure={open ? "up" : "down"} ariaExpanded={open} ariaControls={id} onClick={toggle}>
        {t("members:history.explain")}
      </Button>
      <Collapsible id={id} open={open}>
        <Box paddingBlockStart="200">
          {fetcher.data === undefined ? (
            <Spinner size="small" accessibilityLabel={t("common:loading")} />
          ) : (
            <Sentences sentences={fetcher.data.sentences} />
          )}
        </Box>
      </Collapsible>
    </Box>
  );
}

function Sentences({ sentences }: { sentences: readonly Sentence[] }) {
  const { t } = useTranslation();
  if (sentences.length === 0) return <Text as="p">{t("members:history.notExplained")}</Text>;
  return (
    <List>
      {sentences.map((sentence, position) => (
        <List.Item key={position}>
          {t(`explanation:${sentence.key}`, sentence.params)}
          {sentence.details.length === 0 ? null : <Sentences sentences={sentence.details} />}
        </List.Item>
      ))}
    </List>
  );
}
