import { Banner, BlockStack, Page, ProgressBar, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useRefresh } from "../use-refresh.ts";
import { CodeCard } from "./code-card.tsx";
import { JoinCard } from "./join-card.tsx";
import { LeaveCard } from "./leave-card.tsx";
import type { LinksShown, ProgressShown } from "./links-shown.ts";
import { ShopsCard } from "./shops-card.tsx";

const REFRESH_MS = 1_500;

/** The shops that share the program: who they are, how another one comes to them, and how this one leaves. */
export function LinksPage({ links }: { links: LinksShown }) {
  const { t } = useTranslation();
  const { shops, currency, codeUntil, progress } = links;
  useRefresh(REFRESH_MS, progress !== null);
  const isLinked = shops.length > 1;
  return (
    <Page title={t("links:title")} backAction={{ content: t("settings:title"), url: "/app/settings" }}>
      <BlockStack gap="400">
        {progress === null ? null : <OnTheWay progress={progress} />}
        <ShopsCard shops={shops} currency={currency} />
        {progress === null ? (
          <>
            <CodeCard until={codeUntil} />
            {isLinked ? <LeaveCard /> : <JoinCard />}
          </>
        ) : null}
      </BlockStack>
    </Page>
  );
}

/** What happens in this moment, and how far it is; a screen reader is told when it changes. */
function OnTheWay({ progress }: { progress: ProgressShown }) {
  const { t } = useTranslation();
  const { kind, domain, own, moving, percent } = progress;
  const text = moving ? (own ? "movingOwn" : "moving") : "comparing";
  return (
    <div role="status">
      <Banner tone="info" title={t(`links:progress.${kind}`, { shop: domain })}>
        <BlockStack gap="200">
          <Text as="p">{t(`links:progress.${text}`)}</Text>
          <ProgressBar progress={percent} size="small" ariaLabelledBy="link-progress" />
          <Text as="p" id="link-progress" variant="bodySm" tone="subdued">
            {t("links:progress.percent", { percent })}
          </Text>
        </BlockStack>
      </Banner>
    </div>
  );
}
