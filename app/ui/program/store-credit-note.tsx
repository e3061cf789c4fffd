import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** What Laurel has to be allowed before it can give store credit; the same names stand in shopify.app.toml. */
const SCOPES = ["read_store_credit_accounts", "write_store_credit_account_transactions"];
const PATH = "/app/store-credit";

type Answer = { state: "on" | "off" | "notAllowed" | "unknown" };

/**
 * Says what store credit is and whether the shop can give it, and asks for the permission that it needs: a merchant who doesn't use it is
 * never asked.
 */
export function StoreCreditNote() {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { data, load } = useFetcher<Answer>();
  useEffect(() => load(PATH), [load]);
  const ask = async (): Promise<void> => {
    const { result } = await shopify.scopes.request(SCOPES);
    if (result === "granted-all") load(PATH);
  };
  const state = data?.state;
  const action =
    state === "notAllowed"
      ? { action: { content: t("program:reward.storeCredit.allow"), onAction: () => void ask() } }
      : {};
  const tone = state === "on" ? "success" : state === undefined ? "info" : "warning";
  return (
    <Banner tone={tone} {...action}>
      <BlockStack gap="200">
        <p>{t("program:reward.storeCredit.text")}</p>
        {state === undefined ? null : <p>{t(`program:reward.storeCredit.${state}`)}</p>}
      </BlockStack>
    </Banner>
  );
}
