import {
  BlockStack,
  Box,
  Card,
  InlineGrid,
  SkeletonBodyText,
  SkeletonDisplayText,
  SkeletonPage,
} from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** The outline of a page while its data is on the way, shaped like the page that comes. */
export function PageSkeleton({ path }: { path: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common:loading")}>
      <SkeletonPage primaryAction={path.startsWith("/app/program")} backAction={path.split("/").length > 3}>
        {path === "/app" ? <HomeOutline /> : <CardsOutline />}
      </SkeletonPage>
    </div>
  );
}

function HomeOutline() {
  return (
    <BlockStack gap="400">
      <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
        {[1, 2, 3, 4].map((figure) => (
          <Card key={figure}>
            <BlockStack gap="200">
              <SkeletonBodyText lines={1} />
              <SkeletonDisplayText size="small" />
            </BlockStack>
          </Card>
        ))}
      </InlineGrid>
      <CardsOutline />
    </BlockStack>
  );
}

function CardsOutline() {
  return (
    <BlockStack gap="400">
      {[5, 4].map((lines) => (
        <Card key={lines}>
          <Box paddingBlockEnd="400">
            <SkeletonDisplayText size="small" />
          </Box>
          <SkeletonBodyText lines={lines} />
        </Card>
      ))}
    </BlockStack>
  );
}
