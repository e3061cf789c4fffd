import { Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useLinksForm } from "./use-links-form.ts";

/** Makes a code for another shop. It is shown once, in the answer, and is nowhere to be read after that. */
export function CodeCard({ until }: { until: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = useLinksForm();
  const made = form.answer?.ok === true && form.answer.intent === "makeCode" ? form.answer : null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("links:code.title")}
        </Text>
        <Text as="p">{t("links:code.text")}</Text>
        {made !== null && until !== null ? (
          <Banner tone="success" title={t("links:code.made")}>
            <BlockStack gap="200">
              <Text as="p" variant="headingLg" breakWord>
                {made.code}
              </Text>
              <Text as="p">{t("links:code.until", { time: format.dateTime(made.until) })}</Text>
            </BlockStack>
          </Banner>
        ) : null}
        {made === null && until !== null ? (
          <Text as="p" tone="subdued">
            {t("links:code.waits", { time: format.dateTime(until) })}
          </Text>
        ) : null}
        <InlineStack gap="200">
          <Button loading={form.busy} onClick={() => form.send({ intent: "makeCode" })}>
            {t(until === null ? "links:code.make" : "links:code.makeAnother")}
          </Button>
          {until === null ? null : (
            <Button tone="critical" variant="plain" onClick={() => form.send({ intent: "withdraw" })}>
              {t("links:code.withdraw")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
