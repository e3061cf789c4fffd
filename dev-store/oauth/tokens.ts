/** The app's tokens: issued, refreshed, expired and revoked as Shopify does. */
import { randomBytes } from "node:crypto";
import type { AccessToken } from "../pages-state.ts";
import type { Store } from "../store.ts";

const OFFLINE_SECONDS = 60 * 60;
const ONLINE_SECONDS = 24 * 60 * 60;
const REFRESH_SECONDS = 90 * 24 * 60 * 60;
/** Tokens are kept for a while after they end, so that nothing grows for ever. */
const MOST_TOKENS = 1000;

const random = (prefix: string) => prefix + randomBytes(16).toString("hex");

export type Grant = {
  access_token: string;
  scope: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
  associated_user_scope?: string;
  associated_user?: Record<string, unknown>;
};

/** A token for background work; expiring ones come with a refresh token. */
export function issueOffline(store: Store, isExpiring: boolean): Grant {
  const scope = store.config.scopes.join(",");
  const access = addToken(store, "shpat_", {
    kind: "offline",
    scopes: store.config.scopes,
    expiresAt: isExpiring ? after(OFFLINE_SECONDS) : null,
  });
  if (!isExpiring) return { access_token: access, scope };
  const refresh = random("shprt_");
  store.pages.refreshTokens[refresh] = { expiresAt: after(REFRESH_SECONDS), replacedBy: null, used: false };
  forgetOldest(store.pages.refreshTokens);
  store.pagesChanged();
  return {
    access_token: access,
    scope,
    expires_in: OFFLINE_SECONDS,
    refresh_token: refresh,
    refresh_token_expires_in: REFRESH_SECONDS,
  };
}

/** A token for the owner's own clicks. */
export function issueOnline(store: Store): Grant {
  const scope = store.config.scopes.join(",");
  const access = addToken(store, "shpua_", {
    kind: "online",
    scopes: store.config.scopes,
    expiresAt: after(ONLINE_SECONDS),
  });
  return {
    access_token: access,
    scope,
    expires_in: ONLINE_SECONDS - 1,
    associated_user_scope: scope,
    associated_user: OWNER,
  };
}

/** New tokens for a refresh token; null where it is unknown, over, or spent for good. */
export function refreshOffline(store: Store, text: string): Grant | null {
  const known = Object.hasOwn(store.pages.refreshTokens, text) ? store.pages.refreshTokens[text] : undefined;
  if (!known || known.expiresAt <= Date.now()) return null;
  const replacement = known.replacedBy ? store.pages.refreshTokens[known.replacedBy] : null;
  if (known.used && replacement?.used !== false) return null;
  const grant = issueOffline(store, true);
  known.used = true;
  known.replacedBy = grant.refresh_token ?? null;
  store.pagesChanged();
  return grant;
}

/** What a token allows; null where it is unknown or over. */
export function findToken(store: Store, text: string): { scopes: string[] } | null {
  const known = Object.hasOwn(store.pages.tokens, text) ? store.pages.tokens[text] : undefined;
  if (!known || (known.expiresAt !== null && known.expiresAt <= Date.now())) return null;
  return { scopes: known.scopes };
}

/** Ends all access tokens now; refresh tokens still work. */
export function expireTokens(store: Store): void {
  for (const token of Object.values(store.pages.tokens)) token.expiresAt = Date.now();
  store.pagesChanged();
}

/** Takes every token away: the app is uninstalled. */
export function revokeTokens(store: Store): void {
  store.pages.tokens = {};
  store.pages.refreshTokens = {};
  store.pagesChanged();
}

const after = (seconds: number) => Date.now() + seconds * 1000;

function addToken(store: Store, prefix: string, token: AccessToken): string {
  const text = random(prefix);
  store.pages.tokens[text] = token;
  forgetOldest(store.pages.tokens);
  store.pagesChanged();
  return text;
}

function forgetOldest(all: Record<string, unknown>): void {
  const names = Object.keys(all);
  for (const name of names.slice(0, Math.max(0, names.length - MOST_TOKENS))) Reflect.deleteProperty(all, name);
}

const OWNER = {
  id: 1,
  first_name: "Olive",
  last_name: "Owner",
  email: "owner@teahouse.example",
  account_owner: true,
  locale: "en",
  collaborator: false,
  email_verified: true,
};
