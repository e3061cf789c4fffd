import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** Tells that somebody changed tier tags in Shopify, which Laurel has set right (rule 20). */
export function TagsBanner({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  const action = { content: t("home:tagsByHand.see"), url: "/app/audit?action=tierTagsSetRight" };
  return (
    <Banner tone="warning" title={t("home:tagsByHand.title", { count })} action={action}>
      <p>{t("home:tagsByHand.text")}</p>
    </Banner>
  );
}
