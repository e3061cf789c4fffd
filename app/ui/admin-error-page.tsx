import { isRouteErrorResponse, useRevalidator } from "@remix-run/react";
import { BlockStack, Card, EmptyState, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** What is shown in place of a page that failed: what happened in plain words, and the way on. */
export function AdminErrorPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const revalidator = useRevalidator();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Page>
      <BlockStack gap="400">
        <Card>
          <EmptyState
            heading={missing ? t("common:error.notFoundTitle") : t("common:error.title")}
            image=""
            action={
              missing
                ? { content: t("common:error.toHome"), url: "/app" }
                : {
                    content: t("common:error.tryAgain"),
                    onAction: () => revalidator.revalidate(),
                    loading: revalidator.state === "loading",
                  }
            }
          >
            <p>{missing ? t("common:error.notFoundText") : t("common:error.text")}</p>
          </EmptyState>
        </Card>
      </BlockStack>
    </Page>
  );
}
