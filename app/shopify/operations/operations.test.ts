import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { API_VERSION } from "../api-version.ts";

// A field that Shopify renames or removes would break a shop at run time; here it breaks the build.

const folder = new URL("./", import.meta.url);
const schema = buildSchema(
  gunzipSync(
    readFileSync(new URL(`../../../dev-store/schema/admin_${API_VERSION}.graphql.gz`, import.meta.url)),
  ).toString("utf8"),
  { assumeValid: true },
);

type Declared = { readonly name: string; readonly document: string };

function isOperation(value: unknown): value is Declared {
  return typeof value === "object" && value !== null && "document" in value && "name" in value && "answer" in value;
}

async function listOperations(): Promise<Declared[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isOperation));
}

describe("operations", async () => {
  const operations = await listOperations();

  it("are all found by this test: as many as there are #graphql strings in the folder", () => {
    const written = readdirSync(folder)
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => readFileSync(new URL(file, folder), "utf8").split("`#graphql").length - 1);
    expect(operations.length).toBe(written.reduce((sum, count) => sum + count, 0));
  });

  it.each(operations)("$name is valid in Shopify's schema and carries its own name", ({ name, document }) => {
    expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
    expect(document).toMatch(new RegExp(`(query|mutation) ${name}\\b`));
  });

  it("would notice a field that Shopify doesn't have", () => {
    const wrong = parse("query Wrong { shop { favouriteColour } }");
    expect(validate(schema, wrong).map((error) => error.message)).toEqual([
      'Cannot query field "favouriteColour" on type "Shop".',
    ]);
  });
});
