import { validateSchema } from "graphql";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutations } from "./mutations/mutations.ts";
import { queries } from "./queries.ts";
import { adminSchema, API_VERSION } from "./schema.ts";

test("the vendored schema is whole, and its licence stands beside it", () => {
  const schema = adminSchema();
  expect(validateSchema(schema)).toEqual([]);
  expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).length).toBeGreaterThan(500);
  expect(readFileSync(join(import.meta.dirname, "../schema/LICENSE"), "utf8")).toContain("ISC License");
});

test("every query and mutation that the dev store answers is one of Shopify's", () => {
  const query = adminSchema().getQueryType()?.getFields() ?? {};
  const mutation = adminSchema().getMutationType()?.getFields() ?? {};
  expect(Object.keys(queries).filter((name) => !query[name])).toEqual([]);
  expect(Object.keys(mutations).filter((name) => !mutation[name])).toEqual([]);
});

test("the API version is the one that shopify.app.toml names", () => {
  const toml = readFileSync(join(import.meta.dirname, "../../shopify.app.toml"), "utf8");
  expect(toml).toContain(`api_version = "${API_VERSION}"`);
});
