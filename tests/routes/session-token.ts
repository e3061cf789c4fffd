import { SignJWT } from "jose";
import { SHOP } from "./shopper-stage.ts";

/** Shopify's library answers 410 to what calls itself a robot; an extension's worker calls itself a browser. */
export const AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const ALG = "HS256";
/** The customer whose token it is where nothing else is said. */
const ADA = "7201";

export const gid = (customer: string) => `gid://shopify/Customer/${customer}`;

/** A session token as Shopify makes it for an extension; changes are what a forger would try. */
export function tokenOf(
  changes: Record<string, unknown> = {},
  secret = process.env["SHOPIFY_API_SECRET"] ?? "",
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    dest: SHOP,
    aud: process.env["SHOPIFY_API_KEY"],
    sub: gid(ADA),
    exp: now + 300,
    nbf: now,
    iat: now,
    jti: "1",
  };
  const payload = Object.fromEntries(
    Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg: ALG, typ: "JWT" }).sign(new TextEncoder().encode(secret));
}
