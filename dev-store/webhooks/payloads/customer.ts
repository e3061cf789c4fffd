import { gid } from "../../shop/gid.ts";
import type { Shop } from "../../shop/shop.ts";
import { isoInZone } from "../../shop/time.ts";
import type { Customer, JsonObject, Moment } from "../../shop/types.ts";

const local = (shop: Shop, moment: Moment): string => isoInZone(moment, shop.state.info.timeZone);

/** customers/create and customers/update, and the customer inside an order: since 2025-01 without tags, counts and consent. */
export function customerPayload(shop: Shop, customer: Customer): JsonObject {
  return {
    id: Number(customer.id),
    admin_graphql_api_id: gid("Customer", customer.id),
    addresses: [],
    created_at: local(shop, customer.createdAt),
    currency: shop.state.info.currency,
    default_address: null,
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    multipass_identifier: null,
    note: customer.note,
    phone: customer.phone,
    state: customer.state.toLowerCase(),
    tax_exempt: false,
    tax_exemptions: [],
    updated_at: local(shop, customer.updatedAt),
    verified_email: customer.verifiedEmail,
  };
}

export function deletedCustomerPayload(customer: Customer): JsonObject {
  return { id: Number(customer.id), admin_graphql_api_id: gid("Customer", customer.id), tax_exemptions: [] };
}

export function mergePayload(kept: Customer, removed: Customer): JsonObject {
  return {
    admin_graphql_api_customer_kept_id: gid("Customer", kept.id),
    admin_graphql_api_customer_deleted_id: gid("Customer", removed.id),
    admin_graphql_api_job_id: null,
    status: "success",
    errors: [],
  };
}

/** customer.tags_added and customer.tags_removed. */
export function tagsPayload(customer: Customer, tags: string[], at: Moment): JsonObject {
  return { customerId: gid("Customer", customer.id), tags, occurredAt: at.replace(/Z$/, ".000Z") };
}
