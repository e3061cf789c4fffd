import { useTranslation } from "react-i18next";

/** Shopify's own methods have technical names; everything else is shown as its provider calls itself. */
export function useMethodName(): (method: string) => string {
  const { t } = useTranslation();
  return (method) => {
    if (method === "gift_card") return t("program:methods.names.giftCard");
    if (method === "shopify_store_credit") return t("program:methods.names.storeCredit");
    if (method === "manual") return t("program:methods.names.manual");
    const words = method.replaceAll("_", " ").trim();
    return words.replace(/(^|\s)\p{Ll}/gu, (start) => start.toUpperCase());
  };
}
