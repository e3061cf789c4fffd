import { gid } from "../../shop/gid.ts";
import { toAmount, toUnits } from "../../shop/money.ts";
import { lineFigures, shareOf, shippingNet } from "../../shop/totals.ts";
import type { Id, Order, Refund } from "../../shop/types.ts";
import { moneyBag, type View } from "../answers.ts";
import { asGiven, type PageArgs } from "../connection.ts";

/** The sales agreements of an order: its placing, each edit and each refund at its moment, with what was sold or taken back. */
export function agreementsOf(order: Order): View[] {
  const placing = agreement("OrderAgreement", order.id, order.processedAt, "ORDER", placedSales(order));
  const edits = order.edits.map((edit) => {
    const added = edit.additions.flatMap(({ lineId, delta }) => productSale(order, lineId, delta, "ORDER"));
    const removed = edit.removals.flatMap(({ lineId, delta }) => productSale(order, lineId, -delta, "RETURN"));
    return agreement("OrderEditAgreement", edit.id, edit.at, "ORDER_EDIT", [...added, ...removed]);
  });
  const refunds = order.refunds.map((refund) =>
    agreement("RefundAgreement", refund.id, refund.at, "REFUND", refundSales(order, refund)),
  );
  return [placing, ...edits, ...refunds].sort((a, b) => String(a["happenedAt"]).localeCompare(String(b["happenedAt"])));
}

function agreement(type: string, id: Id, happenedAt: string, reason: string, sales: View[]): View {
  return {
    __typename: type,
    id: gid(type, id),
    happenedAt,
    reason,
    sales: (args: PageArgs) => asGiven(sales, args, (sale) => sale),
  };
}

/** How many units of a line were there when the order was placed: what edits added came later. */
export function placedQuantity(order: Order, lineId: Id): number {
  const line = order.lines.find((one) => one.id === lineId);
  const added = order.edits.flatMap((edit) => edit.additions).filter((one) => one.lineId === lineId);
  return (line?.quantity ?? 0) - added.reduce((sum, one) => sum + one.delta, 0);
}

function placedSales(order: Order): View[] {
  const products = order.lines.flatMap((line) => productSale(order, line.id, placedQuantity(order, line.id), "ORDER"));
  const shipping = order.shippingLines.map((line) =>
    sale(order, {
      type: "ShippingLineSale",
      lineType: "SHIPPING",
      id: line.id,
      quantity: null,
      units: shippingNet(order, line),
    }),
  );
  const tip = toUnits(order.tip, order.currency);
  const tips =
    order.tipLineId === undefined
      ? []
      : [sale(order, { type: "TipSale", lineType: "TIP", id: order.tipLineId, quantity: 1, units: tip })];
  return [...products, ...shipping, ...tips];
}

function productSale(order: Order, lineId: Id, quantity: number, action: "ORDER" | "RETURN"): View[] {
  const line = order.lines.find((one) => one.id === lineId);
  if (!line || quantity === 0) return [];
  const { net, tax } = lineFigures(order, line);
  const whole = net + (order.taxesIncluded ? 0n : tax);
  const size = shareOf(whole, Math.abs(quantity), line);
  const units = quantity < 0 ? -size : size;
  const [type, lineType] = line.giftCard
    ? (["GiftCardSale", "GIFT_CARD"] as const)
    : (["ProductSale", "PRODUCT"] as const);
  return [sale(order, { type, lineType, id: lineId, quantity, units, action })];
}

function refundSales(order: Order, refund: Refund): View[] {
  const lines = refund.lines.flatMap((line) => productSale(order, line.lineId, -line.quantity, "RETURN"));
  const back = refund.shipping.map((part) => ({
    id: part.shippingLineId,
    units: -toUnits(part.amount, order.currency),
  }));
  const shipping = back.map((part) =>
    sale(order, { type: "ShippingLineSale", lineType: "SHIPPING", quantity: null, action: "RETURN", ...part }),
  );
  const typed = refund.adjustments.map((one) => ({ id: one.id, units: toUnits(one.amount, order.currency) }));
  const adjustments = typed.map((one) =>
    sale(order, { type: "AdjustmentSale", lineType: "ADJUSTMENT", quantity: null, action: "UPDATE", ...one }),
  );
  return [...lines, ...shipping, ...adjustments];
}

type SaleGiven = {
  type: string;
  lineType: string;
  id: Id;
  quantity: number | null;
  units: bigint;
  action?: "ORDER" | "RETURN" | "UPDATE";
};

function sale(order: Order, given: SaleGiven): View {
  const { type, lineType, id, quantity, units, action = "ORDER" } = given;
  const bag = (amount: bigint): View => moneyBag(toAmount(amount, order.currency), order.currency);
  return {
    __typename: type,
    id: gid("Sale", id),
    actionType: action,
    lineType,
    quantity,
    totalAmount: bag(units),
    lineItem: { __typename: "LineItem", id: gid("LineItem", id) },
  };
}

/** Shopify's `originalTotalPriceSet`: what was to be paid when the order was placed, before any edit. */
export function originalTotal(order: Order): string {
  const units = order.lines.map((line) => {
    const { net, tax } = lineFigures(order, line);
    return shareOf(net + (order.taxesIncluded ? 0n : tax), placedQuantity(order, line.id), line);
  });
  const shipping = order.shippingLines.map((line) => shippingNet(order, line));
  const sum = [...units, ...shipping].reduce((total, one) => total + one, toUnits(order.tip, order.currency));
  return toAmount(sum, order.currency);
}
