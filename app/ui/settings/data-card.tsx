import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useDownload } from "../use-download.ts";

const EXPORT = "/app/settings/export";

/** What belongs to the merchant can be taken along, and how it is deleted is said before anybody asks. */
export function DataCard() {
  const { t } = useTranslation();
  const { busy, save } = useDownload();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("settings:data.title")}
        </Text>
        <Text as="p">{t("settings:data.text")}</Text>
        <InlineStack>
          <Button loading={busy !== null} onClick={() => void save(EXPORT, "laurel.jsonl")}>
            {t("settings:data.export")}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("settings:data.delete")}
        </Text>
      </BlockStack>
    </Card>
  );
}
