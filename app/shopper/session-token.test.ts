import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { library, SECRET } from "./library.fixture.ts";
import { readSessionToken } from "./session-token.ts";

// Broken if a token that Shopify did not sign, or signed for another time, were believed: whoever writes one could spend anybody's points.
const saysLibrary = (token: string): Promise<boolean> =>
  library.session.decodeSessionToken(token, { checkAudience: false }).then(
    () => true,
    () => false,
  );

const now = new Date();
const at = (offset: number): number => Math.floor(now.getTime() / 1000) + offset;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const HEADER = { alg: "HS256", typ: "JWT" };
const CLAIMS = { aud: "key", dest: "demo.myshopify.com", sub: "gid://shopify/Customer/7201", nbf: at(-1), exp: at(60) };

function sign(claims: unknown, how: { header?: object; secret?: string; hash?: string } = {}): string {
  const { header = HEADER, secret = SECRET, hash = "sha256" } = how;
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest("base64url")}`;
}

const [, , signature = ""] = sign(CLAIMS).split(".");

describe("a session token", () => {
  it.each<[string, string, boolean]>([
    ["that Shopify signed just now", sign(CLAIMS), true],
    ["for another app, which the caller finds out", sign({ ...CLAIMS, aud: "another" }), true],
    ["a moment too old for our clock", sign({ ...CLAIMS, exp: at(-3) }), true],
    ["a moment too young for our clock", sign({ ...CLAIMS, nbf: at(3) }), true],
    ["too old", sign({ ...CLAIMS, exp: at(-60) }), false],
    ["too young", sign({ ...CLAIMS, nbf: at(60) }), false],
    ["with an end that is no time", sign({ ...CLAIMS, exp: "never" }), false],
    ["with another secret", sign(CLAIMS, { secret: "another" }), false],
    ["with no secret", sign(CLAIMS, { secret: "" }), false],
    ["whose claims were changed", `${part(HEADER)}.${part({ ...CLAIMS, sub: "x" })}.${signature}`, false],
    ["whose header was changed", `${part({ ...HEADER, kid: "1" })}.${part(CLAIMS)}.${signature}`, false],
    ["that says that it is not signed", `${part({ alg: "none" })}.${part(CLAIMS)}.`, false],
    ["signed, which says that it is not", sign(CLAIMS, { header: { alg: "none" } }), false],
    ["signed another way", sign(CLAIMS, { header: { alg: "HS512" }, hash: "sha512" }), false],
    ["with a part of its signature", sign(CLAIMS).slice(0, -4), false],
    ["with more behind it", `${sign(CLAIMS)}.x`, false],
    ["whose claims are a list", sign([CLAIMS]), false],
    ["whose claims are nothing", sign(null), false],
    ["that is none", "abc", false],
    ["that is empty", "", false],
  ])("%s is believed where Shopify's library believes it", async (_, token, isBelieved) => {
    expect(await saysLibrary(token)).toBe(isBelieved);
    const read = readSessionToken(`Bearer ${token}`, SECRET, now);
    expect(read !== null).toBe(isBelieved);
    if (isBelieved) expect(read).toMatchObject({ dest: CLAIMS.dest, sub: CLAIMS.sub });
  });

  it("is believed for a while only, and only where it says that it bears one", () => {
    const { exp: _exp, ...endless } = CLAIMS;
    expect(readSessionToken(`Bearer ${sign(endless)}`, SECRET, now)).toBeNull();
    expect(readSessionToken(sign(CLAIMS), SECRET, now)).toBeNull();
    expect(readSessionToken(`Basic ${sign(CLAIMS)}`, SECRET, now)).toBeNull();
    expect(readSessionToken(null, SECRET, now)).toBeNull();
  });
});
