import { z } from "zod";
import { userError } from "../answers.ts";
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

/** Asks how far Shopify has come with a bulk creation, and which codes it refused. */
export const discountRedeemCodeBulkCreationQuery = operation<{ id: string }>()({
  name: "DiscountRedeemCodeBulkCreation",
  usualCost: 30,
  document: `#graphql
    query DiscountRedeemCodeBulkCreation($id: ID!) {
      discountRedeemCodeBulkCreation(id: $id) {
        id
        done
        importedCount
        failedCount
        codes(first: ${REDEEM_CODES_PER_CALL}) { nodes { code errors { message code } } }
      }
    }
  `,
  answer: z.object({
    discountRedeemCodeBulkCreation: z
      .object({
        id: z.string(),
        done: z.boolean(),
        importedCount: z.number().int(),
        failedCount: z.number().int(),
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
