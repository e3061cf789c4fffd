import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { LoyaltyAccount } from "../../account-shared/LoyaltyAccount.tsx";

export default async () => {
  render(
    <s-page heading={shopify.i18n.translate("title")}>
      <LoyaltyAccount api={shopify} extent="page" />
    </s-page>,
    document.body,
  );
};
