import { z } from "zod";
import { pageInfo, shopMoney } from "../answers.ts";
import { operation } from "../operation.ts";

/** Sales of one agreement on one page; an agreement with more is read on. */
const SALES_PER_PAGE = 50;

const sale = z.object({
  lineType: z.string(),
  actionType: z.string(),
  quantity: z.number().int().nullable(),
  totalAmount: shopMoney,
  /** Only of sales of articles, gift cards and tips. */
  lineItem: z.object({ id: z.string() }).optional(),
});

const agreement = z.object({
  __typename: z.string(),
  happenedAt: z.string(),
  sales: z.object({ nodes: z.array(sale), pageInfo }),
});

/**
 * Reads one agreement of an order after another: what was sold when it was placed, and what each edit added or took away. Nothing
 * else tells what an order was like before it was edited, or which of its lines is a tip.
 */
export const orderSalesQuery = operation<{ id: string; after: string | null; salesAfter: string | null }>()({
  name: "OrderSales",
  usualCost: 110,
  document: `#graphql
    query OrderSales($id: ID!, $after: String, $salesAfter: String) {
      order(id: $id) {
        agreements(first: 1, after: $after) {
          nodes {
            __typename
            happenedAt
            sales(first: ${SALES_PER_PAGE}, after: $salesAfter) {
              nodes {
                lineType
                actionType
                quantity
                totalAmount { shopMoney { amount } }
                ... on ProductSale { lineItem { id } }
                ... on GiftCardSale { lineItem { id } }
                ... on TipSale { lineItem { id } }
              }
              pageInfo { hasNextPage endCursor }
            }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  `,
  answer: z.object({ order: z.object({ agreements: z.object({ nodes: z.array(agreement), pageInfo }) }).nullable() }),
});

/** An agreement with all its sales. */
export type AgreementAnswer = Omit<z.infer<typeof agreement>, "sales"> & {
  readonly sales: readonly z.infer<typeof sale>[];
};
