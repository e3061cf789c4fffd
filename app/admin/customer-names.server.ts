import { db } from "../db.server.ts";
import { listCustomersElsewhere } from "../queries/find-member.ts";
import { logger } from "../logger.server.ts";
import type { CustomerName } from "../shopify/gateway.ts";
import { gatewayOf } from "../shopify.server.ts";

/** The names of customers for one page; none when Shopify can't be asked now. */
export async function namesOf(domain: string, ids: readonly string[]): Promise<ReadonlyMap<string, CustomerName>> {
  if (ids.length === 0) return new Map();
  try {
    return await gatewayOf(domain).listCustomerNames(ids);
  } catch (error) {
    logger.warn({ err: error }, "customers' names could not be read from Shopify");
    return new Map();
  }
}

/** Who a member is in another shop of the program: the names are that shop's. */
export type Elsewhere = { name: string | null; email: string | null; shop: string };

/** Members whom this shop does not know, by the first shop that does (rule 23). */
export async function namesElsewhere(
  shop: { id: string; programId: string },
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, Elsewhere>> {
  const found = new Map<string, Elsewhere>();
  if (memberIds.length === 0) return found;
  const customers = await listCustomersElsewhere(db, { programId: shop.programId, shopId: shop.id, memberIds });
  for (const [domain, ofShop] of Map.groupBy(customers, (customer) => customer.domain)) {
    const names = await namesOf(
      domain,
      ofShop.map((customer) => customer.customerId),
    );
    for (const { memberId, customerId } of ofShop) {
      const known = names.get(customerId);
      found.set(memberId, {
        name: known?.name === "" ? null : (known?.name ?? null),
        email: known?.email ?? null,
        shop: domain,
      });
    }
  }
  return found;
}
