/** Plays the seed's year of orders through the shop, webhooks and all. */
import type { Store } from "../store.ts";

/** Answers when the last webhook was delivered. */
export async function playHistory(store: Store, _options: Record<string, unknown>): Promise<{ orders: number }> {
  const before = store.shop.listOrders().length;
  await store.playHistory();
  await store.webhooks.drained();
  return { orders: store.shop.listOrders().length - before };
}
