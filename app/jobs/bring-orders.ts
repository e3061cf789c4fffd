import { applyOrders } from "../commands/apply-orders.ts";
import { recordCustomers } from "../commands/record-customer.ts";
import { joiningMoment } from "../domain/member-orders.ts";
import { parseMoney } from "../domain/money.ts";
import { advanceOrder, missingFacts } from "../domain/order-facts.ts";
import type { MissingFacts } from "../domain/order-facts.ts";
import { wholeSecond } from "../domain/order.ts";
import type { OrderLine, OrderState } from "../domain/order.ts";
import { listRecordedCustomers } from "../queries/known-customers.ts";
import { listKnownOrders } from "../queries/known-orders.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { orderFromGraphql } from "../shopify/from-graphql.ts";
import type { Gateway, ProductFacts } from "../shopify/gateway.ts";
import type { JobContext, JobShop } from "./context.ts";
import { joinCustomers } from "./join-customers.ts";

/** An order that was heard of: its whole state, or only that it changed, so that it has to be fetched. */
export type Arrival =
  | { readonly kind: "state"; readonly order: OrderState }
  | { readonly kind: "changed"; readonly orderId: string; readonly editedAt?: Date };

/** What became of the orders that were brought. */
export type Brought = { readonly applied: number; readonly unchanged: number; readonly missing: number };

/**
 * Brings orders of one shop into the ledger: of several states of one order the newest counts, what the rules need beyond a payload is
 * fetched (and nothing else), customers who are new are recorded first. May be repeated with the same orders without harm.
 */
export async function bringOrders(context: JobContext, shop: JobShop, arrivals: readonly Arrival[]): Promise<Brought> {
  const gateway = context.gatewayOf(shop.domain);
  const { orders, missing } = await statesOf(gateway, arrivals);
  const complete = await withCustomers(context, shop, gateway, await completed(context, shop, gateway, orders));
  const applied = await apply(context, shop, complete);
  return { applied, unchanged: complete.length - applied, missing };
}

/** The newest state of each order. One that Shopify no longer shows is told by its payload alone, or not at all. */
async function statesOf(
  gateway: Gateway,
  arrivals: readonly Arrival[],
): Promise<{ orders: OrderState[]; missing: number }> {
  const told = new Map<string, OrderState>();
  const changed = new Map<string, Date[]>();
  for (const arrival of arrivals) {
    if (arrival.kind === "changed") {
      const edits = arrival.editedAt ? [arrival.editedAt] : [];
      changed.set(arrival.orderId, [...(changed.get(arrival.orderId) ?? []), ...edits]);
      continue;
    }
    const before = told.get(arrival.order.id);
    if (!before || before.updatedAt <= arrival.order.updatedAt) told.set(arrival.order.id, arrival.order);
  }
  let missing = 0;
  for (const [orderId, edits] of changed) {
    const fetched = await fetchOrder(gateway, orderId);
    if (fetched) told.set(orderId, { ...fetched, editedAt: withMoments(fetched.editedAt, edits) });
    else if (!told.has(orderId)) missing += 1;
  }
  return { orders: [...told.values()], missing };
}

async function fetchOrder(gateway: Gateway, orderId: string): Promise<OrderState | null> {
  const answer = await gateway.findOrder(orderId);
  return answer ? orderFromGraphql(answer) : null;
}

function withMoments(known: readonly Date[], more: readonly Date[]): Date[] {
  const times = new Set([...known, ...more].map((moment) => moment.getTime()));
  return [...times].sort((a, b) => a - b).map((time) => new Date(time));
}

/** Fetches what `missingFacts` asks for: payments by fetching the whole order, what products were by their variants. */
async function completed(
  context: JobContext,
  shop: JobShop,
  gateway: Gateway,
  orders: readonly OrderState[],
): Promise<OrderState[]> {
  const orderIds = orders.map((order) => order.id);
  const known = await listKnownOrders(context.db, { programId: shop.programId, shopId: shop.id, orderIds });
  const missingOf = (order: OrderState): Promise<MissingFacts> =>
    factsMissing(context, shop, advanceOrder(known.get(order.id) ?? null, order));
  const complete: OrderState[] = [];
  const withoutProducts: OrderState[] = [];
  for (const order of orders) {
    let state = order;
    let missing = await missingOf(state);
    if (missing.transactions) {
      state = (await fetchOrder(gateway, order.id)) ?? order;
      state = { ...state, editedAt: withMoments(state.editedAt, order.editedAt) };
      missing = await missingOf(state);
    }
    (missing.products ? withoutProducts : complete).push(state);
  }
  return [...complete, ...(await withProductFacts(gateway, withoutProducts))];
}

async function factsMissing(context: JobContext, shop: JobShop, order: OrderState): Promise<MissingFacts> {
  const now = order.paidAt === null ? context.now() : wholeSecond(order.paidAt);
  const { program } = await readProgram(context.db, { programId: shop.programId, now });
  return missingFacts(order, program);
}

async function withProductFacts(gateway: Gateway, orders: readonly OrderState[]): Promise<OrderState[]> {
  const variantIds = orders.flatMap((order) => order.lines.flatMap((line) => line.variantId ?? []));
  if (orders.length === 0) return [];
  const facts = await gateway.listProductFacts(variantIds);
  return orders.map((order) => ({
    ...order,
    lines: order.lines.map((line) => ({ ...line, facts: line.facts ?? lineFacts(line, facts, order.currency) })),
  }));
}

/** A line whose product is gone, or was never one, is known to be in no collection and to have no tag. */
function lineFacts(
  line: OrderLine,
  facts: ReadonlyMap<string, ProductFacts>,
  currency: string,
): NonNullable<OrderLine["facts"]> {
  const found = line.variantId === null ? undefined : facts.get(line.variantId);
  if (!found) return { handle: null, collections: [], tags: [], compareAt: null };
  return {
    handle: found.handle,
    collections: [...found.collections],
    tags: [...found.tags],
    compareAt: found.compareAt === null ? null : parseMoney(found.compareAt, currency),
  };
}

/**
 * An order may be heard of before its customer: whether that customer is excluded has to be known first (rule 21). The tags of today are
 * all that Shopify tells of a customer who is first heard of by a late order, and count as having been there all the time. Who is gone from
 * Shopify by then was deleted, or merged with somebody: such an order has the customer that it has in Shopify now, or none, so that
 * a customer who asked to be forgotten is not stored again.
 */
async function withCustomers(
  context: JobContext,
  shop: JobShop,
  gateway: Gateway,
  orders: readonly OrderState[],
): Promise<OrderState[]> {
  const unknown = await listUnknownCustomers(context, shop, orders);
  if (unknown.length === 0) return [...orders];
  const found = await gateway.listCustomersById(unknown);
  const gone = new Set(unknown.filter((id) => !found.has(id)));
  const owned: OrderState[] = [];
  for (const order of orders) {
    const isGone = order.customerId !== null && gone.has(order.customerId);
    owned.push(isGone ? await withCustomerOfToday(gateway, order, gone) : order);
  }
  const fresh = gone.size === 0 ? unknown : await listUnknownCustomers(context, shop, owned);
  if (fresh.length === 0) return owned;
  const since = await joiningMoments(context, shop, owned);
  await recordFetchedCustomers(context, shop, gateway, fresh, since);
  return owned;
}

async function listUnknownCustomers(
  context: JobContext,
  shop: JobShop,
  orders: readonly OrderState[],
): Promise<string[]> {
  const ids = [...new Set(orders.flatMap((order) => order.customerId ?? []))];
  if (ids.length === 0) return [];
  const recorded = await listRecordedCustomers(context.db, { shopId: shop.id, customerIds: ids });
  return ids.filter((id) => !recorded.has(id));
}

async function withCustomerOfToday(
  gateway: Gateway,
  order: OrderState,
  gone: ReadonlySet<string>,
): Promise<OrderState> {
  const customerId = (await fetchOrder(gateway, order.id))?.customerId ?? null;
  return { ...order, customerId: customerId !== null && gone.has(customerId) ? null : customerId };
}

/** Since when customers took part who are first heard of by an order: since just before it, or since it was attached (rules 1, 8 and 21). */
async function joiningMoments(
  context: JobContext,
  shop: JobShop,
  orders: readonly OrderState[],
): Promise<ReadonlyMap<string, Date>> {
  const orderIds = orders.map((order) => order.id);
  const known = await listKnownOrders(context.db, { programId: shop.programId, shopId: shop.id, orderIds });
  const moments = new Map<string, Date>();
  for (const state of orders) {
    if (state.customerId === null) continue;
    const before = known.get(state.id);
    const attachedAt = before?.customerId === null ? state.updatedAt : null;
    const at = joiningMoment({ state, attachedAt }, context.now());
    const earlier = moments.get(state.customerId);
    if (!earlier || at < earlier) moments.set(state.customerId, at);
  }
  return moments;
}

/** Records customers as Shopify shows them now; one that is gone from Shopify already is recorded without tags. */
export async function recordFetchedCustomers(
  context: JobContext,
  shop: JobShop,
  gateway: Gateway,
  customerIds: readonly string[],
  since: ReadonlyMap<string, Date> = new Map(),
): Promise<void> {
  const now = context.now();
  const found = await gateway.listCustomersById(customerIds);
  const customers = customerIds.map((customerId) => {
    const facts = found.get(customerId);
    return {
      shopId: shop.id,
      customerId,
      tags: [...(facts?.tags ?? [])],
      ...(facts ? { birthday: facts.birthday } : {}),
      at: since.get(customerId) ?? now,
    };
  });
  await recordCustomers(context.db, { customers, now });
  await joinCustomers(context, shop, gateway, [...found.keys()]);
}

async function apply(context: JobContext, shop: JobShop, orders: readonly OrderState[]): Promise<number> {
  const results = await applyOrders(context.db, {
    orders: orders.map((order) => ({ shopId: shop.id, order })),
    now: context.now(),
  });
  return results.filter((result) => result.outcome === "applied").length;
}
