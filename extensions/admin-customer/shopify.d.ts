import "@shopify/ui-extensions";

declare module "./src/CustomerBlock.tsx" {
  const shopify: import("@shopify/ui-extensions/admin.customer-details.block.render").Api;
}
