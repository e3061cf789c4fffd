import { z } from "zod";
import { rememberStaff } from "../commands/remember-staff.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { logger } from "../logger.server.ts";
import { staffAskedAt } from "../queries/staff-names.ts";
import type { AdminRequest } from "./request.server.ts";

/** A name is asked for anew after so long: people marry, and accounts change hands. */
const ASK_AFTER_MS = 30 * 86_400_000;
const PATIENCE_MS = 5_000;

const answer = z.object({
  associated_user: z.object({ first_name: z.string().nullish(), last_name: z.string().nullish() }),
});

/**
 * Learns how the staff member who asks is called: Shopify says it when a session token is exchanged for an online token, which is
 * thrown away. Asked once a month for each; a failure costs the page nothing and is noted, so that it isn't repeated at every click.
 */
export async function learnStaffName(request: Request, { shop, author }: AdminRequest): Promise<void> {
  const { programId } = shop;
  const staffId = author.slice("staff:".length);
  const token = sessionTokenOf(request);
  if (token === null) return;
  const now = new Date();
  const asked = await staffAskedAt(db, { programId, staffId });
  if (asked !== null && now.getTime() - asked.getTime() < ASK_AFTER_MS) return;
  const name = await askName(shop.domain, token).catch((error: unknown) => {
    logger.warn({ err: error, shop: shop.domain }, "a staff member's name could not be read from Shopify");
    return "";
  });
  await rememberStaff(db, { programId, staffId, name, now });
}

function sessionTokenOf(request: Request): string | null {
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  return bearer ?? new URL(request.url).searchParams.get("id_token");
}

async function askName(domain: string, token: string): Promise<string> {
  const response = await fetch(`https://${domain}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({
      client_id: env.SHOPIFY_API_KEY,
      client_secret: env.SHOPIFY_API_SECRET,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: token,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:online-access-token",
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the token exchange answered ${response.status}`);
  const { associated_user: user } = answer.parse(await response.json());
  return [user.first_name, user.last_name].filter((part) => typeof part === "string" && part !== "").join(" ");
}
