import { z } from "zod";
import { pageInfo } from "../answers.ts";
import { operation } from "../operation.ts";

/** What the program needs to know of a customer. The birthday is Shopify's own standard metafield for it, facts.birth_date. */
const CUSTOMER_FIELDS = `
  id
  tags
  locale
  createdAt
  updatedAt
  birthDate: metafield(namespace: "facts", key: "birth_date") { value }
  loyalty: metafield(namespace: "$app", key: "loyalty") { value }
`;

const customerAnswer = z.object({
  __typename: z.literal("Customer").optional(),
  id: z.string(),
  tags: z.array(z.string()),
  locale: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  birthDate: z.object({ value: z.string() }).nullable(),
  loyalty: z.object({ value: z.string() }).nullable(),
});

/** A customer as the Admin API answers it. */
export type CustomerAnswer = z.infer<typeof customerAnswer>;

/** Customers read by one call of customersByIdQuery. */
export const CUSTOMERS_PER_CALL = 50;

/** Reads up to CUSTOMERS_PER_CALL customers by id; one that doesn't exist is null. */
export const customersByIdQuery = operation<{ ids: readonly string[] }>()({
  name: "CustomersById",
  usualCost: 30,
  document: `#graphql
    query CustomersById($ids: [ID!]!) {
      nodes(ids: $ids) {
        ... on Customer { ${CUSTOMER_FIELDS} }
      }
    }
  `,
  answer: z.object({ nodes: z.array(customerAnswer.nullable()) }),
});

/** Reads customers page by page, for a shop's first import and for tags that were changed by hand. */
export const customersQuery = operation<{ query: string | null; after: string | null }>()({
  name: "Customers",
  usualCost: 40,
  document: `#graphql
    query Customers($query: String, $after: String) {
      customers(first: 50, query: $query, after: $after, sortKey: ID) {
        nodes { ${CUSTOMER_FIELDS} }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  answer: z.object({ customers: z.object({ nodes: z.array(customerAnswer), pageInfo }) }),
});

const named = z.object({
  id: z.string(),
  displayName: z.string(),
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
});

/** A customer's name and address, shown in the admin and never kept. */
export type NamedCustomerAnswer = z.infer<typeof named>;

/** Names of customers, for pages of the admin. They are shown and never stored. */
export const customerNamesQuery = operation<{ ids: readonly string[] }>()({
  name: "CustomerNames",
  usualCost: 30,
  document: `#graphql
    query CustomerNames($ids: [ID!]!) {
      nodes(ids: $ids) {
        ... on Customer { id displayName defaultEmailAddress { emailAddress } }
      }
    }
  `,
  answer: z.object({ nodes: z.array(named.nullable()) }),
});

const contact = named.extend({
  firstName: z.string().nullable(),
  locale: z.string(),
  verifiedEmail: z.boolean(),
  defaultEmailAddress: z.object({ emailAddress: z.string(), marketingState: z.string() }).nullable(),
});

/** How a customer can be written to. */
export type ContactAnswer = z.infer<typeof contact>;

/** Names, addresses and languages of customers, for sending a mail to each. They are used and never stored. */
export const mailContactsQuery = operation<{ ids: readonly string[] }>()({
  name: "MailContacts",
  usualCost: 30,
  document: `#graphql
    query MailContacts($ids: [ID!]!) {
      nodes(ids: $ids) {
        ... on Customer {
          id displayName firstName locale verifiedEmail
          defaultEmailAddress { emailAddress marketingState }
        }
      }
    }
  `,
  answer: z.object({ nodes: z.array(contact.nullable()) }),
});

/** Customers whom staff look for by name, e-mail or id. */
export const customerSearchQuery = operation<{ query: string; first: number }>()({
  name: "CustomerSearch",
  usualCost: 20,
  document: `#graphql
    query CustomerSearch($query: String!, $first: Int!) {
      customers(first: $first, query: $query) {
        nodes { id displayName defaultEmailAddress { emailAddress } }
      }
    }
  `,
  answer: z.object({ customers: z.object({ nodes: z.array(named) }) }),
});
