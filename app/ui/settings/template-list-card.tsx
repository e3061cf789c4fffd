import { Badge, BlockStack, Card, InlineStack, ResourceItem, ResourceList, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { MAIL_KINDS, type MailKind } from "../../domain/mail.ts";

type Props = { kinds: readonly MailKind[]; own: readonly { kind: MailKind; language: string }[] };

/** Every kind of mail, with a way to its words. */
export function TemplateListCard({ kinds, own }: Props) {
  const { t } = useTranslation();
  return (
    <Card padding="0">
      <BlockStack>
        <div style={{ padding: "var(--p-space-400) var(--p-space-300)" }}>
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t("settings:templates.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("settings:templates.text")}
            </Text>
          </BlockStack>
        </div>
        <ResourceList
          resourceName={{ singular: t("settings:templates.one"), plural: t("settings:templates.title") }}
          items={MAIL_KINDS.map((kind) => ({ id: kind }))}
          renderItem={({ id }) => {
            const languages = own.filter((each) => each.kind === id).map((each) => each.language);
            return (
              <ResourceItem
                id={id}
                url={`/app/settings/mails/${id}`}
                accessibilityLabel={t(`settings:kinds.${id}.name`)}
              >
                <InlineStack align="space-between" gap="200">
                  <Text as="span" fontWeight="medium">
                    {t(`settings:kinds.${id}.name`)}
                  </Text>
                  <InlineStack gap="100">
                    {languages.length > 0 ? (
                      <Badge>{t("settings:templates.own", { languages: languages.join(", ") })}</Badge>
                    ) : null}
                    {kinds.includes(id) ? null : <Badge tone="warning">{t("settings:templates.off")}</Badge>}
                  </InlineStack>
                </InlineStack>
              </ResourceItem>
            );
          }}
        />
      </BlockStack>
    </Card>
  );
}
