import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { MemberDetails } from "./member-shown.ts";

/** How each outcome of a mail is shown; what went well needs no colour. */
const TONES = { waiting: "info", sent: undefined, skipped: undefined, failed: "critical", unknown: "warning" } as const;
type Status = keyof typeof TONES;

/** Which mails the member was sent, and what became of them. */
export function MailsCard({ mails }: { mails: MemberDetails["mails"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("members:mails.title")}
        </Text>
        {mails.length === 0 ? <Text as="p">{t("members:mails.none")}</Text> : null}
        {mails.map((mail) => {
          const status = statusOf(mail.status);
          const tone = TONES[status];
          return (
            <BlockStack key={mail.id} gap="050">
              <InlineStack gap="200" blockAlign="center">
                <Text as="span">{t(`settings:kinds.${mail.kind}.name`)}</Text>
                <Badge {...(tone === undefined ? {} : { tone })}>{t(`members:mails.${status}`)}</Badge>
              </InlineStack>
              <Text as="span" tone="subdued" variant="bodySm" breakWord>
                {status === "failed" ? `${format.dateTime(mail.at)} · ${mail.reason}` : format.dateTime(mail.at)}
              </Text>
            </BlockStack>
          );
        })}
      </BlockStack>
    </Card>
  );
}

function statusOf(status: string): Status {
  return status in TONES ? (status as Status) : "unknown";
}
