import { z } from "zod";
import { operation } from "../operation.ts";

/** What the program needs to know of a shop. */
export const shopQuery = operation<Record<string, never>>()({
  name: "Shop",
  usualCost: 5,
  document: `#graphql
    query Shop {
      shop {
        id
        name
        myshopifyDomain
        url
        currencyCode
        ianaTimezone
        taxesIncluded
        customerAccountsV2 { customerAccountsVersion }
      }
    }
  `,
  answer: z.object({
    shop: z.object({
      id: z.string(),
      name: z.string(),
      myshopifyDomain: z.string(),
      url: z.string(),
      currencyCode: z.string(),
      ianaTimezone: z.string(),
      taxesIncluded: z.boolean(),
      customerAccountsV2: z.object({ customerAccountsVersion: z.string() }),
    }),
  }),
});
