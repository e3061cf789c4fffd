import type { Connection } from "../database.ts";
import type { OrderRef } from "../domain/account.ts";
import type { OrderState } from "../domain/order.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { CustomerRef } from "./load-orders.ts";
import type { LoadedWork, ShopFacts, WorkAsked } from "./load-work.ts";
import type { LoadedAccount } from "./rows.ts";
import { orderKey } from "../domain/account.ts";
import { newOrderRecord } from "../domain/member-orders.ts";
import { advanceOrder } from "../domain/order-facts.ts";
import { customerKey, drawMemberIds } from "./load-orders.ts";
import { codeKey, loadWork } from "./load-work.ts";

/** An order as it has arrived, and the moment for which it is brought. */
export type ArrivedOrder = { ref: OrderRef; state: OrderState; now: Date };

export type OrderPlan = {
  ref: OrderRef;
  shop: ShopFacts;
  now: Date;
  before: OrderRecord | null;
  /** The record with the newest state and its member, before the rules have been applied. */
  record: OrderRecord;
  /** Members whose codes the order carries. */
  codeOwners: string[];
};

export type GatheredWork = {
  plans: OrderPlan[];
  /** Orders of shops that are not known. */
  strangers: OrderRef[];
  accounts: ReadonlyMap<string, LoadedAccount>;
  newCustomers: ReadonlyMap<string, CustomerRef & { memberId: string }>;
};

/** Finds out what a batch of orders is about: the newest state of each, its member, and whose codes it carries. */
export async function gatherWork(connection: Connection, arrived: readonly ArrivedOrder[]): Promise<GatheredWork> {
  const asked = askFor(arrived);
  let loaded = await loadWork(connection, asked);
  let newest = newestStates(arrived, loaded.orders);
  // An order that is known in a newer state than it arrived in may name another customer, or other codes.
  const wanted = askFor([...newest.values()]);
  if (asksMore(wanted, asked)) {
    const customers = [...asked.customers, ...wanted.customers];
    loaded = await loadWork(connection, { ...asked, customers, codes: [...asked.codes, ...wanted.codes] });
    newest = newestStates(arrived, loaded.orders);
  }
  const known = [...newest.values()].filter(({ ref }) => loaded.shops.has(ref.shopId));
  const newCustomers = await claimCustomers(connection, known, loaded.memberIds);
  const plans = known.flatMap((order) => planOf(order, loaded) ?? []);
  const strangers = arrived.map(({ ref }) => ref).filter((ref) => !loaded.shops.has(ref.shopId));
  return { plans, strangers, accounts: loaded.accounts, newCustomers };
}

function planOf({ ref, state, now }: ArrivedOrder, loaded: LoadedWork): OrderPlan | null {
  const shop = loaded.shops.get(ref.shopId);
  if (!shop) return null;
  const before = loaded.orders.get(orderKey(ref)) ?? null;
  const record = recordWith(ref, before, state, loaded.memberIds);
  const codeOwners = state.codes.flatMap(
    ({ code }) => loaded.codeOwners.get(codeKey({ shopId: ref.shopId, code: keptCode(code) })) ?? [],
  );
  return { ref, shop, now, before, record, codeOwners };
}

/** Codes are kept in capitals. */
export function keptCode(code: string): string {
  return code.trim().toUpperCase();
}

function askFor(orders: readonly ArrivedOrder[]): WorkAsked {
  const refs = new Map<string, WorkAsked["orders"][number]>();
  const customers = new Map<string, CustomerRef>();
  const codes = new Map<string, { shopId: string; code: string }>();
  for (const { ref, state } of orders) {
    const { shopId } = ref;
    const { customerId } = state;
    const key = orderKey(ref);
    refs.set(key, refs.has(key) ? ref : askedOrder(ref, state));
    if (customerId !== null) customers.set(customerKey({ shopId, customerId }), { shopId, customerId });
    for (const carried of state.codes) {
      const code = { shopId, code: keptCode(carried.code) };
      codes.set(codeKey(code), code);
    }
  }
  return { orders: [...refs.values()], customers: [...customers.values()], codes: [...codes.values()] };
}

function askedOrder({ shopId, orderId }: OrderRef, { codes, customerId }: OrderState): WorkAsked["orders"][number] {
  return codes.length > 0 || customerId === null ? { shopId, orderId } : { shopId, orderId, buyer: customerId };
}

function asksMore(wanted: WorkAsked, asked: WorkAsked): boolean {
  const customers = new Set(asked.customers.map(customerKey));
  const codes = new Set(asked.codes.map(codeKey));
  return (
    wanted.customers.some((customer) => !customers.has(customerKey(customer))) ||
    wanted.codes.some((carried) => !codes.has(codeKey(carried)))
  );
}

/** Several states of one order in a batch end in the newest, whatever their order (rule 1), at the latest of their moments. */
function newestStates(
  arrived: readonly ArrivedOrder[],
  known: ReadonlyMap<string, OrderRecord>,
): Map<string, ArrivedOrder> {
  const newest = new Map<string, ArrivedOrder>();
  for (const { ref, state, now } of arrived) {
    const key = orderKey(ref);
    const former = newest.get(key);
    const latest = former && former.now > now ? former.now : now;
    const before = former?.state ?? known.get(key)?.state ?? null;
    newest.set(key, { ref, state: advanceOrder(before, state), now: latest });
  }
  return newest;
}

/** Draws member ids for customers that are not members yet, and enters them in `memberIds`. */
async function claimCustomers(
  connection: Connection,
  orders: readonly ArrivedOrder[],
  memberIds: Map<string, string>,
): Promise<GatheredWork["newCustomers"]> {
  const unknown = new Map<string, CustomerRef>();
  for (const { ref, state } of orders) {
    if (state.customerId === null) continue;
    const customer = { shopId: ref.shopId, customerId: state.customerId };
    if (!memberIds.has(customerKey(customer))) unknown.set(customerKey(customer), customer);
  }
  const ids = await drawMemberIds(connection, unknown.size);
  const claimed = new Map<string, CustomerRef & { memberId: string }>();
  for (const [key, customer] of unknown) {
    const memberId = ids.pop();
    if (memberId === undefined) throw new Error("the sequence of members gave too few ids");
    memberIds.set(key, memberId);
    claimed.set(memberId, { ...customer, memberId });
  }
  return claimed;
}

function recordWith(
  ref: OrderRef,
  before: OrderRecord | null,
  state: OrderState,
  memberIds: ReadonlyMap<string, string>,
): OrderRecord {
  const base = before ?? newOrderRecord(ref, state);
  const { customerId } = state;
  const memberId =
    base.memberId ??
    (customerId === null ? null : (memberIds.get(customerKey({ shopId: ref.shopId, customerId })) ?? null));
  const wasGuests = before?.memberId === null && memberId !== null;
  return { ...base, state, memberId, attachedAt: wasGuests ? state.updatedAt : base.attachedAt };
}
