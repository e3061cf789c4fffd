import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { LoyaltyAccount } from "../../account-shared/LoyaltyAccount.tsx";

export default async () => {
  render(<LoyaltyAccount api={shopify} extent="block" />, document.body);
};
