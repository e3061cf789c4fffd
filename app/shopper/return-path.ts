const LENGTH_LIMIT = 2000;
/** A host that no shop has: whatever resolves to another one would leave the shop. */
const NOWHERE = "https://shop.invalid";

/**
 * Where to send the shopper back to: the path that the form named, if it is a path of the same shop, else `otherwise`.
 * Absolute addresses, "//host", "/\host" and control characters (which browsers drop) are not.
 */
export function returnPath(given: string | undefined, otherwise: string): string {
  if (given === undefined || given.length > LENGTH_LIMIT) return otherwise;
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given) || !URL.canParse(given, NOWHERE)) return otherwise;
  const url = new URL(given, NOWHERE);
  return url.origin === NOWHERE && !url.pathname.startsWith("//")
    ? `${url.pathname}${url.search}${url.hash}`
    : otherwise;
}
