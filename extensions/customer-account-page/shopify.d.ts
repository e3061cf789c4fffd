import "@shopify/ui-extensions";

declare module "./src/LoyaltyPage.tsx" {
  const shopify: import("@shopify/ui-extensions/customer-account.page.render").Api;
}
