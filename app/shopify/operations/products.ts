import { z } from "zod";
import { operation } from "../operation.ts";

/** Variants read by one call; each brings its product's collections, so a call stays small. */
export const VARIANTS_PER_CALL = 10;

const product = z.object({
  id: z.string(),
  vendor: z.string(),
  tags: z.array(z.string()),
  collections: z.object({ nodes: z.array(z.object({ id: z.string(), handle: z.string() })) }),
});

/** A variant with what its product adds, as the Admin API answers it. */
const variantAnswer = z.object({ id: z.string(), compareAtPrice: z.string().nullable(), product });

/** Reads what an order's payload doesn't say of its products: collections, tags and the compare-at price. */
export const variantsQuery = operation<{ ids: readonly string[] }>()({
  name: "Variants",
  usualCost: 40,
  document: `#graphql
    query Variants($ids: [ID!]!) {
      nodes(ids: $ids) {
        ... on ProductVariant {
          id
          compareAtPrice
          product { id handle vendor tags collections(first: 25) { nodes { id handle } } }
        }
      }
    }
  `,
  answer: z.object({
    nodes: z.array(variantAnswer.extend({ product: product.extend({ handle: z.string() }) }).nullable()),
  }),
});

/** Finds the first variant of a product by the product's handle, for a program that names its free product by handle. */
export const productByHandleQuery = operation<{ handle: string }>()({
  name: "ProductByHandle",
  usualCost: 5,
  document: `#graphql
    query ProductByHandle($handle: String!) {
      productByIdentifier(identifier: { handle: $handle }) {
        id
        variants(first: 1) { nodes { id } }
      }
    }
  `,
  answer: z.object({
    productByIdentifier: z
      .object({ id: z.string(), variants: z.object({ nodes: z.array(z.object({ id: z.string() })) }) })
      .nullable(),
  }),
});
