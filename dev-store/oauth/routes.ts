/** POST /admin/oauth/access_token: token exchange and refresh, the two grants of a managed installation. */
import { timingSafeEqual } from "node:crypto";
import { Router } from "express";
import { parseFields } from "../body.ts";
import { fieldsOf, handler } from "../handler.ts";
import { textOf } from "../html.ts";
import type { Store } from "../store.ts";
import { isAdminToken } from "./session-token.ts";
import { issueOffline, issueOnline, refreshOffline } from "./tokens.ts";
import type { Grant } from "./tokens.ts";

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";

type Answer = { status: number; body: Grant | { error: string; error_description: string } };

/** The shop's OAuth address. */
export function oauthRoutes(store: Store): Router {
  const router = Router();
  router.post(
    "/admin/oauth/access_token",
    parseFields,
    handler(async (request, response) => {
      const { status, body } = await grant(store, fieldsOf(request));
      response.status(status).json(body);
    }),
  );
  return router;
}

const refuse = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
});

async function grant(store: Store, fields: Record<string, unknown>): Promise<Answer> {
  const { config } = store;
  if (textOf(fields.client_id) !== config.apiKey || !isSame(textOf(fields.client_secret), config.apiSecret))
    return refuse(401, "invalid_client", "The client id or secret is wrong.");
  if (fields.grant_type === "refresh_token") {
    const fresh = store.pages.installed ? refreshOffline(store, textOf(fields.refresh_token)) : null;
    return fresh
      ? { status: 200, body: fresh }
      : refuse(400, "invalid_grant", "The refresh token is unknown, used or over.");
  }
  if (fields.grant_type !== EXCHANGE)
    return refuse(400, "unsupported_grant_type", "Token exchange and refresh_token are known.");
  if (!(await isAdminToken(config, textOf(fields.subject_token))))
    return refuse(400, "invalid_subject_token", "The session token is not for this app and shop, or is over.");
  if (!store.pages.installed)
    return refuse(400, "application_cannot_be_installed", "The owner has not installed the app.");
  if (fields.requested_token_type === ONLINE) return { status: 200, body: issueOnline(store) };
  if (fields.requested_token_type !== OFFLINE)
    return refuse(400, "invalid_request", "requested_token_type is unknown.");
  return { status: 200, body: issueOffline(store, textOf(fields.expiring) === "1") };
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
