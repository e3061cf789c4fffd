import { SignJWT } from "jose";
import { SHOP } from "./shopper-stage.ts";

/** Requests as the Shopify admin sends them: with the session token that App Bridge gets for the staff member. */

/** Shopify's library answers 410 to what calls itself a robot. */
export const BROWSER =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const APP = "http://localhost:4001";

/** A session token of the admin; changes are what a forger would try. */
export function sessionToken(changes: Record<string, unknown> = {}, secret?: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `https://${SHOP}/admin`,
    dest: `https://${SHOP}`,
    aud: process.env["SHOPIFY_API_KEY"],
    sub: "42",
    exp: now + 60,
    nbf: now - 1,
    iat: now,
    jti: "1",
    sid: "1",
    ...changes,
  };
  const key = new TextEncoder().encode(secret ?? process.env["SHOPIFY_API_SECRET"] ?? "");
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(key);
}

type Wish = { token?: string | null; form?: Record<string, string>; json?: unknown };

/** A request of a page that is open in the admin. */
export async function adminRequest(path: string, { token, form, json }: Wish = {}): Promise<Request> {
  const headers: Record<string, string> = { "user-agent": BROWSER };
  const bearer = token === undefined ? await sessionToken() : token;
  if (bearer !== null) headers["authorization"] = `Bearer ${bearer}`;
  if (json !== undefined) headers["content-type"] = "application/json";
  const body = json === undefined ? (form === undefined ? null : new URLSearchParams(form)) : JSON.stringify(json);
  return new Request(new URL(path, APP), { method: body === null ? "GET" : "POST", headers, body });
}

/** The status that a loader or action threw, or null when it answered. */
export async function thrownStatus(work: Promise<unknown>): Promise<number | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    const init = (thrown as { init?: { status?: number } | null }).init;
    if (init?.status === undefined) throw thrown;
    return init.status;
  }
}
