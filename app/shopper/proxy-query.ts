/** What Shopify signs on a request to the app proxy: which shop, and which of its customers is signed in there. */
export type ProxyIdentity = { shop: string; customerId: string | null };

const PARAMETERS = {
  shop: /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/,
  // Empty: nobody is signed in. Shopify's ids fit into 64 bits.
  logged_in_customer_id: /^(?:[1-9][0-9]{0,17})?$/,
  path_prefix: /^\/(?:a|apps|community|tools)\/[A-Za-z0-9_-]{1,64}$/,
  timestamp: /^[0-9]{9,11}$/,
  signature: /^[0-9a-f]{64}$/,
} as const;

/**
 * Reads the identity from the query of a proxied request; null if it is not one that Shopify writes.
 *
 * A browser may add parameters of its own, and Shopify signs them together with its own. A second
 * `logged_in_customer_id` would be signed as well, and whoever reads the first of two would believe the browser: therefore
 * each of Shopify's five parameters must occur exactly once. The signature itself is checked by Shopify's library.
 */
export function readProxyQuery(url: URL): ProxyIdentity | null {
  for (const [name, shape] of Object.entries(PARAMETERS)) {
    const values = url.searchParams.getAll(name);
    if (values.length !== 1 || !shape.test(values[0] ?? "")) return null;
  }
  const customerId = url.searchParams.get("logged_in_customer_id");
  return { shop: url.searchParams.get("shop") ?? "", customerId: customerId === "" ? null : customerId };
}
