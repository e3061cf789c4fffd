import { changed, requireOrder } from "./order-changes.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import { unfulfilledQuantity } from "./totals.ts";
import type { Id, Order } from "./types.ts";

/** Sends the given units, or everything that waits to be sent. */
export function fulfilOrder(shop: Shop, id: Id, wanted?: { lineId: Id; quantity: number }[]): Order {
  const order = requireOrder(shop, id);
  if (order.cancelledAt) throw new Refusal("INVALID", ["id"], "Order is cancelled and cannot be fulfilled");
  const lines =
    wanted ??
    order.lines
      .map((line) => ({ lineId: line.id, quantity: unfulfilledQuantity(line) }))
      .filter((line) => line.quantity > 0);
  if (lines.length === 0) throw new Refusal("INVALID", ["id"], "Order has nothing left to fulfil");
  for (const { lineId, quantity } of lines) {
    const line = order.lines.find((one) => one.id === lineId);
    if (!line) throw new Refusal("NOT_FOUND", ["lineItems"], "Line item does not exist on the order");
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > unfulfilledQuantity(line)) {
      throw new Refusal("INVALID", ["lineItems", "quantity"], "Quantity is more than what waits to be fulfilled");
    }
  }
  for (const { lineId, quantity } of lines) {
    const line = order.lines.find((one) => one.id === lineId);
    if (line) line.fulfilledQuantity += quantity;
  }
  order.fulfillments.push({ id: nextId(shop.state), at: shop.moment(), status: "success", lines });
  const whole = shop.totals(order).fulfillmentStatus === "FULFILLED";
  if (whole) order.closedAt = shop.moment();
  return changed(shop, order, [whole ? "orders/fulfilled" : "orders/partially_fulfilled"]);
}
