import { applyOrders } from "../commands/apply-orders.ts";
import { orderFromJson } from "../domain/order-json.ts";
import type { JobContext, JobShop } from "./context.ts";

/** Orders that are looked at again at once. */
const ORDERS_PER_STEP = 100;

/**
 * Rule 23: orders in another currency wait, and lose nothing, until staff set the shop's rate. Where it is set by now they are counted, which
 * the worker does as soon as it is; answers how many go on waiting.
 */
export async function applyWaitingOrders(context: JobContext, shop: JobShop): Promise<number> {
  let waiting = 0;
  let after = "0";
  for (;;) {
    const { rows } = await context.db.pool.query<{ id: string; state: unknown; rated: boolean }>(
      `SELECT o.id::text, o.state, s.rate IS NOT NULL AS rated FROM orders o JOIN shops s ON s.id = o.shop_id
       WHERE o.program_id = $1 AND o.shop_id = $2 AND o.id > $3 AND o.explanation ->> 'nothing' = 'rateMissing'
       ORDER BY o.id LIMIT $4`,
      [shop.programId, shop.id, after, ORDERS_PER_STEP],
    );
    const last = rows.at(-1);
    if (!last) return waiting;
    after = last.id;
    if (last.rated) {
      const orders = rows.map((row) => ({ shopId: shop.id, order: orderFromJson(row.state) }));
      await applyOrders(context.db, { orders, now: context.now() });
    } else waiting += rows.length;
  }
}
