/** Plays the seed's year of orders through the shop, webhooks and all. */
import { playYear } from "../seed/seed.ts";
import type { Store } from "../store.ts";

/** Once for a store; answers when the last webhook was delivered, with the number of orders placed now. */
export async function playHistory(store: Store): Promise<{ orders: number }> {
  const isPlayed = store.pages.historyPlayed;
  store.pages.historyPlayed = true;
  store.pagesChanged();
  const orders = isPlayed ? 0 : playYear(store.shop);
  await store.webhooks.drained();
  return { orders };
}
