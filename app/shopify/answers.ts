import { z } from "zod";

/** A decimal amount as the Admin API writes it, for example "49.9". */
export const decimalText = z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/, "should be a decimal amount");

/** An amount in the shop's own currency; what the buyer saw in another currency doesn't matter to the program. */
export const shopMoney = z.object({ shopMoney: z.object({ amount: decimalText }) });

/** Where a list goes on. */
export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** An error that Shopify gives as part of a successful answer. */
export const userError = z.object({
  field: z.array(z.string()).nullish(),
  message: z.string(),
  code: z.string().nullish(),
});

/** An error that Shopify gives as part of a successful answer. */
export type UserError = z.infer<typeof userError>;
