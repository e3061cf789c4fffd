import { z } from "zod";
import { userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** What all kinds of code discounts have in common, in Shopify's words. */
type CodeDiscountInput = {
  readonly title: string;
  readonly code: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly usageLimit: number;
  readonly tags: readonly string[];
  readonly context: { readonly all: "ALL" } | { readonly customers: { readonly add: readonly string[] } };
  readonly combinesWith: {
    readonly orderDiscounts: boolean;
    readonly productDiscounts: boolean;
    readonly shippingDiscounts: boolean;
  };
  readonly minimumRequirement?: { readonly subtotal: { readonly greaterThanOrEqualToSubtotal: string } };
};

/** A discount of an amount or a percentage, on everything or on one variant. */
export type BasicDiscountInput = CodeDiscountInput & {
  readonly customerGets: {
    readonly value:
      | { readonly percentage: number }
      | { readonly discountAmount: { readonly amount: string; readonly appliesOnEachItem: boolean } };
    readonly items:
      { readonly all: true } | { readonly products: { readonly productVariantsToAdd: readonly string[] } };
  };
};

/** A discount that makes shipping free everywhere. */
export type FreeShippingDiscountInput = CodeDiscountInput & { readonly destination: { readonly all: true } };

const created = z
  .object({ codeDiscountNode: z.object({ id: z.string() }).nullable(), userErrors: z.array(userError) })
  .nullable();

/** Makes a discount with one code. */
export const discountCodeBasicCreateMutation = operation<{ discount: BasicDiscountInput }>()({
  name: "DiscountCodeBasicCreate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountCodeBasicCreate($discount: DiscountCodeBasicInput!) {
      discountCodeBasicCreate(basicCodeDiscount: $discount) {
        codeDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountCodeBasicCreate: created }),
});

/** Makes a discount on shipping with one code. */
export const discountCodeFreeShippingCreateMutation = operation<{ discount: FreeShippingDiscountInput }>()({
  name: "DiscountCodeFreeShippingCreate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountCodeFreeShippingCreate($discount: DiscountCodeFreeShippingInput!) {
      discountCodeFreeShippingCreate(freeShippingCodeDiscount: $discount) {
        codeDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountCodeFreeShippingCreate: created }),
});

const status = z.object({
  title: z.string(),
  status: z.string(),
  endsAt: z.string().nullable(),
  asyncUsageCount: z.number().int(),
});

/** Finds the discount that a code belongs to, whatever the case of its letters; the look-up after an unknown outcome. */
export const codeDiscountNodeByCodeQuery = operation<{ code: string }>()({
  name: "CodeDiscountNodeByCode",
  usualCost: 5,
  document: `#graphql
    query CodeDiscountNodeByCode($code: String!) {
      codeDiscountNodeByCode(code: $code) {
        id
        codeDiscount {
          __typename
          ... on DiscountCodeBasic { title status endsAt asyncUsageCount }
          ... on DiscountCodeFreeShipping { title status endsAt asyncUsageCount }
        }
      }
    }
  `,
  answer: z.object({
    codeDiscountNodeByCode: z
      .object({ id: z.string(), codeDiscount: z.object({ __typename: z.string() }).extend(status.partial().shape) })
      .nullable(),
  }),
});

/** Ends a discount now; its code no longer works. */
export const discountCodeDeactivateMutation = operation<{ id: string }>()({
  name: "DiscountCodeDeactivate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountCodeDeactivate($id: ID!) {
      discountCodeDeactivate(id: $id) {
        codeDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountCodeDeactivate: created }),
});

/** Deletes a discount together with its codes. */
export const discountCodeDeleteMutation = operation<{ id: string }>()({
  name: "DiscountCodeDelete",
  usualCost: 10,
  document: `#graphql
    mutation DiscountCodeDelete($id: ID!) {
      discountCodeDelete(id: $id) {
        deletedCodeDiscountId
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({
    discountCodeDelete: z
      .object({ deletedCodeDiscountId: z.string().nullable(), userErrors: z.array(userError) })
      .nullable(),
  }),
});
