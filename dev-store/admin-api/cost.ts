/** What a request is expected to cost, from its text and variables alone: close to Shopify's figures, not equal to them. */
import {
  getNamedType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export const MUTATION_COST = 10;
/** Shopify refuses a single query above this; here the estimate is capped instead, as it is rougher than Shopify's. */
export const MOST_QUERY_COST = 1000;
const CONNECTION_COST = 2;

/** Objects that are only a value of their owner, and cost nothing of their own. */
export const VALUE_TYPES = new Set([
  "MoneyBag",
  "MoneyV2",
  "PageInfo",
  "Count",
  "AccessScope",
  "CustomerEmailAddress",
  "CustomerPhoneNumber",
  "TaxLine",
]);

type Scope = {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
};

function pageSize(field: FieldNode, variables: Record<string, unknown>): number | null {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== "first" && argument.name.value !== "last") continue;
    const { value } = argument;
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind === Kind.VARIABLE) return Number(variables[value.name.value] ?? 1);
  }
  return null;
}

function selectionCost(set: SelectionSetNode | undefined, type: GraphQLObjectType | null, scope: Scope): number {
  let cost = 0;
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FIELD) cost += fieldCost(selection, type, scope);
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition && scope.schema.getType(selection.typeCondition.name.value);
      cost += selectionCost(selection.selectionSet, isObjectType(on) ? on : type, scope);
    } else {
      const fragment = scope.fragments.get(selection.name.value);
      const on = fragment && scope.schema.getType(fragment.typeCondition.name.value);
      cost += selectionCost(fragment?.selectionSet, isObjectType(on) ? on : type, scope);
    }
  }
  return cost;
}

function fieldCost(field: FieldNode, parent: GraphQLObjectType | null, scope: Scope): number {
  const definition = parent?.getFields()[field.name.value];
  const type = definition && getNamedType(definition.type);
  if (!field.selectionSet || !type) return 0;
  const inner = selectionCost(field.selectionSet, isObjectType(type) ? type : null, scope);
  const size = pageSize(field, scope.variables);
  if (type.name.endsWith("Connection")) return CONNECTION_COST + Math.max(1, size ?? 1) * Math.max(inner, 1);
  if (field.name.value === "edges") return inner;
  if (VALUE_TYPES.has(type.name)) return inner;
  return (size ?? 1) * (1 + inner);
}

/** The estimate for one operation. A mutation costs 10; metafieldsSet 1 more for each owner. */
export function estimateCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  if (operation.operation === "mutation") return mutationCost(operation, variables);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const cost = selectionCost(operation.selectionSet, schema.getQueryType() ?? null, { schema, fragments, variables });
  return Math.min(MOST_QUERY_COST, Math.max(1, cost));
}

function mutationCost(operation: OperationDefinitionNode, variables: Record<string, unknown>): number {
  let cost = 0;
  for (const selection of operation.selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    cost += MUTATION_COST;
    if (selection.name.value === "metafieldsSet") cost += owners(selection, variables);
  }
  return cost;
}

function owners(field: FieldNode, variables: Record<string, unknown>): number {
  const value = field.arguments?.find((argument) => argument.name.value === "metafields")?.value;
  const list = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  if (Array.isArray(list)) return new Set(list.map((one: { ownerId?: unknown }) => one.ownerId)).size;
  return value?.kind === Kind.LIST ? value.values.length : 1;
}
