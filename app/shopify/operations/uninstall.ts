import { z } from "zod";
import { userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** Takes the app that asks out of the shop; its token ends with it. */
export const appUninstallMutation = operation<Record<string, never>>()({
  name: "AppUninstall",
  usualCost: 10,
  document: `#graphql
    mutation AppUninstall {
      appUninstall { app { id } userErrors { field message } }
    }
  `,
  answer: z.object({
    appUninstall: z.object({ app: z.object({ id: z.string() }).nullable(), userErrors: z.array(userError) }).nullable(),
  }),
});
