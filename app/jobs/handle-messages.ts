import { deleteCustomer } from "../commands/delete-customer.ts";
import { installShop } from "../commands/install-shop.ts";
import { noteDiscountChanged } from "../commands/note-discount-changed.ts";
import { mergeCustomers } from "../commands/merge-customers.ts";
import { recordCustomers } from "../commands/record-customer.ts";
import { redactShop, uninstallShop } from "../commands/uninstall-shop.ts";
import { findShop } from "../queries/find-member.ts";
import { bringOrders, recordFetchedCustomers } from "./bring-orders.ts";
import type { Arrival } from "./bring-orders.ts";
import type { JobContext, JobShop } from "./context.ts";
import { healTierDiscounts } from "./heal-tier-discounts.ts";
import { forgetSessions, recordDataRequest, rememberScopes } from "./shop-records.ts";
import type { Message } from "./topics.ts";
import { applyWaitingOrders } from "./waiting-orders.ts";

/** A message, and when Shopify sent it first. */
export type Handled = { readonly message: Message; readonly sentAt: Date };

/**
 * Works off messages of one shop that belong to one kind (all about orders, or all of one other kind), in the order in which they came.
 * Messages of a shop that isn't known (any more) ask for nothing, but for what ends a shop.
 */
export async function handleMessages(context: JobContext, domain: string, handled: readonly Handled[]): Promise<void> {
  const shop = await findShop(context.db, { domain });
  if (!shop) {
    context.log.info({ shop: domain, count: handled.length }, "webhooks of a shop that has not installed Laurel");
    return;
  }
  const messages = handled.map((each) => each.message);
  const arrivals = messages.flatMap(arrivalOf);
  if (arrivals.length > 0) await bringOrders(context, shop, arrivals);
  await recordChangedCustomers(context, shop, messages);
  for (const each of handled) await handleAlone(context, shop, each);
}

function arrivalOf(message: Message): Arrival[] {
  if (message.kind === "orderState") return [{ kind: "state", order: message.order }];
  if (message.kind !== "orderChanged") return [];
  const { orderId, editedAt } = message;
  return [{ kind: "changed", orderId, ...(editedAt ? { editedAt } : {}) }];
}

/** The payload says nothing about tags and birthday, so changed customers are asked for, many at once. */
async function recordChangedCustomers(context: JobContext, shop: JobShop, messages: readonly Message[]): Promise<void> {
  const ids = new Set(messages.flatMap((message) => (message.kind === "customerChanged" ? [message.customerId] : [])));
  if (ids.size === 0) return;
  const gateway = context.gatewayOf(shop.domain);
  const found = await gateway.listCustomersById([...ids]);
  // One that is gone again is left to the webhook that says so.
  const existing = [...ids].filter((id) => found.has(id));
  if (existing.length > 0) await recordFetchedCustomers(context, shop, gateway, existing);
}

async function handleAlone(context: JobContext, shop: JobShop, { message, sentAt }: Handled): Promise<void> {
  const { db } = context;
  const now = context.now();
  switch (message.kind) {
    case "tagsChanged": {
      const { customerId, added, removed, at } = message;
      const customers = [{ shopId: shop.id, customerId, tagsAdded: added, tagsRemoved: removed, at }];
      await recordCustomers(db, { customers, now });
      return;
    }
    case "customersMerged":
      await mergeCustomers(db, { shopId: shop.id, keptId: message.keptId, goneId: message.goneId, now });
      return;
    case "customerDeleted":
      await deleteCustomer(db, { shopId: shop.id, customerId: message.customerId, now });
      return;
    case "dataRequested":
      await recordDataRequest(db, {
        programId: shop.programId,
        customerId: message.customerId,
        requestId: message.requestId,
        now,
      });
      return;
    case "discountChanged":
      if (await noteDiscountChanged(db, { shopId: shop.id, discountId: message.discountId, now })) {
        await healTierDiscounts(context, shop, message.discountId);
      }
      return;
    case "uninstalled":
      await handleUninstall(context, shop, sentAt);
      return;
    case "scopesChanged":
      await rememberScopes(db, { domain: shop.domain, scopes: message.scopes });
      return;
    case "shopChanged":
      await installShop(db, {
        shopId: shop.id,
        domain: shop.domain,
        currency: message.currency,
        timeZone: message.timeZone,
        now,
      });
      return;
    case "shopRedacted":
      await redactShop(db, { domain: shop.domain, now });
      return;
    case "rateSet":
      await applyWaitingOrders(context, shop);
      return;
    case "nothing":
      context.log.info({ shop: shop.domain, reason: message.reason }, "a webhook asked for nothing");
      return;
    case "orderState":
    case "orderChanged":
    case "customerChanged":
      // Done together before, for the whole group.
      return;
  }
}

/** An uninstall that arrives after the shop has installed Laurel again is history. */
async function handleUninstall(context: JobContext, shop: JobShop, sentAt: Date): Promise<void> {
  // Shopify deletes the app's metafields with it, also where the shop has Laurel again by now: the program has to be written again.
  const { rows } = await context.db.pool.query<{ installed_at: Date }>(
    `UPDATE shops SET program_written = NULL WHERE id = $1 RETURNING installed_at`,
    [shop.id],
  );
  const installedAt = rows[0]?.installed_at;
  if (installedAt && installedAt > sentAt) return;
  await forgetSessions(context.db, { domain: shop.domain });
  await uninstallShop(context.db, { domain: shop.domain, now: context.now() });
}
