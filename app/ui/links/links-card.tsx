import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { LINKED_SHOPS } from "./links-shown.ts";

/** The way from the settings to the page of linked shops. */
export function LinksCard() {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("links:title")}
        </Text>
        <Text as="p">{t("links:card")}</Text>
        <InlineStack>
          <Button url={LINKED_SHOPS}>{t("links:open")}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
