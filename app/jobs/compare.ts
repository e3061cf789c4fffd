import { versionAt } from "../domain/timeline.ts";
import { nextNightlyMoment } from "../domain/time.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { listOrderMoments } from "../queries/known-orders.ts";
import type { Gateway, Page } from "../shopify/gateway.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import { bringOrders } from "./bring-orders.ts";
import type { JobContext, JobShop } from "./context.ts";
import { healTierDiscounts } from "./heal-tier-discounts.ts";
import { compareListed, compareSlice } from "./compare-customers.ts";
import { applyWaitingOrders } from "./waiting-orders.ts";

/** Changes are looked at again for so long before the last comparison: Shopify's lists lag behind its changes. */
const OVERLAP_MS = 60 * 60 * 1000;
/** Orders that are brought at once. */
const ORDERS_PER_STEP = 20;

/** What a comparison saw and set right. */
export type Comparison = {
  ordersSeen: number;
  ordersHealed: number;
  customersSeen: number;
  /** Customers that were looked at though Shopify did not report them as changed. */
  customersChecked: number;
  tagsHealed: number;
  metafieldsHealed: number;
  /** Orders that wait for the rate of the shop's currency. */
  ordersWaiting: number;
};

/** Shops whose comparison is due: the night's, or the first of all, which brings a shop's history. */
export async function listDueComparisons(context: JobContext): Promise<JobShop[]> {
  const now = context.now();
  const { rows } = await context.db.pool.query<JobShop & { comparedUntil: Date | null }>(
    `SELECT id::text, domain, program_id::text AS "programId", compared_until AS "comparedUntil"
     FROM shops WHERE uninstalled_at IS NULL AND held_since IS NULL AND (compared_until IS NULL OR compared_until < $1) ORDER BY shops.id`,
    [new Date(now.getTime() - OVERLAP_MS)],
  );
  const due: JobShop[] = [];
  for (const shop of rows) {
    if (shop.comparedUntil !== null) {
      const { program } = versionAt(await loadTimeline(context.db.pool, shop.programId), now);
      if (nextNightlyMoment(shop.comparedUntil, program.timeZone) > now) continue;
    }
    due.push(shop);
  }
  return due;
}

/**
 * Compares a shop with Shopify (rule 25): orders and customers changed since the last comparison, overlapping; tier tags and metafields of
 * those customers, and of a part of all others each night; the automatic discounts of tiers. What webhooks missed is brought, what was changed by hand is set right and reported. The first comparison
 * of a shop looks at everything, which is how its history comes in. Stored and logged; a crash leaves it due.
 */
export async function compareShop(context: JobContext, shop: JobShop): Promise<Comparison> {
  const startedAt = context.now();
  const since = await begin(context, shop, startedAt);
  const comparison: Comparison = {
    ordersSeen: 0,
    ordersHealed: 0,
    customersSeen: 0,
    customersChecked: 0,
    tagsHealed: 0,
    metafieldsHealed: 0,
    ordersWaiting: 0,
  };
  try {
    const gateway = context.gatewayOf(shop.domain);
    await compareCustomers(context, shop, gateway, since, comparison);
    await compareOrders(context, shop, gateway, since, comparison);
    // The first comparison has seen everybody.
    if (since !== null) await compareSlice(context, shop, comparison);
    comparison.ordersWaiting = await applyWaitingOrders(context, shop);
    await healTierDiscounts(context, shop, null);
    await end(context, shop, startedAt, comparison, null);
  } catch (error) {
    await end(context, shop, startedAt, comparison, error);
    throw error;
  }
  context.log.info({ shop: shop.domain, ...comparison }, "compared with Shopify");
  return comparison;
}

async function begin(context: JobContext, shop: JobShop, startedAt: Date): Promise<Date | null> {
  const { rows } = await context.db.pool.query<{ since: Date | null }>(
    `INSERT INTO comparisons (shop_id, started_at, since)
     SELECT id, $2, compared_until - make_interval(secs => $3) FROM shops WHERE id = $1
     ON CONFLICT (shop_id, started_at) DO UPDATE SET error = NULL
     RETURNING since`,
    [shop.id, startedAt, OVERLAP_MS / 1000],
  );
  return rows[0]?.since ?? null;
}

async function end(
  context: JobContext,
  shop: JobShop,
  startedAt: Date,
  comparison: Comparison,
  error: unknown,
): Promise<void> {
  const text = error === null ? null : textOf(error);
  await context.db.pool.query(
    `UPDATE comparisons SET finished_at = $3, orders_seen = $4, orders_healed = $5, customers_seen = $6, customers_checked = $7,
            tags_healed = $8, metafields_healed = $9, orders_waiting = $10, error = $11
     WHERE shop_id = $1 AND started_at = $2`,
    [
      ...[shop.id, startedAt, context.now(), comparison.ordersSeen, comparison.ordersHealed, comparison.customersSeen],
      ...[
        comparison.customersChecked,
        comparison.tagsHealed,
        comparison.metafieldsHealed,
        comparison.ordersWaiting,
        text,
      ],
    ],
  );
  if (error === null) {
    await context.db.pool.query(`UPDATE shops SET compared_until = $2 WHERE id = $1`, [shop.id, startedAt]);
  }
}

/** What failed, with its kind first where it was Shopify: app/queries/comparisons.ts tells the merchant by it. */
function textOf(error: unknown): string {
  if (error instanceof ShopifyFailure) return `${error.kind}: ${error.message}`.slice(0, 2_000);
  return (error instanceof Error ? error.message : "something that is no error was thrown").slice(0, 2_000);
}

async function compareOrders(
  context: JobContext,
  shop: JobShop,
  gateway: Gateway,
  since: Date | null,
  comparison: Comparison,
): Promise<void> {
  const from = since ?? new Date(0);
  for await (const page of pages((after) => gateway.listOrdersChanged(from, after))) {
    comparison.ordersSeen += page.length;
    const orderIds = page.map((change) => change.id);
    const known = await listOrderMoments(context.db, { programId: shop.programId, shopId: shop.id, orderIds });
    const missed = page.filter((change) => known.get(change.id)?.getTime() !== change.updatedAt.getTime());
    for (let start = 0; start < missed.length; start += ORDERS_PER_STEP) {
      const step = missed.slice(start, start + ORDERS_PER_STEP);
      const brought = await bringOrders(
        context,
        shop,
        step.map(({ id }) => ({ kind: "changed", orderId: id })),
      );
      comparison.ordersHealed += brought.applied;
    }
  }
}

/** Reads a paged list to its end. */
async function* pages<Item>(read: (after: string | null) => Promise<Page<Item>>): AsyncGenerator<readonly Item[]> {
  let after: string | null = null;
  do {
    const page: Page<Item> = await read(after);
    yield page.items;
    after = page.next;
  } while (after !== null);
}

async function compareCustomers(
  context: JobContext,
  shop: JobShop,
  gateway: Gateway,
  since: Date | null,
  comparison: Comparison,
): Promise<void> {
  const filter = since === null ? {} : { updatedSince: since };
  for await (const page of pages((after) => gateway.listCustomers(filter, after))) {
    comparison.customersSeen += page.length;
    await compareListed(context, shop, page, comparison);
  }
}
