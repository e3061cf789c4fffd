/** Session tokens: short proofs, signed with the app's secret, of who is looking at a page. */
import { SignJWT, jwtVerify } from "jose";
import { randomUUID } from "node:crypto";
import type { StoreConfig } from "../store.ts";

const ADMIN_SECONDS = 60;
const EXTENSION_SECONDS = 300;
/** The only staff member of the box. */
const OWNER_ID = "1";

const keyOf = (config: StoreConfig) => new TextEncoder().encode(config.apiSecret);
const now = () => Math.floor(Date.now() / 1000);

/** What App Bridge's idToken gives in the admin. */
export function adminToken(config: StoreConfig): Promise<string> {
  const shop = `https://${config.domain}`;
  return new SignJWT({ dest: shop, sid: randomUUID() })
    .setIssuer(`${shop}/admin`)
    .setSubject(OWNER_ID)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setAudience(config.apiKey)
    .setIssuedAt(now())
    .setNotBefore(now())
    .setExpirationTime(now() + ADMIN_SECONDS)
    .setJti(randomUUID())
    .sign(keyOf(config));
}

/** What a customer account extension's sessionToken gives; `sub` is the signed-in customer's gid. */
export function extensionToken(config: StoreConfig, customerGid: string | null): Promise<string> {
  const token = new SignJWT({ dest: config.domain })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setAudience(config.apiKey)
    .setIssuedAt(now())
    .setNotBefore(now())
    .setExpirationTime(now() + EXTENSION_SECONDS)
    .setJti(randomUUID());
  if (customerGid) token.setSubject(customerGid);
  return token.sign(keyOf(config));
}

/** Whether a token was made for this app and this shop, and is still good. */
export async function isAdminToken(config: StoreConfig, token: string): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(token, keyOf(config), { audience: config.apiKey, currentDate: new Date() });
    return payload.dest === `https://${config.domain}`;
  } catch {
    return false;
  }
}
