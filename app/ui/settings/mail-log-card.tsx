import { BlockStack, Card, List, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { AdminLink } from "../admin-link.tsx";
import { useFormat } from "../format.ts";
import type { MailSettingsShown } from "./mails-shown.ts";

/** How mails fared in the last thirty days: what was refused, and by whom, is for staff to know. */
export function MailLogCard({ log }: { log: MailSettingsShown["log"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("settings:log.title")}
        </Text>
        <Text as="p">{t("settings:log.counts", { sent: log.sent, waiting: log.waiting })}</Text>
        {log.undelivered.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("settings:log.none")}
          </Text>
        ) : (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t("settings:log.undelivered")}
            </Text>
            <List>
              {log.undelivered.map((mail) => (
                <List.Item key={mail.id}>
                  <AdminLink url={`/app/members/${mail.memberId}`}>{t(`settings:kinds.${mail.kind}.name`)}</AdminLink>
                  {`, ${format.dateTime(mail.at)}: `}
                  {t(`settings:log.reason.${reasonOf(mail)}`, {
                    answer: mail.reason.replace(/^(bounced|refused) /, ""),
                  })}
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

function reasonOf({
  status,
  reason,
}: {
  status: string;
  reason: string;
}): "unknown" | "bounced" | "refused" | "gaveUp" {
  if (status === "unknown") return "unknown";
  if (reason.startsWith("bounced")) return "bounced";
  return reason.startsWith("refused") ? "refused" : "gaveUp";
}
