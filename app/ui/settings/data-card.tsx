import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDownload } from "../use-download.ts";
import { EraseModal } from "./erase-modal.tsx";

const EXPORT = "/app/settings/export";

/** What belongs to the merchant can be taken along, and all of it can be deleted. */
export function DataCard({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const { busy, save } = useDownload();
  const [erasing, setErasing] = useState(false);
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
        <InlineStack>
          <Button tone="critical" onClick={() => setErasing(true)}>
            {t("settings:erase.action")}
          </Button>
        </InlineStack>
      </BlockStack>
      <EraseModal shop={shop} open={erasing} onClose={() => setErasing(false)} />
    </Card>
  );
}
