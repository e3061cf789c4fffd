import { createHmac, timingSafeEqual } from "node:crypto";

/** A signature of Shopify's is not believed for longer, so that an address that leaked is of no use a moment later. */
const BELIEVED_FOR_MS = 90_000;

/**
 * Whether Shopify's app proxy signed this query with the app's secret, just now. Repeated parameters are joined by commas, all are sorted
 * and run together, and their HMAC-SHA256 stands in `signature`. Shopify's library says the same, but reads the shop's session from the
 * database before it answers, for an Admin API that no shopper's request needs; a test holds the two together.
 */
export function isSignedByProxy(parameters: URLSearchParams, secret: string, now: Date): boolean {
  const given = Buffer.from(parameters.get("signature") ?? "", "hex");
  const made = createHmac("sha256", secret).update(signedText(parameters)).digest();
  if (given.length !== made.length || !timingSafeEqual(given, made)) return false;
  const age = now.getTime() - Number(parameters.get("timestamp")) * 1000;
  return Math.abs(age) <= BELIEVED_FOR_MS;
}

function signedText(parameters: URLSearchParams): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    if (name === "signature") continue;
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return [...values]
    .map(([name, all]) => `${name}=${all.join(",")}`)
    .sort()
    .join("");
}
