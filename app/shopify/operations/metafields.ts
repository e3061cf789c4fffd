import { z } from "zod";
import { userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** Metafields that Shopify takes in one call. The call is atomic: one refused entry refuses all. */
export const METAFIELDS_PER_CALL = 25;

/** One metafield to write; without a namespace it lands in the app's own, which no other app can write. */
export type MetafieldInput = {
  readonly ownerId: string;
  readonly key: string;
  readonly type: "json";
  readonly value: string;
};

/** Writes up to METAFIELDS_PER_CALL metafields. */
export const metafieldsSetMutation = operation<{ metafields: readonly MetafieldInput[] }>()({
  name: "MetafieldsSet",
  usualCost: 35,
  document: `#graphql
    mutation MetafieldsSet($metafields: [MetafieldsSetInput!]!) {
      metafieldsSet(metafields: $metafields) {
        metafields { id }
        userErrors { field message code elementIndex }
      }
    }
  `,
  answer: z.object({
    metafieldsSet: z
      .object({
        metafields: z.array(z.object({ id: z.string() })).nullable(),
        userErrors: z.array(userError.extend({ elementIndex: z.number().int().nullish() })),
      })
      .nullable(),
  }),
});
