import type { BlockExtensionApi } from "@shopify/ui-extensions/admin";
import type { LoyaltyMetafield } from "../../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../../../app/domain/program-metafield.ts";

/** What this block uses of the `shopify` object. */
export type CustomerApi = Pick<BlockExtensionApi<"admin.customer-details.block.render">, "data" | "i18n" | "query">;

/**
 * Both metafields are the app's own, and Shopify answers for them with the rights of whoever looks at the page: nothing is asked of
 * Laurel's server, so that the block shows even while that is away.
 */
export const QUERY = `query CustomerLoyalty($id: ID!) {
  customer(id: $id) { metafield(namespace: "$app", key: "loyalty") { value } }
  shop { metafield(namespace: "$app", key: "program") { value } }
}`;

type Metafield = { metafield: { value: string } | null };
type Answer = { customer: Metafield | null; shop: Metafield };

export type CustomerLoyaltyFacts = {
  /** null: Laurel has not met the customer yet. */
  loyalty: LoyaltyMetafield | null;
  /** null: no program has been published yet. */
  program: ProgramMetafield | null;
};

/** The customer whose page this is, by Shopify's gid. */
export function customerOf(api: CustomerApi): string {
  return api.data.selected[0]?.id ?? "";
}

/** What Shopify keeps of the customer and of the program; null if it did not answer. */
export async function loadCustomer(api: CustomerApi): Promise<CustomerLoyaltyFacts | null> {
  try {
    const { data, errors } = await api.query<Answer>(QUERY, { variables: { id: customerOf(api) } });
    if (data === undefined || (errors ?? []).length > 0) return null;
    const [loyalty, program] = [valueOf(data.customer), valueOf(data.shop)];
    return { loyalty: loyalty as LoyaltyMetafield | null, program: program as ProgramMetafield | null };
  } catch {
    return null;
  }
}

/** What the app itself wrote there as JSON. */
function valueOf(owner: Metafield | null): unknown {
  const value = owner?.metafield?.value;
  return value === undefined ? null : JSON.parse(value);
}
