/** Names of the theme app extension's blocks: the files in extensions/storefront/blocks. */
export type ThemeBlock = "account" | "program";

/**
 * A link that opens the theme editor with one of Laurel's blocks ready to be placed. Shopify identifies the extension by
 * the app's API key. Any JSON template can hold the blocks; these two are where most shops want them.
 */
export function themeEditorLink(shop: string, apiKey: string, block: ThemeBlock): string {
  const link = new URL(`https://${shop}/admin/themes/current/editor`);
  link.searchParams.set("template", block === "account" ? "customers/account" : "page");
  link.searchParams.set("addAppBlockId", `${apiKey}/${block}`);
  link.searchParams.set("target", "newAppsSection");
  return link.href;
}
