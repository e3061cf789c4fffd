import { z } from "zod";
import { decimalText, userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** Codes that Shopify takes in one call. */
export const REDEEM_CODES_PER_CALL = 250;

/** Adds codes to a discount. Shopify does it later: the answer names a bulk creation to ask after. */
export const discountRedeemCodeBulkAddMutation = operation<{
  discountId: string;
  codes: readonly { readonly code: string }[];
}>()({
  name: "DiscountRedeemCodeBulkAdd",
  usualCost: 10,
  document: `#graphql
    mutation DiscountRedeemCodeBulkAdd($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
      discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) {
        bulkCreation { id done codesCount }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({
    discountRedeemCodeBulkAdd: z
      .object({
        bulkCreation: z.object({ id: z.string(), done: z.boolean(), codesCount: z.number().int() }).nullable(),
        userErrors: z.array(userError),
      })
      .nullable(),
  }),
});

/** Asks how far Shopify has come with a bulk creation. It costs a point; to list the codes costs a point for each. */
export const discountRedeemCodeBulkCreationQuery = operation<{ id: string }>()({
  name: "DiscountRedeemCodeBulkCreation",
  usualCost: 1,
  document: `#graphql
    query DiscountRedeemCodeBulkCreation($id: ID!) {
      discountRedeemCodeBulkCreation(id: $id) { id done importedCount failedCount }
    }
  `,
  answer: z.object({
    discountRedeemCodeBulkCreation: z
      .object({
        id: z.string(),
        done: z.boolean(),
        importedCount: z.number().int(),
        failedCount: z.number().int(),
      })
      .nullable(),
  }),
});

/** Asks which codes of a bulk creation Shopify refused, and why. */
export const redeemCodesOfBulkCreationQuery = operation<{ id: string }>()({
  name: "RedeemCodesOfBulkCreation",
  usualCost: 250,
  document: `#graphql
    query RedeemCodesOfBulkCreation($id: ID!) {
      discountRedeemCodeBulkCreation(id: $id) {
        id
        codes(first: ${REDEEM_CODES_PER_CALL}) { nodes { code errors { message code } } }
      }
    }
  `,
  answer: z.object({
    discountRedeemCodeBulkCreation: z
      .object({
        id: z.string(),
        codes: z.object({
          nodes: z.array(
            z.object({
              code: z.string(),
              errors: z.array(z.object({ message: z.string(), code: z.string().nullish() })),
            }),
          ),
        }),
      })
      .nullable(),
  }),
});

const redeemCode = z.object({ id: z.string(), code: z.string(), asyncUsageCount: z.number().int() });
const value = z.object({
  __typename: z.string(),
  percentage: z.number().optional(),
  amount: z.object({ amount: decimalText }).optional(),
});
const codeDiscount = z.object({
  title: z.string(),
  status: z.string(),
  endsAt: z.string().nullable(),
  usageLimit: z.number().int().nullable(),
  codes: z.object({ nodes: z.array(redeemCode) }),
  customerGets: z.object({ value }),
});

/** One code as it stands: its discount, and how often this very code was used, whatever others the discount has. */
export const redeemCodeByCodeQuery = operation<{ code: string; search: string }>()({
  name: "RedeemCodeByCode",
  usualCost: 5,
  document: `#graphql
    query RedeemCodeByCode($code: String!, $search: String!) {
      codeDiscountNodeByCode(code: $code) {
        id
        codeDiscount {
          __typename
          ... on DiscountCodeBasic {
            title status endsAt usageLimit
            codes(first: 1, query: $search) { nodes { id code asyncUsageCount } }
            customerGets { value { __typename ... on DiscountPercentage { percentage } ... on DiscountAmount { amount { amount } } } }
          }
          ... on DiscountCodeFreeShipping {
            title status endsAt usageLimit
            codes(first: 1, query: $search) { nodes { id code asyncUsageCount } }
          }
        }
      }
    }
  `,
  answer: z.object({
    codeDiscountNodeByCode: z
      .object({
        id: z.string(),
        codeDiscount: z.object({ __typename: z.string() }).extend(codeDiscount.partial().shape),
      })
      .nullable(),
  }),
});

/** Takes single codes out of a discount that has others. Shopify does it later: the answer names a job. */
export const discountCodeRedeemCodeBulkDeleteMutation = operation<{ discountId: string; ids: readonly string[] }>()({
  name: "DiscountCodeRedeemCodeBulkDelete",
  usualCost: 10,
  document: `#graphql
    mutation DiscountCodeRedeemCodeBulkDelete($discountId: ID!, $ids: [ID!]!) {
      discountCodeRedeemCodeBulkDelete(discountId: $discountId, ids: $ids) {
        job { id done }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({
    discountCodeRedeemCodeBulkDelete: z
      .object({ job: z.object({ id: z.string(), done: z.boolean() }).nullable(), userErrors: z.array(userError) })
      .nullable(),
  }),
});
