import { GraphQLError } from "graphql";
import { gid } from "../../shop/gid.ts";
import type { Context, View } from "../answers.ts";

export const appMutations = {
  /** The app takes itself out: its token ends, and it is told as if the owner had done it. */
  appUninstall: (_args: unknown, context: Context): View => {
    if (context.actor.kind !== "app") throw new GraphQLError("Access denied for appUninstall field.");
    context.uninstallApp();
    return { app: { id: gid("App", context.app.id) }, userErrors: [] };
  },
};
