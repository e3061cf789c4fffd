/** The orders of the people who have a story. */
import type { Shop } from "../shop/shop.ts";
import type { Id } from "../shop/types.ts";
import { PEOPLE, type Person } from "./people.ts";
import { placeSeedOrder, variantOf } from "./ordering.ts";

type Story = { daysAgo: number; act: (shop: Shop) => void };

function person(key: string): Person {
  const found = PEOPLE.find((one) => one.key === key);
  if (!found) throw new Error(`nobody is called ${key}`);
  return found;
}

const line = (shop: Shop, handle: string, quantity = 1, place = 0): { variantId: Id; quantity: number } => ({
  variantId: variantOf(shop, handle, place),
  quantity,
});

/** Two tea bowls, one of which went back. */
function oneOfTwoBack(shop: Shop): void {
  const id = placeSeedOrder(shop, person("magnus"), {
    lines: [line(shop, "tea-bowl", 2), line(shop, "sencha-spring", 1, 1)],
  });
  shop.fulfilOrder(id);
  const bowls = shop.requireOrder(id).lines[0];
  if (bowls) shop.refundOrder(id, { lines: [{ lineId: bowls.id, quantity: 1 }], note: "Arrived with a crack" });
}

/** Everything went back but the shipping. */
function allBack(shop: Shop): void {
  const id = placeSeedOrder(shop, person("didrik"), { lines: [line(shop, "stoneware-teapot", 2)] });
  const pots = shop.requireOrder(id).lines[0];
  if (pots) shop.refundOrder(id, { lines: [{ lineId: pots.id, quantity: 2 }], note: "Changed his mind" });
}

/** A gift card is bought, and later pays for most of an order. */
function giftCardBought(shop: Shop): void {
  placeSeedOrder(shop, person("giftcards"), { lines: [line(shop, "gift-card", 1, 1)], shipping: "0.00", taxRate: "0" });
  shop.createGiftCard({ amount: "500.00", code: "gave2026teahus01" });
}

function giftCardUsed(shop: Shop): void {
  const card = shop.findGiftCard("gave2026teahus01");
  if (!card) throw new Error("the gift card was never bought");
  const lines = [line(shop, "stoneware-teapot"), line(shop, "heather-honey")];
  const id = placeSeedOrder(shop, person("giftcards"), {
    lines,
    status: "partiallyPaid",
    payments: [{ gateway: "gift_card", amount: "500.00", accountId: card.id }],
  });
  shop.payOrder(id, [{ gateway: "vipps", amount: shop.totals(shop.requireOrder(id)).outstanding }]);
}

/** A bank transfer that arrived after three days, and one that has not arrived. */
function bankPaid(shop: Shop): void {
  const id = placeSeedOrder(shop, person("bank"), { lines: [line(shop, "earl-grey-north", 2, 1)], status: "pending" });
  shop.at(new Date(shop.now().getTime() + 3 * 86_400_000), () => {
    shop.payOrder(id, [{ gateway: "manual", amount: shop.totals(shop.requireOrder(id)).outstanding }]);
  });
}

/** A guest whose order found its customer the next day. */
function guestAttached(shop: Shop): void {
  const order = shop.placeOrder({
    lines: [line(shop, "matcha-ceremonial"), line(shop, "bamboo-whisk")],
    email: "sofie@example.com",
    shipping: "79.00",
    taxRate: "0.25",
    taxesIncluded: true,
    automatic: false,
  });
  const sofie = shop.findCustomerByEmail("sofie@example.com");
  if (sofie) shop.attachCustomer(order.id, sofie.id);
}

/** An order to which a bowl was added, and paid for, after it was placed. */
function editedOrder(shop: Shop): void {
  const id = placeSeedOrder(shop, person("emoji"), { lines: [line(shop, "genmaicha", 2)] });
  shop.editOrder(id, { add: [line(shop, "tea-bowl", 1, 1)], staffNote: "Asked for a bowl by telephone" });
  shop.payOrder(id, [{ gateway: "vipps", amount: shop.totals(shop.requireOrder(id)).outstanding }]);
}

/** What the people with a story bought, and when. */
export const STORY_EVENTS: Story[] = [
  {
    daysAgo: 361,
    act: (shop) => void placeSeedOrder(shop, person("sunniva"), { lines: [line(shop, "quiet-evening-box", 2)] }),
  },
  {
    daysAgo: 290,
    act: (shop) => void placeSeedOrder(shop, person("nearly"), { lines: [line(shop, "stoneware-teapot", 5)] }),
  },
  { daysAgo: 160, act: oneOfTwoBack },
  { daysAgo: 155, act: giftCardBought },
  {
    daysAgo: 130,
    act: (shop) => void placeSeedOrder(shop, person("nearly"), { lines: [line(shop, "quiet-evening-box", 5)] }),
  },
  { daysAgo: 120, act: allBack },
  { daysAgo: 110, act: giftCardUsed },
  { daysAgo: 80, act: bankPaid },
  { daysAgo: 75, act: guestAttached },
  { daysAgo: 60, act: (shop) => void placeSeedOrder(shop, person("nearly"), { lines: [line(shop, "tea-bowl", 6)] }) },
  { daysAgo: 45, act: editedOrder },
  {
    daysAgo: 20,
    act: (shop) => void placeSeedOrder(shop, person("didrik"), { lines: [line(shop, "breakfast-blend", 1)] }),
  },
  {
    daysAgo: 2,
    act: (shop) =>
      void placeSeedOrder(shop, person("bank"), { lines: [line(shop, "breakfast-blend", 3)], status: "pending" }),
  },
  {
    daysAgo: 1,
    act: (shop) => void placeSeedOrder(shop, person("magnus"), { lines: [line(shop, "sencha-spring")], test: true }),
  },
];
