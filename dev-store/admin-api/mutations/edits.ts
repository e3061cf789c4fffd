/** Order edits: begun, staged on a calculated order, committed. */
import { gid } from "../../shop/gid.ts";
import { drop, nextId } from "../../shop/state.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { EditInput, Id, Order, OrderLine } from "../../shop/types.ts";
import { attempt, moneyBag, requireId, type Context, type View } from "../answers.ts";
import { asGiven, type PageArgs } from "../connection.ts";
import { orderView } from "../views/order.ts";

type OpenEdit = { orderId: Id; edit: EditInput };

function requireEdit(context: Context, id: string): OpenEdit & { order: Order; id: Id } {
  const editId = requireId(id, ["id"], "CalculatedOrder");
  const open = context.shop.state.openEdits[editId];
  if (!open) throw new Refusal("NOT_FOUND", ["id"], "The calculated order does not exist.");
  return { ...open, id: editId, order: context.shop.requireOrder(open.orderId) };
}

function stagedQuantity(edit: EditInput, line: OrderLine): number {
  return edit.set?.find((one) => one.lineId === line.id)?.quantity ?? line.currentQuantity;
}

function calculatedLine(order: Order, edit: EditInput, line: OrderLine): View {
  const quantity = stagedQuantity(edit, line);
  return {
    __typename: "CalculatedLineItem",
    id: gid("CalculatedLineItem", line.id),
    title: line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    quantity,
    editableQuantity: quantity,
    editableQuantityBeforeChanges: line.currentQuantity,
    originalUnitPriceSet: moneyBag(line.price, order.currency),
    customAttributes: [],
    stagedChanges: [],
  };
}

function addedLine(context: Context, edit: EditInput, index: number): View {
  const added = edit.add?.[index];
  const variant = added?.variantId ? context.shop.findVariant(added.variantId) : null;
  const title = variant ? context.shop.state.products[variant.productId]?.title : added?.title;
  const { currency } = context.shop.state.info;
  return {
    __typename: "CalculatedLineItem",
    id: `gid://shopify/CalculatedLineItem/added-${index}`,
    title: title ?? "",
    variantTitle: null,
    sku: variant?.sku ?? null,
    quantity: added?.quantity ?? 1,
    editableQuantity: added?.quantity ?? 1,
    editableQuantityBeforeChanges: 0,
    originalUnitPriceSet: moneyBag(added?.price ?? variant?.price ?? "0", currency),
    customAttributes: [],
    stagedChanges: [],
  };
}

function calculatedView(context: Context, id: string): View {
  const { order, edit, id: editId } = requireEdit(context, id);
  return {
    __typename: "CalculatedOrder",
    id: gid("CalculatedOrder", editId),
    committed: false,
    originalOrder: () => orderView(context, order),
    lineItems: (args: PageArgs) => asGiven(order.lines, args, (line) => calculatedLine(order, edit, line)),
    addedLineItems: (args: PageArgs) =>
      asGiven(edit.add ?? [], args, (line) => addedLine(context, edit, (edit.add ?? []).indexOf(line))),
    shippingLines: [],
  };
}

function setQuantity(context: Context, args: { id: string; lineItemId: string; quantity: number }): View {
  const { order, edit } = requireEdit(context, args.id);
  const lineId = requireId(args.lineItemId, ["lineItemId"], "CalculatedLineItem", "LineItem");
  const line = order.lines.find((one) => one.id === lineId);
  if (!line) throw new Refusal("NOT_FOUND", ["lineItemId"], "The line item does not exist on the order.");
  if (args.quantity < 0) throw new Refusal("INVALID", ["quantity"], "Quantity must be greater than or equal to 0.");
  edit.set = [...(edit.set ?? []).filter((one) => one.lineId !== lineId), { lineId, quantity: args.quantity }];
  return {
    calculatedOrder: calculatedView(context, args.id),
    calculatedLineItem: calculatedLine(order, edit, line),
    orderEditSession: null,
  };
}

function addVariant(context: Context, args: { id: string; variantId: string; quantity: number }): View {
  const { edit } = requireEdit(context, args.id);
  const variantId = requireId(args.variantId, ["variantId"], "ProductVariant");
  if (!context.shop.findVariant(variantId))
    throw new Refusal("NOT_FOUND", ["variantId"], "The variant does not exist.");
  if (args.quantity < 1) throw new Refusal("INVALID", ["quantity"], "Quantity must be greater than 0.");
  edit.add = [...(edit.add ?? []), { variantId, quantity: args.quantity }];
  return {
    calculatedOrder: calculatedView(context, args.id),
    calculatedLineItem: addedLine(context, edit, edit.add.length - 1),
    orderEditSession: null,
  };
}

type CustomItem = { id: string; title: string; price: { amount: string }; quantity: number };

function addCustomItem(context: Context, args: CustomItem): View {
  const { edit } = requireEdit(context, args.id);
  const { title, quantity } = args;
  edit.add = [...(edit.add ?? []), { product: title, title, price: args.price.amount, quantity }];
  return {
    calculatedOrder: calculatedView(context, args.id),
    calculatedLineItem: addedLine(context, edit, edit.add.length - 1),
    orderEditSession: null,
  };
}

function commit(
  context: Context,
  args: { id: string; notifyCustomer?: boolean | null; staffNote?: string | null },
): View {
  const { id, edit, orderId } = requireEdit(context, args.id);
  const order = context.shop.editOrder(orderId, {
    ...edit,
    notifyCustomer: args.notifyCustomer ?? false,
    staffNote: args.staffNote ?? null,
  });
  drop(context.shop.state.openEdits, id);
  return { order: orderView(context, order), successMessages: ["Order edited"] };
}

export const editMutations = {
  orderEditBegin: (args: { id: string }, context: Context): View =>
    attempt(() => {
      const orderId = requireId(args.id, ["id"], "Order");
      const order = context.shop.requireOrder(orderId);
      if (order.cancelledAt) throw new Refusal("INVALID", ["id"], "The order cannot be edited.");
      const id = nextId(context.shop.state);
      context.shop.state.openEdits[id] = { orderId, edit: {} };
      return { calculatedOrder: calculatedView(context, gid("CalculatedOrder", id)), orderEditSession: null };
    }),
  orderEditSetQuantity: (args: { id: string; lineItemId: string; quantity: number }, context: Context): View =>
    attempt(() => setQuantity(context, args)),
  orderEditAddVariant: (args: { id: string; variantId: string; quantity: number }, context: Context): View =>
    attempt(() => addVariant(context, args)),
  orderEditAddCustomItem: (args: CustomItem, context: Context): View => attempt(() => addCustomItem(context, args)),
  orderEditCommit: (
    args: { id: string; notifyCustomer?: boolean | null; staffNote?: string | null },
    context: Context,
  ): View => attempt(() => commit(context, args)),
};
