import { Badge, Box, Button, Card, IndexTable, InlineStack, Text, useBreakpoints } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { NothingYet } from "../nothing-yet.tsx";
import { useFormat } from "../format.ts";

/** A line of the list; name and e-mail come from Shopify for this page only, and may be missing. */
export type MemberShown = {
  memberId: string;
  name: string | null;
  email: string | null;
  balance: number;
  pending: number;
  tierName: string | null;
  excluded: boolean;
  activeAt: string | null;
};

type Props = { members: readonly MemberShown[]; search: string; nextUrl: string | null; firstUrl: string | null };

/** The members of a page, each leading to their own. */
export function MemberTable({ members, search, nextUrl, firstUrl }: Props) {
  const { t } = useTranslation();
  const narrow = useBreakpoints().smDown;
  if (members.length === 0) return <NoMembers search={search} />;
  return (
    <Card padding="0">
      <IndexTable
        condensed={narrow}
        selectable={false}
        resourceName={{ singular: t("members:one"), plural: t("members:many") }}
        itemCount={members.length}
        headings={[
          { title: t("members:column.member") },
          { title: t("members:column.tier") },
          { title: t("members:column.balance"), alignment: "end" },
          { title: t("members:column.active") },
        ]}
      >
        {members.map((member, position) => (
          <MemberRow key={member.memberId} member={member} position={position} narrow={narrow} />
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
    </Card>
  );
}

function MemberRow({ member, position, narrow }: { member: MemberShown; position: number; narrow: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const url = `/app/members/${member.memberId}`;
  const name = member.name ?? t("members:unnamed", { id: member.memberId });
  const balance = t("members:points", { count: member.balance, points: format.points(member.balance) });
  const tier = member.excluded ? <Badge>{t("members:excluded")}</Badge> : (member.tierName ?? "–");
  if (narrow) {
    return (
      <IndexTable.Row id={member.memberId} position={position}>
        <Box padding="300">
          <InlineStack align="space-between" gap="200">
            <Button variant="plain" url={url} dataPrimaryLink>
              {name}
            </Button>
            <Text as="span">{balance}</Text>
          </InlineStack>
          <Text as="p" tone="subdued">
            {tier}
          </Text>
        </Box>
      </IndexTable.Row>
    );
  }
  return (
    <IndexTable.Row id={member.memberId} position={position}>
      <IndexTable.Cell>
        <Button variant="plain" url={url} dataPrimaryLink>
          {name}
        </Button>
        {member.email === null ? null : (
          <Text as="p" tone="subdued" variant="bodySm">
            {member.email}
          </Text>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>{tier}</IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end" numeric>
          {balance}
        </Text>
        {member.pending === 0 ? null : (
          <Text as="p" alignment="end" tone="subdued" variant="bodySm">
            {t("members:pendingToo", { points: format.points(member.pending) })}
          </Text>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>{member.activeAt === null ? "–" : format.date(member.activeAt)}</IndexTable.Cell>
    </IndexTable.Row>
  );
}

function NoMembers({ search }: { search: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      {search === "" ? (
        <NothingYet
          heading={t("members:none.title")}
          text={t("members:none.text")}
          action={{ content: t("members:none.action"), url: "/app" }}
        />
      ) : (
        <NothingYet
          heading={t("members:notFound.title", { search })}
          text={t("members:notFound.text")}
          action={{ content: t("members:notFound.action"), url: "/app/members" }}
        />
      )}
    </Card>
  );
}
