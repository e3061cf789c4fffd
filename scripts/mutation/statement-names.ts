import { PluginKind, declareValuePlugin } from "@stryker-mutator/api/plugin";

/** What Stryker tells of a place in the code, as far as it matters here. */
type Place = {
  isStringLiteral(): boolean;
  parent: unknown;
  parentPath: { parent: unknown } | null;
};

const named = (property: unknown, name: string): boolean =>
  typeof property === "object" &&
  property !== null &&
  "key" in property &&
  typeof property.key === "object" &&
  property.key !== null &&
  "name" in property.key &&
  property.key.name === name;

/** Whether this is `name` in `{ name, text, values }`: by it the driver finds the plan again, and no answer depends on it. */
function isStatementName(place: Place): boolean {
  const query = place.parentPath?.parent;
  if (!place.isStringLiteral() || !named(place.parent, "name")) return false;
  if (typeof query !== "object" || query === null || !("properties" in query)) return false;
  return Array.isArray(query.properties) && query.properties.some((property) => named(property, "text"));
}

/** The names of prepared statements are not changed: no test could notice. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "statement-names", {
    shouldIgnore: (place: Place) => (isStatementName(place) ? "the name of a statement" : undefined),
  }),
];
