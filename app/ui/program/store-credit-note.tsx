import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** What Laurel has to be allowed before it can give store credit; the same names stand in shopify.app.toml. */
const SCOPES = ["read_store_credit_accounts", "write_store_credit_account_transactions"];

/** Says what store credit is, and asks for the permission that it needs: a merchant who doesn't use it is never asked. */
export function StoreCreditNote() {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [allowed, setAllowed] = useState(false);
  const ask = async (): Promise<void> => {
    const { result } = await shopify.scopes.request(SCOPES);
    if (result === "granted-all") setAllowed(true);
  };
  const action = { content: t("program:reward.storeCredit.allow"), onAction: () => void ask() };
  return (
    <Banner tone={allowed ? "success" : "info"} {...(allowed ? {} : { action })}>
      <p>{allowed ? t("program:reward.storeCredit.allowed") : t("program:reward.storeCredit.text")}</p>
    </Banner>
  );
}
