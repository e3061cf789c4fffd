import { totalsOf } from "../../shop/totals.ts";
import type { Order } from "../../shop/types.ts";
import type { Context } from "../answers.ts";
import { connection, type PageArgs, type Place } from "../connection.ts";
import { anyText, flag, moment, number, searchTest, text, type Fields } from "../search.ts";
import { orderView } from "./order.ts";

export type OrdersArgs = PageArgs & { query?: string | null; sortKey?: string | null };

/** A moment without punctuation sorts as text. */
const SORTS: Record<string, (order: Order) => string | bigint> = {
  ID: (order) => BigInt(order.id),
  CREATED_AT: (order) => order.createdAt,
  UPDATED_AT: (order) => order.updatedAt,
  PROCESSED_AT: (order) => order.processedAt,
  ORDER_NUMBER: (order) => BigInt(order.number),
};

const FIELDS: Fields<Order> = {
  id: number((order) => order.id),
  name: text((order) => order.name),
  email: text((order) => order.email),
  customer_id: number((order) => order.customerId ?? "0"),
  created_at: moment((order) => order.createdAt),
  updated_at: moment((order) => order.updatedAt),
  processed_at: moment((order) => order.processedAt),
  financial_status: text((order) => totalsOf(order).financialStatus),
  fulfillment_status: (order, _operator, value) => {
    const status = totalsOf(order).fulfillmentStatus.toLowerCase();
    return (
      { shipped: "fulfilled", partial: "partially_fulfilled", unshipped: "unfulfilled" }[value] === status ||
      status === value
    );
  },
  status: (order, _operator, value) => {
    if (value === "any") return true;
    if (value === "cancelled") return order.cancelledAt !== null;
    return (value === "closed") === (order.closedAt !== null);
  },
  tag: anyText((order) => order.tags),
  test: flag((order) => order.test),
  discount_code: anyText((order) => order.discountCodes.map((one) => one.code)),
  gateway: anyText((order) => order.transactions.map((one) => one.gateway)),
  source_name: text((order) => order.sourceName),
  default: (order, _operator, value) =>
    [order.name, order.email, ...order.lines.map((line) => line.title)].some((one) =>
      one?.toLowerCase().includes(value.toLowerCase()),
    ),
};

/** One page of orders that match a query. */
export function findOrders(context: Context, orders: Order[], args: OrdersArgs): object {
  const key = SORTS[args.sortKey ?? "PROCESSED_AT"];
  if (!key) throw new Error(`dev store: orders can't be sorted by ${args.sortKey ?? ""}`);
  const place = (order: Order): Place => [key(order), BigInt(order.id)];
  const found = orders.filter(searchTest(args.query, FIELDS, "orders"));
  return connection(found, args, place, (order) => orderView(context, order));
}

export function countOrders(orders: Order[], query: string | null | undefined): number {
  return orders.filter(searchTest(query, FIELDS, "orders")).length;
}
