import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

// Broken if the two customer account extensions spoke differently, or were too heavy for Shopify.
const EXTENSIONS = join(import.meta.dirname, "../../extensions");
const LIMIT_BYTES = 64 * 1024;

describe("both extensions", () => {
  const localesOf = (name: string) => {
    const folder = join(EXTENSIONS, name, "locales");
    return Object.fromEntries(
      readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8")) as object]),
    );
  };
  const keysOf = (tree: object, path = ""): string[] =>
    Object.entries(tree).flatMap(([key, node]: [string, unknown]) =>
      typeof node === "object" && node !== null
        ? keysOf(node, `${path}${key}.`)
        : [`${path}${key} ${[...String(node).matchAll(/\{\{\s*\w+\s*\}\}/g)].map(String).toSorted().join()}`],
    );

  it("say the same in eight languages", () => {
    const page = localesOf("customer-account-page");
    expect(localesOf("customer-account-profile")).toEqual(page);
    for (const locales of [page, localesOf("customer-account-order")]) {
      expect(Object.keys(locales).length).toBe(8);
      for (const [file, tree] of Object.entries(locales))
        expect(keysOf(tree), file).toEqual(keysOf(locales["en.default.json"] ?? {}));
    }
  });

  it.each([
    "customer-account-page/src/LoyaltyPage.tsx",
    "customer-account-profile/src/ProfileBlock.tsx",
    "customer-account-order/src/ThankYou.tsx",
  ])("%s is far from Shopify's limit, bundled as the CLI does", async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [join(EXTENSIONS, entry)],
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      define: { "process.env.APP_URL": '"https://laurel.example.com"' },
    });
    expect(gzipSync(outputFiles[0]?.contents ?? "").length).toBeLessThan(LIMIT_BYTES / 4);
  });
});
