import { isRouteErrorResponse, useRevalidator } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** What is shown in place of a page that failed: what happened in plain words, and the way on. */
export function AdminErrorPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Page title={missing ? t("common:error.notFoundTitle") : t("common:error.title")}>
      <Card>
        <BlockStack gap="400">
          <Text as="p">{missing ? t("common:error.notFoundText") : t("common:error.text")}</Text>
          <InlineStack align="start">
            {missing ? <Button url="/app">{t("common:error.toHome")}</Button> : <TryAgain />}
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}

function TryAgain() {
  const { t } = useTranslation();
  const revalidator = useRevalidator();
  return (
    <Button loading={revalidator.state === "loading"} onClick={() => revalidator.revalidate()}>
      {t("common:error.tryAgain")}
    </Button>
  );
}
