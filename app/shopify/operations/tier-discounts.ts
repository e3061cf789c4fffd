import { z } from "zod";
import { pageInfo, userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** What both kinds of automatic discounts have in common, in Shopify's words. */
type AutomaticDiscountInput = {
  readonly title: string;
  readonly startsAt?: string;
  readonly endsAt?: null;
  readonly tags: readonly string[];
  readonly context: {
    readonly customerSegments: { readonly add: readonly string[]; readonly remove?: readonly string[] };
  };
  readonly combinesWith: {
    readonly orderDiscounts: boolean;
    readonly productDiscounts: boolean;
    readonly shippingDiscounts: boolean;
  };
  readonly minimumRequirement: { readonly subtotal: { readonly greaterThanOrEqualToSubtotal: string } };
};

/** A percentage off everything. */
export type AutomaticBasicInput = AutomaticDiscountInput & {
  readonly customerGets: { readonly value: { readonly percentage: number }; readonly items: { readonly all: true } };
};

/** Free shipping everywhere. */
export type AutomaticFreeShippingInput = AutomaticDiscountInput & { readonly destination: { readonly all: true } };

const written = z
  .object({ automaticDiscountNode: z.object({ id: z.string() }).nullable(), userErrors: z.array(userError) })
  .nullable();

export const discountAutomaticBasicCreateMutation = operation<{ discount: AutomaticBasicInput }>()({
  name: "DiscountAutomaticBasicCreate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountAutomaticBasicCreate($discount: DiscountAutomaticBasicInput!) {
      discountAutomaticBasicCreate(automaticBasicDiscount: $discount) {
        automaticDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountAutomaticBasicCreate: written }),
});

export const discountAutomaticBasicUpdateMutation = operation<{ id: string; discount: AutomaticBasicInput }>()({
  name: "DiscountAutomaticBasicUpdate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountAutomaticBasicUpdate($id: ID!, $discount: DiscountAutomaticBasicInput!) {
      discountAutomaticBasicUpdate(id: $id, automaticBasicDiscount: $discount) {
        automaticDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountAutomaticBasicUpdate: written }),
});

export const discountAutomaticFreeShippingCreateMutation = operation<{ discount: AutomaticFreeShippingInput }>()({
  name: "DiscountAutomaticFreeShippingCreate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountAutomaticFreeShippingCreate($discount: DiscountAutomaticFreeShippingInput!) {
      discountAutomaticFreeShippingCreate(freeShippingAutomaticDiscount: $discount) {
        automaticDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountAutomaticFreeShippingCreate: written }),
});

export const discountAutomaticFreeShippingUpdateMutation = operation<{
  id: string;
  discount: AutomaticFreeShippingInput;
}>()({
  name: "DiscountAutomaticFreeShippingUpdate",
  usualCost: 10,
  document: `#graphql
    mutation DiscountAutomaticFreeShippingUpdate($id: ID!, $discount: DiscountAutomaticFreeShippingInput!) {
      discountAutomaticFreeShippingUpdate(id: $id, freeShippingAutomaticDiscount: $discount) {
        automaticDiscountNode { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountAutomaticFreeShippingUpdate: written }),
});

export const discountAutomaticDeleteMutation = operation<{ id: string }>()({
  name: "DiscountAutomaticDelete",
  usualCost: 10,
  document: `#graphql
    mutation DiscountAutomaticDelete($id: ID!) {
      discountAutomaticDelete(id: $id) {
        deletedAutomaticDiscountId
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({ discountAutomaticDelete: z.object({ userErrors: z.array(userError) }).nullable() }),
});

/** Kinds of discounts that we never make have no fields here. */
const automatic = z.object({
  __typename: z.string(),
  title: z.string().optional(),
  tags: z.array(z.string()).optional(),
  status: z.string().optional(),
});

/** One page of automatic discounts: whether one of ours was made after all, and how many are active. */
export const automaticDiscountsQuery = operation<{ query: string; after: string | null }>()({
  name: "AutomaticDiscounts",
  usualCost: 15,
  document: `#graphql
    query AutomaticDiscounts($query: String!, $after: String) {
      discountNodes(first: 50, query: $query, after: $after) {
        nodes {
          id
          discount {
            __typename
            ... on DiscountAutomaticBasic { title tags status }
            ... on DiscountAutomaticFreeShipping { title tags status }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  answer: z.object({
    discountNodes: z.object({ nodes: z.array(z.object({ id: z.string(), discount: automatic })), pageInfo }),
  }),
});
