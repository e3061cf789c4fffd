import { z } from "zod";
import { DEFAULT_PROGRAM } from "./program-defaults.ts";
import { programShape } from "./program-shape.ts";

/**
 * The program document as JSON Schema (draft 2020-12), for editors and other programs. It says what each key may hold by itself;
 * that ids are unique, references lead somewhere and `from` is before `until` only `npm run program -- import` can tell.
 * A document may leave any key out: see the default of each.
 */
export function programJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(programShape.partial(), { io: "input", target: "draft-2020-12" });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Laurel program",
    description:
      "Everything that a merchant decides about loyalty. Keys that are left out have the values of `default`.",
    ...withoutRequired(schema, 3),
    default: DEFAULT_PROGRAM,
  };
}

/**
 * A document is merged over the defaults before it is checked, so the keys of the groups (`earning`, `earning.exclude`, …) are
 * optional, while those of list entries and of kinds are not: the defaults have nothing to give them.
 */
function withoutRequired(schema: unknown, depth: number): Record<string, unknown> {
  const object = { ...(schema as Record<string, unknown>) };
  const properties = object["properties"];
  if (depth === 0 || typeof properties !== "object" || properties === null) return object;
  delete object["required"];
  const entries = Object.entries(properties).map(([key, value]) => [key, withoutRequired(value, depth - 1)] as const);
  return { ...object, properties: Object.fromEntries(entries) };
}
