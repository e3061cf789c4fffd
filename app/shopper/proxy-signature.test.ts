import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { library, SECRET } from "./library.fixture.ts";
import { signProxy } from "../../dev-store/storefront/app-proxy.ts";
import { isSignedByProxy } from "./proxy-signature.ts";

// Broken if a query that Shopify did not sign were believed: whoever writes one could spend anybody's points.

const now = new Date();
const seconds = (offset: number): string => String(Math.floor(now.getTime() / 1000) + offset);
const own = (timestamp: string): [string, string][] => [
  ["shop", "demo.myshopify.com"],
  ["logged_in_customer_id", "7201"],
  ["path_prefix", "/apps/loyalty"],
  ["timestamp", timestamp],
];
const sign = (parameters: [string, string][], secret = SECRET): URLSearchParams =>
  new URLSearchParams([...parameters, ["signature", signProxy(parameters, secret)]]);
const saysLibrary = (query: URLSearchParams): Promise<boolean> =>
  library.utils.validateHmac(query, { signator: "appProxy" }).catch(() => false);

describe("the signature of the app proxy", () => {
  it("is believed where Shopify's library believes it, whatever a browser added", async () => {
    // Names as forms have them: the library sorts by the reader's alphabet, which differs for others.
    const added = fc.array(fc.tuple(fc.stringMatching(/^[a-f]{1,3}$/), fc.string({ maxLength: 8 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(added, fc.boolean(), async (more, changed) => {
        const query = sign([...more, ...own(seconds(0))]);
        if (changed) query.set("logged_in_customer_id", "7202");
        expect(isSignedByProxy(query, SECRET, now)).toBe(!changed);
        expect(await saysLibrary(query)).toBe(!changed);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it.each([
    ["without a signature", new URLSearchParams(own(seconds(0)))],
    ["with an empty one", new URLSearchParams([...own(seconds(0)), ["signature", ""]])],
    [
      "with one that is no hexadecimal number",
      new URLSearchParams([...own(seconds(0)), ["signature", "zz".repeat(32)]]),
    ],
    [
      "with a part of one",
      new URLSearchParams([...own(seconds(0)), ["signature", signProxy(own(seconds(0)), SECRET).slice(0, 62)]]),
    ],
    ["signed with another secret", sign(own(seconds(0)), "another secret")],
    ["signed two minutes ago", sign(own(seconds(-120)))],
    ["signed in two minutes", sign(own(seconds(120)))],
    ["signed at no time", sign(own(""))],
    ["signed at a time that is no number", sign(own("soon"))],
  ])("is not believed %s, as by the library", async (_name, query) => {
    expect(isSignedByProxy(query, SECRET, now)).toBe(false);
    expect(await saysLibrary(query)).toBe(false);
  });
});
