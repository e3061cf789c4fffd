/** A shop for tests: its own clock, and everything that it tells. */
import { Shop } from "../shop.ts";
import type { Id, ShopEvent, ShopOptions } from "../types.ts";

export type TestShop = {
  shop: Shop;
  events: ShopEvent[];
  topics: () => string[];
  clock: { now: Date };
  wait: (milliseconds: number) => void;
};

/** A new shop on 5 January 2026, 10:00 in Oslo. */
export function openTestShop(options: Partial<ShopOptions> = {}): TestShop {
  const clock = { now: new Date("2026-01-05T09:00:00Z") };
  const events: ShopEvent[] = [];
  const shop = new Shop({
    domain: "tea.myshopify.com",
    clock: () => clock.now,
    emit: (event) => events.push(event),
    ...options,
  });
  return {
    shop,
    events,
    clock,
    /** The topics since the last call, without those of products. */
    topics: () =>
      events
        .splice(0)
        .map((event) => event.topic)
        .filter((topic) => !topic.startsWith("products/")),
    wait: (milliseconds) => {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
  };
}

/** The id of an order's line by its place. */
export function lineId(shop: Shop, orderId: Id, place = 0): Id {
  const line = shop.requireOrder(orderId).lines[place];
  if (!line) throw new Error(`order ${orderId} has no line ${place}`);
  return line.id;
}
