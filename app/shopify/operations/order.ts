import { z } from "zod";
import { pageInfo } from "../answers.ts";
import { operation } from "../operation.ts";
import {
  LINES_PER_PAGE,
  LINE_FIELDS,
  ORDER_FIELDS,
  REFUND_LINE_FIELDS,
  orderHeadAnswer,
  orderLineAnswer,
  refundLineAnswer,
} from "./order-fields.ts";

const lines = z.object({ nodes: z.array(orderLineAnswer), pageInfo });

/** Reads one order as it stands now, with the first page of its lines. */
export const orderQuery = operation<{ id: string }>()({
  name: "Order",
  usualCost: 60,
  document: `#graphql
    query Order($id: ID!) {
      order(id: $id) {
        ${ORDER_FIELDS}
        lineItems(first: ${LINES_PER_PAGE}) { nodes { ${LINE_FIELDS} } pageInfo { hasNextPage endCursor } }
      }
    }
  `,
  answer: z.object({ order: orderHeadAnswer.extend({ lineItems: lines }).nullable() }),
});

/** Reads a further page of an order's lines. */
export const orderLinesQuery = operation<{ id: string; after: string }>()({
  name: "OrderLines",
  usualCost: 30,
  document: `#graphql
    query OrderLines($id: ID!, $after: String!) {
      order(id: $id) {
        lineItems(first: ${LINES_PER_PAGE}, after: $after) { nodes { ${LINE_FIELDS} } pageInfo { hasNextPage endCursor } }
      }
    }
  `,
  answer: z.object({ order: z.object({ lineItems: lines }).nullable() }),
});

/** Reads a further page of a refund's lines. */
export const refundLinesQuery = operation<{ id: string; after: string }>()({
  name: "RefundLines",
  usualCost: 20,
  document: `#graphql
    query RefundLines($id: ID!, $after: String!) {
      refund(id: $id) {
        refundLineItems(first: 100, after: $after) { nodes { ${REFUND_LINE_FIELDS} } pageInfo { hasNextPage endCursor } }
      }
    }
  `,
  answer: z.object({
    refund: z.object({ refundLineItems: z.object({ nodes: z.array(refundLineAnswer), pageInfo }) }).nullable(),
  }),
});
