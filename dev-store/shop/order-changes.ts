/** What every change of an order has in common. */
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { isoSeconds } from "./time.ts";
import type { Id, Order } from "./types.ts";

/** Where money comes from when nothing is said. */
export const DEFAULT_GATEWAY = "shopify_payments";
/** Payment that is only promised: bank deposit, invoice. */
export const MANUAL_GATEWAY = "manual";

export function requireOrder(shop: Shop, id: Id): Order {
  const order = shop.state.orders[id];
  if (!order) throw new Refusal("NOT_FOUND", ["id"], "Order does not exist");
  return order;
}

/** Moves the order's updatedAt on: to now, and always past what it was. */
export function touch(shop: Shop, order: Order): void {
  const next = Math.max(Math.floor(shop.now().getTime() / 1000) * 1000, Date.parse(order.updatedAt) + 1000);
  order.updatedAt = isoSeconds(new Date(next));
}

/** An order after a change: later than before, saved, told. */
export function changed(shop: Shop, order: Order, topics: string[]): Order {
  touch(shop, order);
  for (const topic of topics) shop.announceOrder(topic, order);
  shop.announceOrder("orders/updated", order);
  return order;
}
