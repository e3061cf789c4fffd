import { z } from "zod";
import type { OrderState } from "../domain/order.ts";
import { fromGid } from "../shopify/gid.ts";
import { orderFromWebhook } from "../shopify/from-webhook.ts";

/** What a webhook asks for, in our words. */
export type Message =
  | { readonly kind: "orderState"; readonly order: OrderState }
  | { readonly kind: "orderChanged"; readonly orderId: string; readonly editedAt?: Date }
  | { readonly kind: "customerChanged"; readonly customerId: string }
  | {
      readonly kind: "tagsChanged";
      readonly customerId: string;
      readonly added: string[];
      readonly removed: string[];
      readonly at: Date;
    }
  | { readonly kind: "customersMerged"; readonly keptId: string; readonly goneId: string }
  | { readonly kind: "customerDeleted"; readonly customerId: string }
  | { readonly kind: "dataRequested"; readonly customerId: string; readonly requestId: string }
  | { readonly kind: "discountChanged"; readonly discountId: string }
  | { readonly kind: "uninstalled" }
  | { readonly kind: "scopesChanged"; readonly scopes: string[] }
  | { readonly kind: "shopChanged"; readonly shopId: string; readonly currency: string; readonly timeZone: string }
  | { readonly kind: "shopRedacted" }
  | { readonly kind: "rateSet" }
  /** Nothing is to be done, and why. */
  | { readonly kind: "nothing"; readonly reason: string };

/** An id as webhooks write it: a number, or the digits of one that was too long for a number, or a global id. */
const id = z
  .union([z.number().int().nonnegative(), z.string().regex(/^[0-9]{1,20}$/), z.string().startsWith("gid://")])
  .transform((value) => (String(value).startsWith("gid://") ? fromGid(String(value)) : String(value)));
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const orderEdit = z.object({ order_edit: z.object({ order_id: id, committed_at: moment.nullish() }) });
const refund = z.object({ order_id: id });
const customer = z.object({ id });
const tags = z.object({ customerId: id, tags: z.array(z.string()), occurredAt: moment });
const merge = z.object({
  admin_graphql_api_customer_kept_id: id,
  admin_graphql_api_customer_deleted_id: id,
  status: z.string().nullish(),
});
const scopes = z.object({ current: z.array(z.string()) });
const shop = z.object({ id, currency: z.string(), iana_timezone: z.string() });
const discount = z.object({ admin_graphql_api_id: z.string().startsWith("gid://").transform(fromGid) });
const changedDiscount = (payload: unknown): Message => ({
  kind: "discountChanged",
  discountId: discount.parse(payload).admin_graphql_api_id,
});
const redact = z.object({ customer: z.object({ id }) });
const dataRequest = z.object({ customer: z.object({ id }), data_request: z.object({ id }).nullish() });

const fullOrder = (payload: unknown, topic: string): Message => ({
  kind: "orderState",
  order: orderFromWebhook(payload, topic),
});
const changedCustomer = (payload: unknown): Message => ({
  kind: "customerChanged",
  customerId: customer.parse(payload).id,
});

/** How each topic of shopify.app.toml is read; a test holds that none is forgotten. */
const READERS: Readonly<Record<string, (payload: unknown, topic: string) => Message>> = {
  "orders/create": fullOrder,
  "orders/updated": fullOrder,
  "orders/paid": fullOrder,
  "orders/cancelled": fullOrder,
  "orders/fulfilled": fullOrder,
  "orders/edited": (payload) => {
    const { order_edit: edit } = orderEdit.parse(payload);
    return {
      kind: "orderChanged",
      orderId: edit.order_id,
      ...(edit.committed_at ? { editedAt: edit.committed_at } : {}),
    };
  },
  "refunds/create": (payload) => ({ kind: "orderChanged", orderId: refund.parse(payload).order_id }),
  "customers/create": changedCustomer,
  "customers/update": changedCustomer,
  "customers/merge": (payload) => {
    const read = merge.parse(payload);
    if (!isCompleted(read.status)) return { kind: "nothing", reason: `the merge is ${String(read.status)}` };
    return {
      kind: "customersMerged",
      keptId: read.admin_graphql_api_customer_kept_id,
      goneId: read.admin_graphql_api_customer_deleted_id,
    };
  },
  "customers/delete": (payload) => ({ kind: "customerDeleted", customerId: customer.parse(payload).id }),
  "customer.tags_added": (payload) => {
    const read = tags.parse(payload);
    return { kind: "tagsChanged", customerId: read.customerId, added: read.tags, removed: [], at: read.occurredAt };
  },
  "customer.tags_removed": (payload) => {
    const read = tags.parse(payload);
    return { kind: "tagsChanged", customerId: read.customerId, added: [], removed: read.tags, at: read.occurredAt };
  },
  "discounts/update": changedDiscount,
  "discounts/delete": changedDiscount,
  "app/uninstalled": () => ({ kind: "uninstalled" }),
  "app/scopes_update": (payload) => ({ kind: "scopesChanged", scopes: scopes.parse(payload).current }),
  "shop/update": (payload) => {
    const read = shop.parse(payload);
    return { kind: "shopChanged", shopId: read.id, currency: read.currency, timeZone: read.iana_timezone };
  },
  "customers/data_request": (payload) => {
    const read = dataRequest.parse(payload);
    return { kind: "dataRequested", customerId: read.customer.id, requestId: read.data_request?.id ?? "-" };
  },
  "customers/redact": (payload) => ({ kind: "customerDeleted", customerId: redact.parse(payload).customer.id }),
  "shop/redact": () => ({ kind: "shopRedacted" }),
};

/** What Laurel tells its own worker, by the same inbox: it is kept with what it tells of, or not at all. */
export const RATE_SET_TOPIC = "laurel/rate_set";

/** Every topic of Shopify that is understood. */
export const TOPICS: readonly string[] = Object.keys(READERS);

/** A merge without a status is one that happened: Shopify leaves it out of some versions. */
function isCompleted(status: string | null | undefined): boolean {
  return status === null || status === undefined || ["success", "completed"].includes(status.toLowerCase());
}

/** Reads what a webhook asks for. Throws for a payload that isn't what its topic promises; an unknown topic asks for nothing. */
export function readMessage(topic: string, payload: unknown): Message {
  if (topic === RATE_SET_TOPIC) return { kind: "rateSet" };
  const reader = READERS[topic];
  return reader ? reader(payload, topic) : { kind: "nothing", reason: `the topic ${topic} is not subscribed to` };
}
