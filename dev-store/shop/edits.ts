import { changed, requireOrder } from "./order-changes.ts";
import { makeLine } from "./orders.ts";
import { quote } from "./pricing.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import type { EditInput, Id, Order, OrderEdit, OrderLine } from "./types.ts";

/**
 * Changes quantities and adds articles after the order was placed. Removed units leave `quantity` as it was and lower
 * `currentQuantity`, as Shopify does; no money moves.
 */
export function editOrder(shop: Shop, id: Id, input: EditInput): Order {
  const order = requireOrder(shop, id);
  if (order.cancelledAt) throw new Refusal("INVALID", ["id"], "The order cannot be edited because it is cancelled");
  checkEdit(order, input);
  const edit: OrderEdit = {
    id: nextId(shop.state),
    at: shop.moment(),
    staffNote: input.staffNote ?? null,
    notifyCustomer: input.notifyCustomer ?? false,
    additions: [],
    removals: [],
  };
  for (const one of input.set ?? []) setQuantity(shop, order, edit, one.lineId, one.quantity);
  addLines(shop, order, edit, input);
  if (edit.additions.length + edit.removals.length === 0)
    throw new Refusal("INVALID", ["id"], "No changes have been made");
  order.edits.push(edit);
  shop.announceEdit(order, edit);
  return changed(shop, order, []);
}

function checkEdit(order: Order, input: EditInput): void {
  (input.set ?? []).forEach((one, index) => {
    const field = ["set", String(index)];
    if (!order.lines.some((line) => line.id === one.lineId)) {
      throw new Refusal("NOT_FOUND", [...field, "lineItemId"], "Line item does not exist on the order");
    }
    if (!Number.isInteger(one.quantity) || one.quantity < 0) {
      throw new Refusal("INVALID", [...field, "quantity"], "Quantity must be greater than or equal to 0");
    }
  });
}

function setQuantity(shop: Shop, order: Order, edit: OrderEdit, lineId: Id, quantity: number): void {
  const line = order.lines.find((one) => one.id === lineId);
  if (!line) throw new Error(`line ${lineId} was checked and is gone`);
  const delta = quantity - line.currentQuantity;
  if (delta < 0) {
    line.currentQuantity = quantity;
    edit.removals.push({ lineId, delta: -delta });
  } else if (delta > 0) {
    edit.additions.push({ lineId: increase(shop, order, line, delta), delta });
  }
}

/**
 * More units of a line. Where units were taken off it before, or a discount lies on it, the new units are a line of their own at
 * the full price: an old discount is not stretched over units that were never discounted.
 */
function increase(shop: Shop, order: Order, line: OrderLine, delta: number): Id {
  if (line.currentQuantity === line.quantity && line.discountAllocations.length === 0) {
    line.quantity += delta;
    line.currentQuantity += delta;
    return line.id;
  }
  const added: OrderLine = {
    ...line,
    id: nextId(shop.state),
    quantity: delta,
    currentQuantity: delta,
    refundedQuantity: 0,
    fulfilledQuantity: 0,
    discountAllocations: [],
  };
  order.lines.push(added);
  return added.id;
}

function addLines(shop: Shop, order: Order, edit: OrderEdit, input: EditInput): void {
  if (!input.add || input.add.length === 0) return;
  const taxRate = input.taxRate ?? order.lines.find((line) => line.taxable)?.taxRate ?? "0";
  const priced = quote(shop, { lines: input.add, automatic: false, taxRate, taxesIncluded: order.taxesIncluded });
  const offset = order.discountApplications.length;
  order.discountApplications.push(...priced.applications);
  for (const quoted of priced.lines) {
    const line = makeLine(shop, quoted, taxRate);
    line.discountAllocations = line.discountAllocations.map((part) => ({
      ...part,
      application: part.application + offset,
    }));
    order.lines.push(line);
    edit.additions.push({ lineId: line.id, delta: line.quantity });
  }
}
