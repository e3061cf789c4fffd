import { BlockStack, Card, InlineGrid, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { Term, type TermName } from "../term.tsx";
import type { MemberDetails } from "./member-shown.ts";

/** What the member has: to use now, still pending, in codes, and owed. */
export function BalanceCard({ member }: { member: MemberDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("members:balance.title")}
          </Text>
          <Text as="p" variant="headingXl">
            {t("members:points", { count: member.balance, points: format.points(member.balance) })}
          </Text>
          {member.worth === null ? null : (
            <Text as="p" tone="subdued">
              {t("members:balance.worth", { amount: format.money(member.worth) })}
            </Text>
          )}
        </BlockStack>
        <InlineGrid columns={3} gap="300">
          <Small term="pending" name={t("members:balance.pending")} value={format.points(member.pending)} />
          <Small term="reserved" name={t("members:balance.reserved")} value={format.points(member.reserved)} />
          <Small term="debt" name={t("members:balance.debt")} value={format.points(member.debt)} />
        </InlineGrid>
      </BlockStack>
    </Card>
  );
}

function Small({ term, name, value }: { term: TermName; name: string; value: string }) {
  return (
    <BlockStack gap="050">
      <Text as="span" tone="subdued" variant="bodySm">
        <Term name={term}>{name}</Term>
      </Text>
      <Text as="span" fontWeight="semibold">
        {value}
      </Text>
    </BlockStack>
  );
}
