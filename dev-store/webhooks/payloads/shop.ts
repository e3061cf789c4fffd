import { gid } from "../../shop/gid.ts";
import type { Shop } from "../../shop/shop.ts";
import { isoInZone, isoSeconds } from "../../shop/time.ts";
import type { BulkOperation, Discount, Id, JsonObject, Order, OrderEdit } from "../../shop/types.ts";

/** shop/update and app/uninstalled. */
export function shopPayload(shop: Shop): JsonObject {
  const { info } = shop.state;
  const format = "{{amount}} kr";
  return {
    id: Number(info.id),
    name: info.name,
    email: info.email,
    domain: info.domain,
    province: null,
    country: info.countryCode,
    address1: "Karl Johans gate 1",
    zip: "0154",
    city: "Oslo",
    source: null,
    phone: null,
    latitude: null,
    longitude: null,
    primary_locale: "en",
    address2: null,
    created_at: isoInZone(info.createdAt, info.timeZone),
    updated_at: isoInZone(info.updatedAt, info.timeZone),
    country_code: info.countryCode,
    country_name: "Norway",
    currency: info.currency,
    customer_email: info.email,
    timezone: `(GMT+01:00) ${info.timeZone}`,
    iana_timezone: info.timeZone,
    shop_owner: info.owner,
    money_format: format,
    money_with_currency_format: `${format} ${info.currency}`,
    weight_unit: "kg",
    province_code: null,
    taxes_included: info.taxesIncluded,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: null,
    plan_display_name: "Developer Preview",
    plan_name: "partner_test",
    has_discounts: Object.keys(shop.state.discounts).length > 0,
    has_gift_cards: true,
    myshopify_domain: info.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: format,
    money_with_currency_in_emails_format: `${format} ${info.currency}`,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: null,
    checkout_api_supported: true,
    multi_location_enabled: false,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [info.currency],
    marketing_sms_consent_enabled_at_checkout: false,
    transactional_sms_disabled: false,
  };
}

/** orders/edited tells what changed, and of the order only its number. */
export function editPayload(shop: Shop, order: Order, edit: OrderEdit): JsonObject {
  const at = isoInZone(edit.at, shop.state.info.timeZone);
  const parts = (list: OrderEdit["additions"]): JsonObject[] =>
    list.map(({ lineId, delta }) => ({ id: Number(lineId), delta }));
  return {
    order_edit: {
      id: Number(edit.id),
      app_id: null,
      created_at: at,
      committed_at: at,
      notify_customer: edit.notifyCustomer,
      order_id: Number(order.id),
      staff_note: edit.staffNote ?? "",
      user_id: null,
      line_items: { additions: parts(edit.additions), removals: parts(edit.removals) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

export function scopesPayload(shop: Shop, scopes: { previous: string[]; current: string[] }): JsonObject {
  const at = isoSeconds(shop.now()).replace(/Z$/, ".000Z");
  return {
    id: 1,
    shop_id: gid("Shop", shop.state.info.id),
    previous: scopes.previous,
    current: scopes.current,
    updated_at: at,
  };
}

/** The three topics that every app must answer. */
export function compliancePayload(shop: Shop, topic: string, customerId: Id | null): JsonObject {
  const { info } = shop.state;
  const base = { shop_id: Number(info.id), shop_domain: info.domain };
  if (topic === "shop/redact" || customerId === null) return base;
  const customer = shop.state.customers[customerId];
  const person = { id: Number(customerId), email: customer?.email ?? null, phone: customer?.phone ?? null };
  const orders = shop.listOrders(customerId).map((order) => Number(order.id));
  if (topic === "customers/redact") return { ...base, customer: person, orders_to_redact: orders };
  return { ...base, customer: person, orders_requested: orders, data_request: { id: shop.state.sequence } };
}

export function discountPayload(shop: Shop, discount: Discount): JsonObject {
  const { timeZone } = shop.state.info;
  return {
    admin_graphql_api_id: gid(discount.method === "code" ? "DiscountCodeNode" : "DiscountAutomaticNode", discount.id),
    title: discount.title,
    status: shop.discountStatus(discount),
    created_at: isoInZone(discount.createdAt, timeZone),
    updated_at: isoInZone(discount.updatedAt, timeZone),
  };
}

export function bulkPayload(shop: Shop, operation: BulkOperation): JsonObject {
  const { timeZone } = shop.state.info;
  return {
    admin_graphql_api_id: gid("BulkOperation", operation.id),
    completed_at: isoInZone(operation.doneAt, timeZone),
    created_at: isoInZone(operation.createdAt, timeZone),
    error_code: null,
    status: "completed",
    type: "query",
  };
}
