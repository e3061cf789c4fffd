import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  buildSchema,
  GraphQLError,
  isAbstractType,
  isScalarType,
  type GraphQLScalarType,
  type GraphQLSchema,
} from "graphql";

/** The one version of the Admin API that the dev store speaks. */
export const API_VERSION = "2026-10";

const file = join(import.meta.dirname, "..", "schema", `admin_${API_VERSION}.graphql.gz`);

/** Scalars that are strings of a certain shape; the schema alone would let anything through. */
const SHAPES: Record<string, { pattern: RegExp; name: string; numbers?: boolean }> = {
  DateTime: { pattern: /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/, name: "DateTime" },
  Date: { pattern: /^\d{4}-\d\d-\d\d$/, name: "Date" },
  Decimal: { pattern: /^-?\d+(\.\d+)?$/, name: "Decimal", numbers: true },
  Money: { pattern: /^-?\d+(\.\d+)?$/, name: "Money", numbers: true },
  UnsignedInt64: { pattern: /^\d+$/, name: "UnsignedInt64", numbers: true },
  URL: { pattern: /^[a-z][a-z0-9+.-]*:\S+$/i, name: "URL" },
};

/**
 * graphql 17 reads coerceOutputValue and coerceInputValue; a schema built from text has none for Shopify's own scalars, so that
 * money would leave as a number and a bad date would be taken.
 */
function giveScalarItsShape(scalar: GraphQLScalarType): void {
  const shape = SHAPES[scalar.name];
  if (!shape) return;
  scalar.coerceOutputValue = (value) =>
    typeof value === "number" || typeof value === "bigint" ? value.toString() : value;
  const coerce = (value: unknown): string => {
    const text = shape.numbers && typeof value === "number" ? value.toString() : value;
    if (
      typeof text !== "string" ||
      !shape.pattern.test(text) ||
      (scalar.name.startsWith("Date") && Number.isNaN(Date.parse(text)))
    ) {
      throw new GraphQLError(`invalid value: "${String(value)}" is not a ${shape.name}`);
    }
    return text;
  };
  scalar.coerceInputValue = coerce;
  scalar.coerceInputLiteral = (node) => coerce("value" in node ? node.value : undefined);
}

let cached: GraphQLSchema | undefined;

/** Shopify's Admin schema, executable: abstract types tell themselves by `__typename`, scalars have their shapes. */
export function adminSchema(): GraphQLSchema {
  if (cached) return cached;
  const schema = buildSchema(gunzipSync(readFileSync(file)).toString("utf8"), { assumeValid: true });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { __typename?: string }) => value.__typename;
    if (isScalarType(type)) giveScalarItsShape(type);
  }
  cached = schema;
  return schema;
}
