import { z } from "zod";
import { decimalText } from "../answers.ts";
import { operation } from "../operation.ts";

const value = z.object({
  __typename: z.string(),
  percentage: z.number().optional(),
  amount: z.object({ amount: decimalText }).optional(),
});
const known = z.object({
  status: z.string(),
  endsAt: z.string().nullable(),
  customerGets: z.object({ value }),
});

/** A discount as it stands, by its id and not by a search, which lags behind what was just changed. */
export const discountNodeQuery = operation<{ id: string }>()({
  name: "DiscountNode",
  usualCost: 3,
  document: `#graphql
    query DiscountNode($id: ID!) {
      discountNode(id: $id) {
        id
        discount {
          __typename
          ... on DiscountCodeBasic { status endsAt customerGets { value { ...Worth } } }
          ... on DiscountCodeFreeShipping { status endsAt }
          ... on DiscountAutomaticBasic { status endsAt customerGets { value { ...Worth } } }
          ... on DiscountAutomaticFreeShipping { status endsAt }
        }
      }
    }
    fragment Worth on DiscountCustomerGetsValue {
      __typename
      ... on DiscountPercentage { percentage }
      ... on DiscountAmount { amount { amount } }
    }
  `,
  answer: z.object({
    discountNode: z
      .object({ id: z.string(), discount: z.object({ __typename: z.string() }).extend(known.partial().shape) })
      .nullable(),
  }),
});
