import { recordCustomers } from "../commands/record-customer.ts";
import { readLoyaltyView, sameLoyalty, tierTagsAmong } from "../queries/loyalty-view.ts";
import type { CustomerFacts } from "../shopify/gateway.ts";
import { slices } from "../shopify/slices.ts";
import type { JobContext, JobShop } from "./context.ts";
import { joinCustomers } from "./join-customers.ts";
import { listShopCustomers, recordHandMadeTags } from "./shop-customers.ts";
import { markOutdated } from "./sync.ts";

/** What a comparison of customers counts. */
export type CustomerCounts = { customersChecked: number; tagsHealed: number; metafieldsHealed: number };

/**
 * A tag or a metafield can be changed without Shopify reporting its customer as changed. So each night looks at a part of all
 * customers too: at all of them within so many nights, and in a small shop at all of them every night.
 */
export const NIGHTS_FOR_ALL = 28;
export const CUSTOMERS_EACH_NIGHT_MIN = 250;
/** As many as cost a busy night a few minutes of the shop's API budget; with more than 28 times as many it takes more nights. */
export const CUSTOMERS_EACH_NIGHT_MAX = 25_000;
/** Customers that are asked for at once. */
const CUSTOMERS_PER_STEP = 100;

/** Records customers as Shopify shows them, and sets right what is not as it should be. */
export async function compareListed(
  context: JobContext,
  shop: JobShop,
  customers: readonly CustomerFacts[],
  counts: CustomerCounts,
): Promise<void> {
  const now = context.now();
  const seen = customers.map(({ id, tags, birthday }) => {
    return { shopId: shop.id, customerId: id, tags: [...tags], birthday, at: now };
  });
  await recordCustomers(context.db, { customers: seen, now });
  const ids = customers.map((customer) => customer.id);
  await joinCustomers(context, shop, context.gatewayOf(shop.domain), ids);
  await setRight(context, shop, customers, counts);
}

/** Looks at the next part of all customers. Where it ends is kept step by step: what a crash interrupts goes on there. */
export async function compareSlice(context: JobContext, shop: JobShop, counts: CustomerCounts): Promise<void> {
  const gateway = context.gatewayOf(shop.domain);
  for (const ids of slices(await nextCustomers(context, shop), CUSTOMERS_PER_STEP)) {
    const found = await gateway.listCustomersById(ids);
    await compareListed(context, shop, [...found.values()], counts);
    counts.customersChecked += ids.length;
    await context.db.pool.query("UPDATE shops SET checked_customer = $2 WHERE id = $1", [shop.id, ids.at(-1)]);
  }
}

/** The customers after the last one that was checked; after the last of all it begins again with the first. */
async function nextCustomers(context: JobContext, shop: JobShop): Promise<string[]> {
  const { rows } = await context.db.pool.query<{ id: string }>(
    `WITH wanted AS (
       SELECT least($3, greatest($2, ceil(count(*)::numeric / $4)))::int AS number
       FROM member_customers WHERE shop_id = $1 AND gone_at IS NULL),
     later AS (
       SELECT c.customer_id, 0 AS turn FROM member_customers c JOIN shops s ON s.id = c.shop_id
       WHERE c.shop_id = $1 AND c.gone_at IS NULL AND c.customer_id > s.checked_customer
       ORDER BY c.customer_id LIMIT (SELECT number FROM wanted)),
     first AS (
       SELECT c.customer_id, 1 AS turn FROM member_customers c JOIN shops s ON s.id = c.shop_id
       WHERE c.shop_id = $1 AND c.gone_at IS NULL AND c.customer_id <= s.checked_customer
       ORDER BY c.customer_id LIMIT (SELECT number - (SELECT count(*) FROM later) FROM wanted))
     SELECT customer_id::text AS id FROM (SELECT * FROM later UNION ALL SELECT * FROM first) AS part
     ORDER BY turn, part.customer_id`,
    [shop.id, CUSTOMERS_EACH_NIGHT_MIN, CUSTOMERS_EACH_NIGHT_MAX, NIGHTS_FOR_ALL],
  );
  return rows.map((row) => row.id);
}

/**
 * Tier tags (rule 20) and metafields of these customers that aren't what they should be are put on the list for sync. What sync has yet to
 * write is no fault of anybody's, and is left to it.
 */
async function setRight(
  context: JobContext,
  shop: JobShop,
  customers: readonly CustomerFacts[],
  counts: CustomerCounts,
): Promise<void> {
  const { programId } = shop;
  const now = context.now();
  const known = await listShopCustomers(context.db, { shopId: shop.id, customerIds: customers.map(({ id }) => id) });
  const outdated: string[] = [];
  for (const customer of customers) {
    const member = known.get(customer.id);
    if (!member || member.syncWaits) continue;
    const view = await readLoyaltyView(context.db, { programId, memberId: member.memberId, now });
    if (!view) continue;
    const found = tierTagsAmong(view, shop.id, customer.tags);
    const wanted = view.tierTag === null ? [] : [view.tierTag];
    const tagsDiffer = found.length !== wanted.length || found[0] !== wanted[0];
    const metafieldDiffers = !sameLoyalty(customer.loyaltyJson, view.json);
    if (tagsDiffer) {
      counts.tagsHealed += 1;
      await recordHandMadeTags(context.db, { programId, customerId: customer.id, found, wanted, now });
    }
    if (metafieldDiffers) counts.metafieldsHealed += 1;
    if (tagsDiffer || metafieldDiffers) outdated.push(member.memberId);
  }
  if (outdated.length > 0) await markOutdated(context.db, { programId, memberIds: outdated, now });
}
