import fc from "fast-check";
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signProxy } from "../../dev-store/storefront/app-proxy.ts";
import { createSignatures } from "./signatures.ts";

// Broken if what Shopify did not sign, or signed for another app or another time, were believed: whoever writes it could spend anybody's points.
const SECRET = "a-secret-that-only-shopify-and-we-know";
const { isSigned, readToken } = createSignatures({ apiKey: "key", secret: SECRET, url: "https://laurel.example.com" });

// The clock stands still, so that a slow machine makes no token older.
const now = new Date("2026-01-05T09:00:00Z");
beforeAll(() => vi.useFakeTimers({ now, toFake: ["Date"] }));
afterAll(() => vi.useRealTimers());

const at = (offset: number): number => now.getTime() / 1000 + offset;

describe("a session token", () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const HEADER = { alg: "HS256", typ: "JWT" };
  const CLAIMS = {
    aud: "key",
    dest: "demo.myshopify.com",
    sub: "gid://shopify/Customer/7201",
    nbf: at(-1),
    exp: at(60),
  };
  const { exp: _exp, ...ENDLESS } = CLAIMS;

  function sign(claims: unknown, how: { header?: object; secret?: string; hash?: string } = {}): string {
    const { header = HEADER, secret = SECRET, hash = "sha256" } = how;
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${createHmac(hash, secret).update(text).digest("base64url")}`;
  }
  const [, , signature = ""] = sign(CLAIMS).split(".");

  it.each([
    ["that Shopify signed just now", sign(CLAIMS)],
    ["a moment too old for our clock", sign({ ...CLAIMS, exp: at(-3) })],
    ["a moment too young for our clock", sign({ ...CLAIMS, nbf: at(3) })],
  ])("%s is believed", async (_, token) => {
    expect(await readToken(`Bearer ${token}`)).toMatchObject({ dest: CLAIMS.dest, sub: CLAIMS.sub });
  });

  it.each([
    ["for another app", sign({ ...CLAIMS, aud: "another" })],
    ["for nobody", sign({ ...CLAIMS, aud: undefined })],
    ["for several apps", sign({ ...CLAIMS, aud: ["key", "another"] })],
    ["too old", sign({ ...CLAIMS, exp: at(-60) })],
    ["too young", sign({ ...CLAIMS, nbf: at(60) })],
    ["with an end that is no time", sign({ ...CLAIMS, exp: "never" })],
    ["without an end", sign(ENDLESS)],
    ["with another secret", sign(CLAIMS, { secret: "another" })],
    ["with no secret", sign(CLAIMS, { secret: "" })],
    ["whose claims were changed", `${part(HEADER)}.${part({ ...CLAIMS, sub: "x" })}.${signature}`],
    ["whose header was changed", `${part({ ...HEADER, kid: "1" })}.${part(CLAIMS)}.${signature}`],
    ["that says that it is not signed", `${part({ alg: "none" })}.${part(CLAIMS)}.`],
    ["signed, which says that it is not", sign(CLAIMS, { header: { alg: "none" } })],
    ["signed another way", sign(CLAIMS, { header: { alg: "HS512" }, hash: "sha512" })],
    ["with a part of its signature", sign(CLAIMS).slice(0, -4)],
    ["with more behind it", `${sign(CLAIMS)}.x`],
    ["whose claims are a list", sign([CLAIMS])],
    ["whose claims are nothing", sign(null)],
    ["that is none", "abc"],
    ["that is empty", ""],
  ])("%s is not believed", async (_, token) => {
    expect(await readToken(`Bearer ${token}`)).toBeNull();
  });

  it("is read only from a header that says that it bears one", async () => {
    expect(await readToken(`bearer ${sign(CLAIMS)}`)).not.toBeNull();
    for (const header of [sign(CLAIMS), `Basic ${sign(CLAIMS)}`, `Bearer x ${sign(CLAIMS)}`, "", null])
      expect(await readToken(header)).toBeNull();
  });
});

describe("the signature of the app proxy", () => {
  const own = (timestamp: string): [string, string][] => [
    ["shop", "demo.myshopify.com"],
    ["logged_in_customer_id", "7201"],
    ["path_prefix", "/apps/loyalty"],
    ["timestamp", timestamp],
  ];
  const fresh = own(String(at(0)));
  const sign = (parameters: [string, string][], secret = SECRET): URLSearchParams =>
    new URLSearchParams([...parameters, ["signature", signProxy(parameters, secret)]]);

  it("is believed whatever a browser added, and not once anything was changed", async () => {
    // Names as forms have them: the library sorts by the reader's alphabet, which differs for others.
    const added = fc.array(fc.tuple(fc.stringMatching(/^[a-f]{1,3}$/), fc.string({ maxLength: 8 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(added, fc.constantFrom(...fresh), async (more, [name, value]) => {
        const query = sign([...more, ...fresh]);
        expect(await isSigned(query)).toBe(true);
        query.set(name, `${value}1`);
        expect(await isSigned(query)).toBe(false);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it.each([
    ["without a signature", new URLSearchParams(fresh)],
    ["with an empty one", new URLSearchParams([...fresh, ["signature", ""]])],
    ["with one that is no hexadecimal number", new URLSearchParams([...fresh, ["signature", "zz".repeat(32)]])],
    ["with a part of one", new URLSearchParams([...fresh, ["signature", signProxy(fresh, SECRET).slice(0, 62)]])],
    ["signed with another secret", sign(fresh, "another secret")],
    ["signed two minutes ago", sign(own(String(at(-120))))],
    ["signed in two minutes", sign(own(String(at(120))))],
    ["signed at no time", sign(own(""))],
    ["signed at a time that is no number", sign(own("soon"))],
  ])("is not believed %s", async (_name, query) => {
    expect(await isSigned(query)).toBe(false);
  });
});
