import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { NearLimit } from "../../domain/near-limits.ts";

/** Where there is something to shorten. */
const PAGES = { room: "/app/program/texts", discounts: "/app/program/tiers" } as const;

/** Tells of limits of Shopify's before they are hit. */
export function LimitBanners({ limits }: { limits: readonly NearLimit[] }) {
  const { t } = useTranslation();
  return limits.map(({ what, used, most }) => (
    <Banner
      key={what}
      tone="warning"
      title={t(`home:limits.${what}.title`, { used, most })}
      action={{ content: t(`home:limits.${what}.see`), url: PAGES[what] }}
    >
      <p>{t(`home:limits.${what}.text`)}</p>
    </Banner>
  ));
}
