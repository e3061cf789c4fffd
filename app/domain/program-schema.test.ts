import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { programJsonSchema } from "./program-schema.ts";

describe("the published JSON Schema", () => {
  it("is current: run `node scripts/program-schema.ts` after a change of the document", () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL("../../docs/program.schema.json", import.meta.url), "utf8"),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(programJsonSchema())));
  });

  it("lets a document leave out what has a default, and demands the rest", () => {
    const text = JSON.stringify(programJsonSchema());
    expect(programJsonSchema()).not.toHaveProperty("required");
    expect(programJsonSchema()).toMatchObject({ additionalProperties: false });
    expect(text).toContain('"required":["id","name","threshold","tag"]');
  });
});
