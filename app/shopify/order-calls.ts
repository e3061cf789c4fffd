import type { z } from "zod";
import type { Gateway } from "./gateway.ts";
import { fromGid, toGid } from "./gid.ts";
import { orderLinesQuery, orderQuery, refundLinesQuery } from "./operations/order.ts";
import type { OrderAnswer } from "./operations/order-fields.ts";
import { orderSalesQuery } from "./operations/order-sales.ts";
import type { AgreementAnswer } from "./operations/order-sales.ts";
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
      const agreed = needsSales(head, lines) ? await readSales(call, id) : null;
      return { ...head, lines, refunds: await withAllLines(call, head.refunds), agreed };
    },

    async listOrdersChanged(since, after) {
      const { orders } = await call(ordersChangedQuery, { query: `updated_at:>='${since.toISOString()}'`, after });
      const items = orders.nodes.map((node) => ({ id: fromGid(node.id), updatedAt: new Date(node.updatedAt) }));
      return { items, next: orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null };
    },
  };
}

/** An edited order was another one before; and a line that is no product's may be a tip, which only its sale tells. */
function needsSales(
  head: Pick<OrderAnswer, "agreements" | "totalTipReceivedSet">,
  lines: OrderAnswer["lines"],
): boolean {
  if (head.agreements.nodes.some((agreement) => agreement.__typename === "OrderEditAgreement")) return true;
  const tipped = Number(head.totalTipReceivedSet.shopMoney.amount) > 0;
  return tipped && lines.some((line) => line.product === null);
}

type AgreementPage = NonNullable<z.infer<typeof orderSalesQuery.answer>["order"]>["agreements"];

async function readSales(call: Caller, id: string): Promise<AgreementAnswer[]> {
  const agreements: AgreementAnswer[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const at: string | null = after;
    const read = async (salesAfter: string | null): Promise<AgreementPage> => {
      const { order } = await call(orderSalesQuery, { id, after: at, salesAfter });
      if (!order) throw new ShopifyFailure("unknown", orderSalesQuery.name, "the order was deleted while it was read");
      return order.agreements;
    };
    const page: AgreementPage = await read(null);
    for (const { sales, ...agreement } of page.nodes) {
      const all = await readOn(sales, orderSalesQuery.name, async (next) => (await read(next)).nodes[0]?.sales ?? null);
      agreements.push({ ...agreement, sales: all });
    }
    if (!page.pageInfo.hasNextPage || page.pageInfo.endCursor === null) return agreements;
    after = page.pageInfo.endCursor;
  }
  throw new ShopifyFailure("unknown", orderSalesQuery.name, "the agreements could not be read to their end");
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
