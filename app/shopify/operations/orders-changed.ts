import { z } from "zod";
import { pageInfo } from "../answers.ts";
import { operation } from "../operation.ts";

/** Ids of orders in the order in which they were changed; the comparison then reads those that it doesn't know in that state. */
export const ordersChangedQuery = operation<{ query: string; after: string | null }>()({
  name: "OrdersChanged",
  usualCost: 20,
  document: `#graphql
    query OrdersChanged($query: String!, $after: String) {
      orders(first: 100, query: $query, after: $after, sortKey: UPDATED_AT) {
        nodes { id updatedAt }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  answer: z.object({
    orders: z.object({ nodes: z.array(z.object({ id: z.string(), updatedAt: z.string() })), pageInfo }),
  }),
});
