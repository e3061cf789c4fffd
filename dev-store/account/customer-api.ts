/** The part of Shopify's Customer Account API that account extensions read. What is not here is refused by its name. */
import { buildSchema, graphql } from "graphql";
import type { ExecutionResult } from "graphql";
import { gid } from "../storefront/drops.ts";
import type { Customer, Metafield } from "../shop/types.ts";
import type { Store } from "../store.ts";

const schema = buildSchema(`
  type Query { customer: Customer! shop: Shop! }
  type Customer {
    id: ID!
    firstName: String
    lastName: String
    displayName: String!
    tags: [String!]!
    emailAddress: CustomerEmailAddress
    metafield(namespace: String!, key: String!): Metafield
    metafields(identifiers: [HasMetafieldsIdentifier!]!): [Metafield]!
  }
  type Shop {
    id: ID!
    name: String!
    url: String!
    metafield(namespace: String!, key: String!): Metafield
    metafields(identifiers: [HasMetafieldsIdentifier!]!): [Metafield]!
  }
  type CustomerEmailAddress { emailAddress: String! }
  type Metafield { id: ID! namespace: String! key: String! type: String! value: String! }
  input HasMetafieldsIdentifier { namespace: String!, key: String! }
`);

/** Answers a query as the signed-in customer. */
export function queryCustomer(
  store: Store,
  customer: Customer,
  request: { query: string; variables?: Record<string, unknown> | undefined },
): Promise<ExecutionResult> {
  const rootValue = { customer: customerValue(store, customer), shop: shopValue(store) };
  return graphql({ schema, source: request.query, rootValue, variableValues: request.variables });
}

type Identifier = { namespace: string; key: string };
type OwnerType = keyof Store["config"]["readableByCustomer"];

function customerValue(store: Store, customer: Customer) {
  const owner = gid("Customer", customer.id);
  return {
    id: owner,
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: [customer.firstName, customer.lastName].filter(Boolean).join(" ") || (customer.email ?? ""),
    tags: customer.tags,
    emailAddress: customer.email ? { emailAddress: customer.email } : null,
    ...metafieldsOf(store, owner, "CUSTOMER"),
  };
}

function shopValue(store: Store) {
  const { id, name } = store.shop.state.info;
  const owner = gid("Shop", id);
  return { id: owner, name, url: store.config.storeUrl, ...metafieldsOf(store, owner, "SHOP") };
}

/** The metafields of an owner that a customer may read, by themselves or several at once. */
function metafieldsOf(store: Store, owner: string, ownerType: OwnerType) {
  const find = ({ namespace, key }: Identifier) => {
    const stored = namespace.replace(
      /^\$app:?/,
      (text) => `app--${store.config.appId}${text.endsWith(":") ? "--" : ""}`,
    );
    const field = store.shop.findMetafield(owner, stored, key);
    return field && mayRead(store, field, ownerType) ? { ...field, id: gid("Metafield", field.id) } : null;
  };
  return {
    metafield: find,
    metafields: ({ identifiers }: { identifiers: Identifier[] }) => identifiers.map(find),
  };
}

/** A customer reads what a definition opens to customer accounts: one of shopify.app.toml, or one that was made by the API. */
function mayRead(store: Store, field: Metafield, ownerType: OwnerType): boolean {
  const isOwn = field.namespace === `app--${store.config.appId}`;
  if (isOwn && store.config.readableByCustomer[ownerType].includes(field.key)) return true;
  return Object.values(store.shop.state.metafieldDefinitions).some(
    (known) =>
      known.ownerType === ownerType &&
      known.namespace === field.namespace &&
      known.key === field.key &&
      known.access.customerAccount.startsWith("READ"),
  );
}
