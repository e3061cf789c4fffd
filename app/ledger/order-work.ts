import type { Connection } from "../database.ts";
import type { Account, OrderRef } from "../domain/account.ts";
import type { CodeNews } from "../domain/code-reports.ts";
import type { OrderState } from "../domain/order.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { PostItem } from "./post.ts";
import type { LoadedAccount } from "./rows.ts";
import { newAccount, orderKey } from "../domain/account.ts";
import { codeNews } from "../domain/code-reports.ts";
import { advanceOrder } from "../domain/order-facts.ts";
import { applyCode, applyOrder, joiningMoment, newOrderRecord } from "../domain/member-orders.ts";
import { follow } from "../domain/moments.ts";
import { loadAccounts } from "./load-accounts.ts";
import { customerKey, drawMemberIds, loadCodeOwners, loadMemberIds, loadOrders } from "./load-orders.ts";

/** An order as it has arrived, and what its currency counts in the program's. */
export type ArrivedOrder = { ref: OrderRef; state: OrderState; exchangeRate: string | null };

type OrderPlan = {
  ref: OrderRef;
  exchangeRate: string | null;
  before: OrderRecord | null;
  /** The record with the newest state and its member, before the rules have been applied. */
  record: OrderRecord;
  /** Members whose codes the order carries. */
  codeOwners: string[];
};

export type GatheredWork = {
  plans: OrderPlan[];
  existingMemberIds: string[];
  newCustomers: Map<string, { shopId: string; customerId: string; memberId: string }>;
  codes: string[];
};

/** What is written together: the orders of members who have to do with each other. */
export type OrderWork = {
  item: PostItem;
  records: OrderRecord[];
  /** The keys of orders that are new or changed. */
  changed: Set<string>;
  /** What staff are told about the codes that the orders carry. */
  news: CodeNews[];
  /** Nothing has to be written. */
  idle: boolean;
  /** A member was merged since the orders were looked up: look again. */
  stale: boolean;
};

/** Finds out what a batch of orders is about: the newest state of each, its member, and whose codes it carries. */
export async function gatherWork(
  connection: Connection,
  programId: string,
  arrived: readonly ArrivedOrder[],
): Promise<GatheredWork> {
  const known = await loadOrders(connection, programId, uniqueRefs(arrived));
  const newest = newestStates(arrived, known);
  const states = [...newest.values()];
  const customers = states.flatMap(({ ref, state }) =>
    state.customerId === null ? [] : [{ shopId: ref.shopId, customerId: state.customerId }],
  );
  const codes = [...new Set(states.flatMap(({ state }) => state.codes.map((carried) => keptCode(carried.code))))];
  const [memberIds, owners] = await Promise.all([
    loadMemberIds(connection, programId, customers),
    loadCodeOwners(connection, programId, codes),
  ]);
  const newCustomers = await claimCustomers(connection, customers, memberIds);
  const plans = states.map(({ ref, state, exchangeRate }): OrderPlan => {
    const before = known.get(orderKey(ref)) ?? null;
    const record = recordWith(ref, before, state, memberIds);
    const codeOwners = state.codes.flatMap((carried) => owners.get(keptCode(carried.code)) ?? []);
    return { ref, exchangeRate, before, record, codeOwners };
  });
  const fresh = new Set([...newCustomers.values()].map((customer) => customer.memberId));
  const existing = plans.flatMap((plan) => [...plan.codeOwners, ...listOf(plan.record.memberId)]);
  return { plans, existingMemberIds: [...new Set(existing)].filter((id) => !fresh.has(id)), newCustomers, codes };
}

function listOf(id: string | null): string[] {
  return id === null ? [] : [id];
}

/** Codes are kept in capitals. */
export function keptCode(code: string): string {
  return code.trim().toUpperCase();
}

function uniqueRefs(arrived: readonly ArrivedOrder[]): OrderRef[] {
  return [...new Map(arrived.map(({ ref }) => [orderKey(ref), ref])).values()];
}

/** Several states of one order in a batch end in the newest, whatever their order (rule 1). */
function newestStates(
  arrived: readonly ArrivedOrder[],
  known: ReadonlyMap<string, OrderRecord>,
): Map<string, ArrivedOrder> {
  const newest = new Map<string, ArrivedOrder>();
  for (const order of arrived) {
    const key = orderKey(order.ref);
    const former = newest.get(key)?.state ?? known.get(key)?.state ?? null;
    newest.set(key, { ...order, state: advanceOrder(former, order.state) });
  }
  return newest;
}

/** Draws member ids for customers that are not members yet, and enters them in `memberIds`. */
async function claimCustomers(
  connection: Connection,
  customers: readonly { shopId: string; customerId: string }[],
  memberIds: Map<string, string>,
): Promise<GatheredWork["newCustomers"]> {
  const unknown = new Map(
    customers
      .filter((customer) => !memberIds.has(customerKey(customer)))
      .map((customer) => [customerKey(customer), customer]),
  );
  const ids = await drawMemberIds(connection, unknown.size);
  const claimed: GatheredWork["newCustomers"] = new Map();
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
  const wasGuests = before !== null && before.memberId === null && memberId !== null;
  return { ...base, state, memberId, attachedAt: wasGuests ? state.updatedAt : base.attachedAt };
}

/** Computes what each group of orders comes to; groups have no member in common. */
export async function computeWork(
  connection: Connection,
  programId: string,
  timeline: Timeline,
  work: GatheredWork,
  now: Date,
): Promise<OrderWork[]> {
  const loaded = await loadAccounts(connection, programId, work.existingMemberIds, {
    orders: work.plans.map((plan) => plan.ref),
    codes: work.codes,
  });
  return groupPlans(work.plans).map((plans) => computeGroup(programId, timeline, work, { plans, loaded, now }));
}

/** Orders that share a member, their own or a code's, belong together. */
function groupPlans(plans: readonly OrderPlan[]): OrderPlan[][] {
  const groups: { members: Set<string>; plans: OrderPlan[] }[] = [];
  for (const plan of plans) {
    const members = new Set([...plan.codeOwners, ...listOf(plan.record.memberId)]);
    const touching = groups.filter((group) => [...members].some((id) => group.members.has(id)));
    const joined = { members, plans: [] as OrderPlan[] };
    for (const group of touching) {
      for (const id of group.members) joined.members.add(id);
      joined.plans.push(...group.plans);
      groups.splice(groups.indexOf(group), 1);
    }
    joined.plans.push(plan);
    groups.push(joined);
  }
  return groups.map((group) => group.plans);
}

type Group = { plans: readonly OrderPlan[]; loaded: ReadonlyMap<string, LoadedAccount>; now: Date };

function computeGroup(programId: string, timeline: Timeline, work: GatheredWork, group: Group): OrderWork {
  const { plans, loaded, now } = group;
  const accounts = new Map<string, LoadedAccount>();
  const newCustomers: NonNullable<PostItem["newCustomers"]> = [];
  const accountOf = (memberId: string, plan: OrderPlan): Account => {
    const there = accounts.get(memberId) ?? loaded.get(memberId);
    const found = there ?? {
      account: newAccount(programId, memberId, joiningMoment(plan.record, now)),
      head: Buffer.alloc(32),
    };
    if (!accounts.has(memberId)) {
      const customer = work.newCustomers.get(memberId);
      if (!there && customer) newCustomers.push({ ...customer, tags: [], tagsAt: found.account.createdAt });
      follow(found.account, timeline, now);
      accounts.set(memberId, found);
    }
    return found.account;
  };

  const ordered = [...plans].sort(byPayment);
  const news: CodeNews[] = [];
  const records = ordered.map((plan) => computeOrder(plan, timeline, now, accountOf, news));
  for (const { account } of accounts.values()) follow(account, timeline, now);
  const changed = new Set(
    ordered.filter((plan, index) => isChanged(plan, records[index])).map((plan) => orderKey(plan.ref)),
  );
  const methods = records.flatMap((record) =>
    record.state.gateways.map((method) => ({ shopId: record.ref.shopId, method })),
  );
  const item: PostItem = { programId, accounts: [...accounts.values()], orders: records, newCustomers, methods };
  const touched = [...accounts.values()].map(({ account }) => account);
  const idle = changed.size === 0 && touched.every((account) => account.version > 0n && !hasNews(account));
  const stale = touched.some((account) => account.mergedInto !== null);
  return { item, records, changed, news, idle, stale };
}

function hasNews({ news }: Account): boolean {
  return news.seen || news.entries.length > 0 || news.lots.size > 0 || news.codes.size > 0;
}

/** Orders of one batch in the order in which they were paid: the one that lifts comes before the one that profits (rule 1). */
function byPayment(a: OrderPlan, b: OrderPlan): number {
  return momentOf(a) - momentOf(b);
}

function momentOf(plan: OrderPlan): number {
  const { paidAt, updatedAt } = plan.record.state;
  return (paidAt ?? updatedAt).getTime();
}

function computeOrder(
  plan: OrderPlan,
  timeline: Timeline,
  now: Date,
  accountOf: (memberId: string, plan: OrderPlan) => Account,
  news: CodeNews[],
): OrderRecord {
  const { before, record, exchangeRate } = plan;
  for (const owner of plan.codeOwners) {
    const account = accountOf(owner, plan);
    if (account.deletedAt !== null) continue;
    const carried = new Set(record.state.codes.map((code) => keptCode(code.code)));
    for (const code of account.codes.values()) {
      if (!carried.has(code.code)) continue;
      // A code of another shop of the program is good in its own shop alone: there it stays as it is.
      if (code.shopId === record.ref.shopId) applyCode({ account, timeline, now, exchangeRate }, record, code);
      news.push(codeNews(record, code, account.memberId));
    }
  }
  if (record.memberId === null) return record;
  const account = accountOf(record.memberId, plan);
  // Who was deleted earns nothing and owes nothing any more; the order's state is kept all the same.
  if (account.deletedAt !== null) return record;
  return applyOrder({ account, timeline, now, exchangeRate }, before, record);
}

function isChanged(plan: OrderPlan, record: OrderRecord | undefined): boolean {
  const { before } = plan;
  if (before === null || record === undefined) return true;
  return (
    before.state.updatedAt.getTime() !== record.state.updatedAt.getTime() ||
    before.posted !== record.posted ||
    before.memberId !== record.memberId
  );
}
