import type { Gateway } from "./gateway.ts";
import { fromGid, toGid } from "./gid.ts";
import { orderLinesQuery, orderQuery, refundLinesQuery } from "./operations/order.ts";
import type { OrderAnswer } from "./operations/order-fields.ts";
import { ordersChangedQuery } from "./operations/orders-changed.ts";
import type { Caller } from "./throttle.ts";
import { ShopifyFailure } from "./transport.ts";

/** Pages of one list that are read at most; Shopify itself ends an order at 500 lines. */
const PAGES_MAX = 100;

/** The part of the gateway that is about orders. */
export function createOrderCalls(call: Caller): Pick<Gateway, "findOrder" | "listOrdersChanged"> {
  return {
    async findOrder(orderId) {
      const id = toGid("Order", orderId);
      const { order } = await call(orderQuery, { id });
      if (!order) return null;
      const { lineItems, ...head } = order;
      const lines = await readOn(lineItems, orderLinesQuery.name, async (after) => {
        const next = await call(orderLinesQuery, { id, after });
        return next.order?.lineItems ?? null;
      });
      return { ...head, lines, refunds: await withAllLines(call, head.refunds) };
    },

    async listOrdersChanged(since, after) {
      const { orders } = await call(ordersChangedQuery, { query: `updated_at:>='${since.toISOString()}'`, after });
      const items = orders.nodes.map((node) => ({ id: fromGid(node.id), updatedAt: new Date(node.updatedAt) }));
      return { items, next: orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null };
    },
  };
}

type Connection<Node> = {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

/** Reads a list to its end. An answer without the thing itself means that it was deleted while we read: the outcome is open. */
async function readOn<Node>(
  first: Connection<Node>,
  name: string,
  next: (after: string) => Promise<Connection<Node> | null>,
): Promise<Node[]> {
  const nodes = [...first.nodes];
  let page = first.pageInfo;
  for (let pages = 1; page.hasNextPage && page.endCursor !== null; pages += 1) {
    const read = pages < PAGES_MAX ? await next(page.endCursor) : null;
    if (!read) throw new ShopifyFailure("unknown", name, "the list could not be read to its end");
    nodes.push(...read.nodes);
    page = read.pageInfo;
  }
  return nodes;
}

async function withAllLines(call: Caller, refunds: OrderAnswer["refunds"]): Promise<OrderAnswer["refunds"]> {
  const whole: OrderAnswer["refunds"] = [];
  for (const refund of refunds) {
    const nodes = await readOn(refund.refundLineItems, refundLinesQuery.name, async (after) => {
      const next = await call(refundLinesQuery, { id: refund.id, after });
      return next.refund?.refundLineItems ?? null;
    });
    whole.push({ ...refund, refundLineItems: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } });
  }
  return whole;
}
