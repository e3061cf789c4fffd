import type { ActionFunctionArgs } from "@remix-run/node";
import { eraseEverything } from "../admin/settings.server.ts";

/** Everything of the shop is to be deleted; its name has been typed. */
export const action = async ({ request }: ActionFunctionArgs) => Response.json(await eraseEverything(request));
