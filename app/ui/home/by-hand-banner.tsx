import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** What somebody changed in Shopify that Laurel answers for, and where the log tells of it. */
const ACTIONS = {
  tags: "tierTagsSetRight",
  tierDiscounts: "tierDiscountSetRight",
  pools: "poolLost",
} as const;

/** How often each happened lately. */
export type ByHand = Record<keyof typeof ACTIONS, number>;

/** Tells that somebody changed tier tags or Laurel's discounts in Shopify, and what became of it (rule 20). */
export function ByHandBanners({ counts }: { counts: ByHand }) {
  const { t } = useTranslation();
  return (Object.keys(ACTIONS) as (keyof ByHand)[])
    .filter((what) => counts[what] > 0)
    .map((what) => (
      <Banner
        key={what}
        tone="warning"
        title={t(`home:byHand.${what}.title`, { count: counts[what] })}
        action={{ content: t("home:byHand.see"), url: `/app/audit?action=${ACTIONS[what]}` }}
      >
        <p>{t(`home:byHand.${what}.text`)}</p>
      </Banner>
    ));
}
