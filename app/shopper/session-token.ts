import { createHmac, timingSafeEqual } from "node:crypto";

/** What a customer account extension's session token says; Shopify signs it with the app's secret. */
export type AccountClaims = { aud?: unknown; dest?: unknown; sub?: unknown };

/** Clocks differ a little: Shopify's library allows as much. */
const TOLERANCE_SECONDS = 10;
const BEARER = /^Bearer\s+(\S+)$/i;
const PART = /^[A-Za-z0-9_-]+$/;

/**
 * The claims of a token that Shopify signed with the app's secret and that is good now; null for any other. For whom it was made is for the
 * caller to check. Shopify's library says the same of the same tokens, which a test holds, but takes many times as long and refuses by
 * the browser's name before it looks at the token.
 */
export function readSessionToken(authorization: string | null, secret: string, now: Date): AccountClaims | null {
  const [header, claims, signature, ...more] = BEARER.exec(authorization ?? "")?.[1]?.split(".") ?? [];
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0) return null;
  if (![header, claims, signature].every((part) => PART.test(part))) return null;
  const made = createHmac("sha256", secret).update(`${header}.${claims}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== made.length || !timingSafeEqual(given, made)) return null;
  if (objectOf(header)?.["alg"] !== "HS256") return null;
  const said = objectOf(claims);
  return said !== null && isGoodAt(said, now.getTime() / 1000) ? said : null;
}

function isGoodAt({ exp, nbf }: Record<string, unknown>, seconds: number): boolean {
  const hasBegun = nbf === undefined || (typeof nbf === "number" && nbf <= seconds + TOLERANCE_SECONDS);
  // A token without an end is none of Shopify's: whoever found it could use it for ever.
  return hasBegun && typeof exp === "number" && exp > seconds - TOLERANCE_SECONDS;
}

function objectOf(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
