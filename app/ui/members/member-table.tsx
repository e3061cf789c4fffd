import { useNavigate } from "@remix-run/react";
import {
  Badge,
  Box,
  Button,
  IndexTable,
  InlineStack,
  Text,
  useBreakpoints,
  useIndexResourceState,
} from "@shopify/polaris";
import { memo, startTransition, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDownload } from "../use-download.ts";
import { useFormat } from "../format.ts";
import { BulkAdjustModal, BulkTierModal } from "./bulk-modals.tsx";
import type { BulkScope } from "./bulk-shown.ts";

/** A line of the list; name and e-mail come from Shopify for this page only, and may be missing. */
export type MemberShown = {
  memberId: string;
  name: string | null;
  email: string | null;
  /** The shop whose customer this is, where it is not the one that looks. */
  shop: string | null;
  balance: number;
  pending: number;
  debt: number;
  tierName: string | null;
  excluded: boolean;
  activeAt: string | null;
};

type Props = {
  members: readonly MemberShown[];
  /** The list's address, for what is done to all of it; a search can't be repeated for all. */
  query: string;
  filterQuery: string;
  searching: boolean;
  levels: readonly { id: string; name: string }[];
  today: string;
  nextUrl: string | null;
  firstUrl: string | null;
};

/** The members of a page, each leading to their own, and what can be done to many of them at once. */
export function MemberTable(props: Props) {
  const { members, searching, nextUrl, firstUrl } = props;
  const { t } = useTranslation();
  const narrow = useBreakpoints().smDown;
  const selection = useIndexResourceState([...members], { resourceIDResolver: ({ memberId }) => memberId });
  const bulk = useBulkActions(props, selection.selectedResources, selection.allResourcesSelected && nextUrl !== null);
  return (
    <>
      <IndexTable
        condensed={narrow}
        resourceName={{ singular: t("members:one"), plural: t("members:many") }}
        itemCount={members.length}
        selectedItemsCount={selection.allResourcesSelected ? "All" : selection.selectedResources.length}
        // All rows are drawn anew for a tick: the machine may do something else in between.
        onSelectionChange={inPieces(selection.handleSelectionChange)}
        hasMoreItems={nextUrl !== null && !searching}
        paginatedSelectAllActionText={t("members:bulk.all")}
        promotedBulkActions={bulk.actions}
        headings={[
          { title: t("members:column.member") },
          { title: t("members:column.tier") },
          { title: t("members:column.balance"), alignment: "end" },
          { title: t("members:column.active"), alignment: "end" },
        ]}
      >
        {members.map((member, position) => (
          <MemberRow
            key={member.memberId}
            member={member}
            position={position}
            narrow={narrow}
            selected={selection.selectedResources.includes(member.memberId)}
          />
        ))}
      </IndexTable>
      {nextUrl === null && firstUrl === null ? null : (
        <Box padding="300">
          <InlineStack align="center" gap="300">
            {firstUrl === null ? null : <Button url={firstUrl}>{t("members:first")}</Button>}
            {nextUrl === null ? null : <Button url={nextUrl}>{t("members:next")}</Button>}
          </InlineStack>
        </Box>
      )}
      {bulk.modal}
    </>
  );
}

function inPieces<Given extends unknown[]>(change: (...given: Given) => void): (...given: Given) => void {
  return (...given) => startTransition(() => change(...given));
}

/** Points, tier and export for those who are ticked, or for everybody of the filter. */
function useBulkActions({ query, filterQuery, levels, today }: Props, selected: readonly string[], all: boolean) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"adjust" | "tier" | null>(null);
  const download = useDownload();
  const navigate = useNavigate();
  const scope: BulkScope = all
    ? { scope: "filter", query: filterQuery }
    : { scope: "chosen", members: selected.join(",") };
  const chosen = all
    ? query
    : new URLSearchParams([...new URLSearchParams(query), ["members", selected.join(",")]]).toString();
  const close = () => setOpen(null);
  return {
    actions: [
      { content: t("members:bulk.adjust"), onAction: () => setOpen("adjust") },
      { content: t("members:tier.set"), onAction: () => setOpen("tier") },
      {
        content: t("members:bulk.review"),
        // Everybody of a filter is reviewed with everybody: a review moves nobody who is where they belong.
        onAction: () => navigate(all ? "/app/tier-review" : `/app/tier-review?members=${selected.join(",")}`),
      },
      {
        content: t("members:bulk.export"),
        onAction: () => void download.save(`/app/members/export?${chosen}`, "members.csv"),
      },
    ],
    modal:
      open === null ? null : open === "adjust" ? (
        <BulkAdjustModal scope={scope} onClose={close} />
      ) : (
        <BulkTierModal scope={scope} levels={levels} today={today} onClose={close} />
      ),
  };
}

type RowProps = { member: MemberShown; position: number; narrow: boolean; selected: boolean };

/** Drawn anew only when something of its own changes: a tick concerns one of them. */
const MemberRow = memo(function MemberRow({ member, position, narrow, selected }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const url = `/app/members/${member.memberId}`;
  const name = member.name ?? t("members:unnamed", { id: member.memberId });
  const balance = t("members:points", { count: member.balance, points: format.points(member.balance) });
  const tier = member.excluded ? <Badge>{t("members:excluded")}</Badge> : (member.tierName ?? "–");
  const row = { id: member.memberId, position, selected };
  if (narrow) {
    return (
      <IndexTable.Row {...row}>
        <Box padding="300" width="100%">
          <InlineStack align="space-between" gap="200">
            <Button variant="plain" url={url} dataPrimaryLink>
              {name}
            </Button>
            <Text as="span">{balance}</Text>
          </InlineStack>
          <InlineStack align="space-between" gap="200">
            <Text as="span" tone="subdued">
              {tier}
            </Text>
            <Beside member={member} />
          </InlineStack>
        </Box>
      </IndexTable.Row>
    );
  }
  return (
    <IndexTable.Row {...row}>
      <IndexTable.Cell>
        <Button variant="plain" url={url} dataPrimaryLink>
          {name}
        </Button>
        {member.email === null && member.shop === null ? null : (
          <Text as="p" tone="subdued" variant="bodySm">
            {[member.email, member.shop].filter((part) => part !== null).join(" · ")}
          </Text>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>{tier}</IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end" numeric>
          {balance}
        </Text>
        <Beside member={member} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end">
          {member.activeAt === null ? "–" : format.date(member.activeAt)}
        </Text>
      </IndexTable.Cell>
    </IndexTable.Row>
  );
});

/** What stands beside the balance: points that are owed, or still pending. */
function Beside({ member }: { member: MemberShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (member.debt === 0 && member.pending === 0) return null;
  return (
    <Text as="p" alignment="end" tone={member.debt > 0 ? "critical" : "subdued"} variant="bodySm">
      {member.debt > 0
        ? t("members:owed", { points: format.points(member.debt) })
        : t("members:pendingToo", { points: format.points(member.pending) })}
    </Text>
  );
}
