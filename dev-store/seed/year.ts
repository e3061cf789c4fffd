/** A year of the tea house: what its customers bought, sent back, changed and cancelled, up to now. */
import type { Shop } from "../shop/shop.ts";
import type { Id, LineInput } from "../shop/types.ts";
import { placeSeedOrder } from "./ordering.ts";
import { PEOPLE, type Person } from "./people.ts";
import { seededRandom, type Random } from "./random.ts";
import { STORY_EVENTS } from "./stories.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Nothing happens in the last hour, so that the newest order is not in the future of anybody's clock. */
const QUIET_HOURS = 1;

const GATEWAYS = ["vipps", "vipps", "shopify_payments", "shopify_payments", "klarna"] as const;

/** Something that happens on a day, as an act on the shop at that moment. */
export type YearEvent = { at: number; act: (shop: Shop) => void };

/** How much of an order's total goes by which gateway is decided after its total is known. */
function payWith(shop: Shop, orderId: Id, gateway: string): void {
  const amount = shop.totals(shop.requireOrder(orderId)).outstanding;
  shop.payOrder(orderId, [{ gateway, amount }]);
}

function basket(shop: Shop, random: Random, appetite: number): LineInput[] {
  const goods = shop.listProducts().filter((product) => !product.giftCard);
  const count = 1 + random.whole(Math.min(3, appetite + 1));
  const chosen = new Set(Array.from({ length: count }, () => random.pick(goods)));
  return [...chosen].map((product) => ({
    variantId: random.pick(product.variants).id,
    quantity: 1 + random.whole(appetite),
  }));
}

/** One person's ordinary orders, spread over the time since they joined. */
function ordinaryEvents(person: Person, random: Random, now: number): YearEvent[] {
  const span = person.joinedDaysAgo - 2;
  const count = Math.round((person.habit.ordersPerYear * span) / 365);
  return Array.from({ length: count }, () => {
    const at = Math.min(now - QUIET_HOURS * HOUR, now - span * DAY + Math.floor(random.next() * span * DAY));
    const gateway = random.pick(GATEWAYS);
    const fate = random.next();
    const seed = random.whole(2 ** 31);
    return { at, act: (shop) => ordinaryOrder(shop, person, { at, gateway, fate, seed, now }) };
  });
}

type Ordinary = { at: number; gateway: string; fate: number; seed: number; now: number };

/** An order that is paid at once and sent the next day; a few come back in part, are edited, or are called off. */
function ordinaryOrder(shop: Shop, person: Person, { at, gateway, fate, seed, now }: Ordinary): void {
  const random = seededRandom(seed);
  const lines = basket(shop, random, person.habit.appetite);
  const isCard = gateway === "shopify_payments";
  const id = placeSeedOrder(shop, person, { lines, status: isCard ? "paid" : "pending" });
  if (!isCard) payWith(shop, id, gateway);
  const later = (days: number, act: () => void): void => {
    const moment = at + days * DAY;
    if (moment < now) shop.at(new Date(moment), act);
  };
  if (fate > 0.97) {
    later(0.1, () => shop.cancelOrder(id, { refund: true }));
    return;
  }
  later(1, () => shop.fulfilOrder(id));
  const first = shop.requireOrder(id).lines[0];
  if (fate > 0.9 && first)
    later(6, () => shop.refundOrder(id, { lines: [{ lineId: first.id, quantity: 1 }], note: "Came back" }));
}

/** All events of the year, in their order. */
function eventsOf(shop: Shop, seed: number): YearEvent[] {
  const now = shop.now().getTime();
  const random = seededRandom(seed);
  const ordinary = PEOPLE.flatMap((person) => ordinaryEvents(person, random, now));
  const told = STORY_EVENTS.map(({ daysAgo, act }) => ({ at: now - daysAgo * DAY, act }));
  return [...ordinary, ...told].sort((a, b) => a.at - b.at);
}

/**
 * Plays the year: every order at its own moment, so that its webhooks tell the past. The same seed on the same day gives the same
 * year. Returns how many orders were placed.
 */
export function playYear(shop: Shop, seed = 7): number {
  const before = shop.listOrders().length;
  for (const event of eventsOf(shop, seed)) shop.at(new Date(event.at), () => event.act(shop));
  return shop.listOrders().length - before;
}
