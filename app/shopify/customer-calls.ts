import type { CustomerFacts, CustomerFilter, CustomerName, Gateway, MailContact } from "./gateway.ts";
import { fromGid, toGid } from "./gid.ts";
import type { ContactAnswer, CustomerAnswer, NamedCustomerAnswer } from "./operations/customers.ts";
import {
  CUSTOMERS_PER_CALL,
  customerNamesQuery,
  customerSearchQuery,
  customersByIdQuery,
  customersQuery,
  mailContactsQuery,
} from "./operations/customers.ts";
import { METAFIELDS_PER_CALL, metafieldsSetMutation } from "./operations/metafields.ts";
import { tagsAddMutation, tagsRemoveMutation } from "./operations/tags.ts";
import { slices } from "./slices.ts";
import type { Caller } from "./throttle.ts";
import { ShopifyFailure } from "./transport.ts";
import { isMissing, requireNoErrors } from "./user-errors.ts";

type CustomerCalls = Pick<
  Gateway,
  | "listCustomersById"
  | "listCustomers"
  | "listCustomerNames"
  | "listMailContacts"
  | "searchCustomers"
  | "writeLoyalty"
  | "addTags"
  | "removeTags"
>;

/** The part of the gateway that is about customers. */
export function createCustomerCalls(call: Caller): CustomerCalls {
  return {
    listCustomersById: async (customerIds) => {
      const found = new Map<string, CustomerFacts>();
      for (const ids of slices(customerIds, CUSTOMERS_PER_CALL)) {
        const { nodes } = await call(customersByIdQuery, { ids: ids.map((id) => toGid("Customer", id)) });
        for (const node of nodes) if (node) found.set(fromGid(node.id), customerFacts(node));
      }
      return found;
    },
    listCustomers: async (filter, after) => {
      const { customers } = await call(customersQuery, { query: filterText(filter), after });
      return {
        items: customers.nodes.map(customerFacts),
        next: customers.pageInfo.hasNextPage ? customers.pageInfo.endCursor : null,
      };
    },
    listCustomerNames: async (customerIds) => {
      const found = new Map<string, CustomerName>();
      for (const ids of slices(customerIds, CUSTOMERS_PER_CALL)) {
        const { nodes } = await call(customerNamesQuery, { ids: ids.map((id) => toGid("Customer", id)) });
        for (const node of nodes) if (node) found.set(fromGid(node.id), customerName(node));
      }
      return found;
    },
    listMailContacts: async (customerIds) => {
      const found = new Map<string, MailContact>();
      for (const ids of slices(customerIds, CUSTOMERS_PER_CALL)) {
        const { nodes } = await call(mailContactsQuery, { ids: ids.map((id) => toGid("Customer", id)) });
        for (const node of nodes) if (node) found.set(fromGid(node.id), mailContact(node));
      }
      return found;
    },
    searchCustomers: async (text, limit) => {
      const { customers } = await call(customerSearchQuery, { query: searchText(text), first: limit });
      return customers.nodes.map(customerName);
    },
    writeLoyalty: (values) => writeLoyalty(call, values),
    addTags: async (customerId, tags) => {
      const { tagsAdd } = await call(tagsAddMutation, { id: toGid("Customer", customerId), tags });
      return tagged(tagsAddMutation.name, tagsAdd);
    },
    removeTags: async (customerId, tags) => {
      const { tagsRemove } = await call(tagsRemoveMutation, { id: toGid("Customer", customerId), tags });
      return tagged(tagsRemoveMutation.name, tagsRemove);
    },
  };
}

async function writeLoyalty(
  call: Caller,
  values: Parameters<Gateway["writeLoyalty"]>[0],
): ReturnType<Gateway["writeLoyalty"]> {
  if (values.length > METAFIELDS_PER_CALL)
    throw new Error(`Shopify takes ${METAFIELDS_PER_CALL} metafields a call, not ${values.length}.`);
  const { metafieldsSet } = await call(metafieldsSetMutation, {
    metafields: values.map((value) => ({
      ownerId: toGid("Customer", value.customerId),
      key: "loyalty",
      type: "json" as const,
      value: value.json,
    })),
  });
  if (!metafieldsSet) throw new ShopifyFailure("unknown", metafieldsSetMutation.name, "the answer is empty");
  if (metafieldsSet.userErrors.length === 0) return { ok: true };
  const refused = metafieldsSet.userErrors.map((error) => {
    // The field reads ["metafields", "3", "ownerId"]; elementIndex is only about elements of list values.
    const index = Number(error.field?.[1] ?? Number.NaN);
    return { customerId: values[index]?.customerId ?? null, message: error.message };
  });
  return { ok: false, refused };
}

type TagPayload = {
  readonly node: { readonly id: string } | null;
  readonly userErrors: readonly { message: string }[];
} | null;

function tagged(operation: string, payload: TagPayload): boolean {
  if (!payload) throw new ShopifyFailure("unknown", operation, "the answer is empty");
  if (isMissing(payload.userErrors)) return false;
  requireNoErrors(operation, payload.userErrors);
  return true;
}

function customerFacts(answer: CustomerAnswer): CustomerFacts {
  const birthDate = /^[0-9]{4}-([0-9]{2}-[0-9]{2})$/.exec(answer.birthDate?.value ?? "");
  return {
    id: fromGid(answer.id),
    tags: answer.tags,
    locale: answer.locale,
    createdAt: new Date(answer.createdAt),
    updatedAt: new Date(answer.updatedAt),
    birthday: birthDate?.[1] ?? null,
    loyaltyJson: answer.loyalty?.value ?? null,
  };
}

function customerName(answer: NamedCustomerAnswer): CustomerName {
  return { id: fromGid(answer.id), name: answer.displayName, email: answer.defaultEmailAddress?.emailAddress ?? null };
}

function mailContact(answer: ContactAnswer): MailContact {
  return {
    ...customerName(answer),
    firstName: answer.firstName ?? "",
    locale: answer.locale,
    verified: answer.verifiedEmail,
    subscribed: answer.defaultEmailAddress?.marketingState === "SUBSCRIBED",
  };
}

function filterText(filter: CustomerFilter): string | null {
  const parts: string[] = [];
  if (filter.tag !== undefined) parts.push(`tag:${quoted(filter.tag)}`);
  if (filter.updatedSince) parts.push(`updated_at:>=${quoted(filter.updatedSince.toISOString())}`);
  return parts.length > 0 ? parts.join(" AND ") : null;
}

/** Characters that mean something to Shopify's search are left out, so that what staff typed can only be words. */
function searchText(text: string): string {
  const trimmed = text.trim();
  return /^[0-9]+$/.test(trimmed) ? `id:${trimmed}` : trimmed.replaceAll(/[^\p{L}\p{N}@.+_-]+/gu, " ").trim();
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
