import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TemplatePreview } from "./mails-shown.ts";

type Props = { preview: TemplatePreview; busy: boolean; refresh: () => void };

/** The mail as it arrives. Its HTML stands in a frame that runs nothing and knows nothing of this page. */
export function PreviewCard({ preview, busy, refresh }: Props) {
  const { t } = useTranslation();
  const [asText, setAsText] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("settings:preview.title")}
          </Text>
          <InlineStack gap="200">
            <Button onClick={() => setAsText(!asText)} pressed={asText}>
              {t("settings:preview.text")}
            </Button>
            <Button onClick={refresh} loading={busy}>
              {t("settings:preview.refresh")}
            </Button>
          </InlineStack>
        </InlineStack>
        {preview.ok ? (
          <>
            <Text as="p" fontWeight="semibold" breakWord>
              {preview.mail.subject}
            </Text>
            {asText ? (
              <pre style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 }}>{preview.mail.text}</pre>
            ) : (
              <iframe
                title={t("settings:preview.frame")}
                sandbox=""
                srcDoc={preview.mail.html}
                style={{
                  width: "100%",
                  height: "640px",
                  border: "1px solid var(--p-color-border)",
                  borderRadius: "8px",
                }}
              />
            )}
          </>
        ) : (
          <Text as="p" tone="critical">
            {t("settings:preview.broken")}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
