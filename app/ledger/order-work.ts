import type { Account } from "../domain/account.ts";
import type { CodeNews } from "../domain/code-reports.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { GatheredWork, OrderPlan } from "./gather-work.ts";
import type { PostItem } from "./post.ts";
import type { LoadedAccount } from "./rows.ts";
import { newAccount, orderKey } from "../domain/account.ts";
import { codeNews } from "../domain/code-reports.ts";
import { applyCode, applyOrder, joiningMoment } from "../domain/member-orders.ts";
import { follow, pass } from "../domain/moments.ts";
import { CHAIN_START } from "./chain.ts";

/** What is written together: the orders of members who have to do with each other. */
export type OrderWork = {
  item: PostItem;
  records: OrderRecord[];
  /** The keys of orders that are new or changed. */
  changed: Set<string>;
  /** What staff are told about the codes that the orders carry. */
  news: CodeNews[];
  /** The latest of the orders' moments. */
  now: Date;
  /** Nothing has to be written. */
  idle: boolean;
  /** A member was merged since the orders were looked up: look again. */
  stale: boolean;
};

/** Computes what each group of orders comes to; groups have no member in common. */
export function computeWork(work: GatheredWork, timelines: ReadonlyMap<string, Timeline>): OrderWork[] {
  return groupPlans(work.plans).map((plans) => computeGroup(work, timelines, plans));
}

/** Orders that share a member, their own or a code's, belong together. */
export function groupPlans(plans: readonly OrderPlan[]): OrderPlan[][] {
  const groupOf = new Map<string, Set<OrderPlan>>();
  const groups = new Set<Set<OrderPlan>>();
  for (const plan of plans) {
    const group = new Set([plan]);
    groups.add(group);
    // All of them are looked up before any two become one: from then on a member of this order is found in the group that it has become.
    for (const other of new Set(membersOf(plan).flatMap((member) => groupOf.get(member) ?? []))) {
      for (const each of other) group.add(each);
      groups.delete(other);
    }
    for (const each of group) for (const member of membersOf(each)) groupOf.set(member, group);
  }
  return [...groups].map((group) => [...group]);
}

function membersOf(plan: OrderPlan): string[] {
  const { memberId } = plan.record;
  return memberId === null ? plan.codeOwners : [memberId, ...plan.codeOwners];
}

function computeGroup(
  work: GatheredWork,
  timelines: ReadonlyMap<string, Timeline>,
  plans: readonly OrderPlan[],
): OrderWork {
  const programId = plans[0]?.shop.programId ?? "";
  const timeline = timelines.get(programId) ?? [];
  const now = new Date(Math.max(...plans.map((plan) => plan.now.getTime())));
  if (isMoving(work, plans, programId)) return waitingWork(programId, plans, now);
  const accounts = new Map<string, LoadedAccount>();
  const newCustomers: NonNullable<PostItem["newCustomers"]> = [];
  const accountOf = (memberId: string, plan: OrderPlan): Account => {
    const before = accounts.get(memberId);
    if (before) return before.account;
    const found = work.accounts.get(memberId) ?? {
      account: newAccount(programId, memberId, joiningMoment(plan.record, now)),
      head: CHAIN_START,
    };
    const customer = work.newCustomers.get(memberId);
    if (customer) newCustomers.push({ ...customer, tags: [], tagsAt: found.account.createdAt });
    pass(found.account, timeline, now);
    accounts.set(memberId, found);
    return found.account;
  };

  const news: CodeNews[] = [];
  const done = [...plans].sort(byPayment).map(({ before, ...plan }) => {
    const record = computeOrder({ before, ...plan }, timeline, now, accountOf, news);
    return { record, isChanged: before === null || differs(before, record) };
  });
  const records = done.map(({ record }) => record);
  for (const { account } of accounts.values()) follow(account, timeline, now);
  const changed = new Set(done.filter(({ isChanged }) => isChanged).map(({ record }) => orderKey(record.ref)));
  const methods = records.flatMap((record) =>
    record.state.gateways.map((method) => ({ shopId: record.ref.shopId, method })),
  );
  const item: PostItem = {
    ...{ programId, timeline, now, newCustomers, methods },
    accounts: [...accounts.values()],
    orders: records,
  };
  const touched = [...accounts.values()].map(({ account }) => account);
  const idle = changed.size === 0 && !touched.some(({ news: own }) => own.seen || own.lots.size > 0);
  const stale = touched.some((account) => account.mergedInto !== null);
  return { item, records, changed, news, now, idle, stale };
}

/** Rule 23: a member has gone ahead of their shop to another program: until the shop follows, nothing can be computed. */
function isMoving(work: GatheredWork, plans: readonly OrderPlan[], programId: string): boolean {
  const programs = plans.flatMap(membersOf).map((id) => work.accounts.get(id)?.account.programId);
  return programs.some((found) => found !== undefined && found !== programId);
}

/** Work that has to be begun anew. */
function waitingWork(programId: string, plans: readonly OrderPlan[], now: Date): OrderWork {
  const records = plans.map((plan) => plan.record);
  return { item: { programId, accounts: [] }, records, changed: new Set(), news: [], now, idle: false, stale: true };
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
  const { before, record } = plan;
  const exchangeRate = plan.shop.rate;
  for (const owner of plan.codeOwners) {
    const account = accountOf(owner, plan);
    if (account.deletedAt !== null) continue;
    // Of codes that the order doesn't carry nothing comes (`codeUse`).
    for (const code of account.codes.values()) {
      // A code of another shop of the program is good in its own shop alone: there it stays as it is.
      if (code.shopId === record.ref.shopId) applyCode({ account, timeline, now, exchangeRate }, record, code);
      news.push(codeNews(record, code, account.memberId));
    }
  }
  if (record.memberId === null) return record;
  const account = accountOf(record.memberId, plan);
  // Who was deleted earns nothing and owes nothing any more; the order's state is kept all the same, without saying whose it was.
  if (account.deletedAt !== null) return { ...record, state: { ...record.state, customerId: null } };
  return applyOrder({ account, timeline, now, exchangeRate }, before, record);
}

function differs(before: OrderRecord, record: OrderRecord): boolean {
  return (
    before.state.updatedAt.getTime() !== record.state.updatedAt.getTime() ||
    before.posted !== record.posted ||
    before.explanation?.nothing !== record.explanation?.nothing ||
    before.memberId !== record.memberId
  );
}
