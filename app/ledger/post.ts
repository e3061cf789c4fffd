import type { Connection } from "../database.ts";
import type { Account, Code, Entry, Lot } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { CustomerRef } from "./load-orders.ts";
import { isDone, isExcluded } from "../domain/account.ts";
import { orderToJson } from "../domain/order-json.ts";
import { floor, formatRational, rational, subtract, ZERO } from "../domain/rational.ts";
import { CHAIN_START, hashEntry } from "./chain.ts";
import { tierStateToJson } from "./rows.ts";

/** What is written all together or not at all: the accounts that one piece of work changed, and the orders. */
export type PostItem = {
  programId: string;
  accounts: { account: Account; head: Buffer | null }[];
  orders?: OrderRecord[];
  newCustomers?: (CustomerRef & { memberId: string; tags: string[]; tagsAt: Date })[];
  notes?: { memberId: string; no: number; author: string; reason: string }[];
  audit?: { actor: string; action: string; subject: string; before?: unknown; after?: unknown }[];
  methods?: { shopId: string; method: string }[];
  merge?: { kept: string; gone: string };
};

/** new: written; already: an entry with one of its keys was there; conflict: something moved since it was read. */
export type PostOutcome = "new" | "already" | "conflict";

/** Writes a batch in one statement and answers for each item what became of it. */
export async function postBatch(connection: Connection, items: readonly PostItem[], now: Date): Promise<PostOutcome[]> {
  if (items.length === 0) return [];
  const { rows } = await connection.query<{ item: number; outcome: PostOutcome }>({
    name: "post-batch",
    text: "SELECT item, outcome FROM post_batch($1::jsonb)",
    values: [JSON.stringify(batchOf(items, now), writeBigint)],
  });
  const outcomes = new Map(rows.map((row) => [row.item, row.outcome]));
  return items.map((_, index) => outcomes.get(index) ?? "conflict");
}

/** Points and ids of Shopify travel as text: JSON's numbers would lose digits. */
function writeBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

type Row = Record<string, unknown>;

type Batch = { items: number; now: Date } & Record<
  | "members"
  | "customers"
  | "entries"
  | "lots"
  | "codes"
  | "tier_changes"
  | "notices"
  | "orders"
  | "keys"
  | "notes"
  | "audit"
  | "methods"
  | "merges",
  Row[]
>;

function batchOf(items: readonly PostItem[], now: Date): Batch {
  const batch: Batch = {
    items: items.length,
    now,
    members: [],
    customers: [],
    entries: [],
    lots: [],
    codes: [],
    tier_changes: [],
    notices: [],
    orders: [],
    keys: [],
    notes: [],
    audit: [],
    methods: [],
    merges: [],
  };
  items.forEach((item, i) => addItem(batch, item, i, now));
  return batch;
}

function addItem(batch: Batch, item: PostItem, i: number, now: Date): void {
  const tenant = { i, program_id: item.programId };
  for (const { account, head } of item.accounts) addAccount(batch, tenant, account, head, now);
  for (const order of item.orders ?? []) batch.orders.push({ ...tenant, ...orderRow(order) });
  for (const customer of item.newCustomers ?? []) {
    const { shopId, customerId, memberId, tags, tagsAt } = customer;
    batch.customers.push({
      ...tenant,
      shop_id: shopId,
      customer_id: customerId,
      member_id: memberId,
      tags,
      tags_at: tagsAt,
    });
  }
  for (const { memberId, ...note } of item.notes ?? []) batch.notes.push({ ...tenant, member_id: memberId, ...note });
  for (const line of item.audit ?? []) batch.audit.push({ ...tenant, ...line });
  for (const { shopId, method } of item.methods ?? []) batch.methods.push({ i, shop_id: shopId, method });
  if (item.merge) batch.merges.push({ ...tenant, ...item.merge });
}

type Tenant = { i: number; program_id: string };

function addAccount(batch: Batch, tenant: Tenant, account: Account, head: Buffer | null, now: Date): void {
  const owner = { ...tenant, member_id: account.memberId };
  let hash = head ?? CHAIN_START;
  for (const entry of account.news.entries) {
    hash = hashEntry(hash, account, entry, now);
    batch.entries.push({ ...owner, ...entryRow(entry, hash) });
    if (entry.key !== null) batch.keys.push({ ...tenant, key: entry.key });
  }
  for (const no of account.news.lots) {
    const lot = account.lots.get(no);
    if (lot) batch.lots.push({ ...owner, ...lotRow(lot) });
  }
  for (const id of account.news.codes) {
    const code = account.codes.get(id);
    if (code) batch.codes.push({ ...owner, ...codeRow(code) });
  }
  const before = account.tierChanges.length - account.news.tierChanges.length;
  account.news.tierChanges.forEach((change, index) => {
    batch.tier_changes.push({ ...owner, no: before + index + 1, ...change });
  });
  for (const notice of account.news.notices) batch.notices.push({ ...owner, ...notice });
  batch.members.push({ ...tenant, ...memberRow(account, hash, now) });
}

function memberRow(account: Account, head: Buffer, now: Date): Row {
  return {
    id: account.memberId,
    expected: account.version,
    entries: account.entryCount,
    head: head.toString("hex"),
    available: account.available,
    pending: account.pending,
    reserved: account.reserved,
    debt: account.debt,
    tier: account.tier.tier,
    tier_since: account.tier.since,
    tier_state: tierStateToJson(account.tier),
    bonuses: account.bonuses,
    exclusions: account.exclusions.map((time) => [time.from, time.until]),
    excluded: isExcluded(account, now),
    birthday: account.birthday,
    joined_at: account.joinedAt,
    active_at: account.activeAt,
    settled_at: account.settledAt,
    next_at: account.nextAt,
    merged_into: account.mergedInto,
    deleted_at: account.deletedAt,
    created_at: account.createdAt,
    seen: account.news.seen || account.version === 0n,
    tags: account.news.tags,
  };
}

function entryRow(entry: Entry, hash: Buffer): Row {
  return {
    no: entry.no,
    kind: entry.kind,
    points: entry.points,
    pending: nullIfZero(entry.pending),
    reserved: nullIfZero(entry.reserved),
    debt: nullIfZero(entry.debt),
    balance: entry.balance,
    shop_id: entry.order?.shopId ?? null,
    order_id: entry.order?.orderId ?? null,
    posting: entry.posting,
    code_id: entry.codeId,
    lots: entry.lots?.flatMap((part) => [BigInt(part.lot), part.points]) ?? null,
    version: entry.version,
    key: entry.key,
    at: entry.at,
    hash: hash.toString("hex"),
  };
}

function nullIfZero(value: bigint): bigint | null {
  return value === 0n ? null : value;
}

function lotRow(lot: Lot): Row {
  return {
    no: lot.no,
    points: lot.points,
    remaining: lot.remaining,
    in_codes: lot.inCodes,
    expired: lot.expired,
    available_at: lot.availableAt,
    born_at: lot.bornAt,
    expires_at: lot.expiresAt,
    expired_at: lot.expiredAt,
    told_until: lot.toldUntil,
    pending: lot.pending,
    source: lot.source,
    shop_id: lot.order?.shopId ?? null,
    order_id: lot.order?.orderId ?? null,
    done: isDone(lot),
  };
}

function codeRow(code: Code): Row {
  const { shopId, customerOnly, reservedAt, openedAt, usedAt, endedAt, order, discountId, ...same } = code;
  return {
    ...same,
    shop_id: shopId,
    customer_only: customerOnly,
    reserved_at: reservedAt,
    opened_at: openedAt,
    used_at: usedAt,
    ended_at: endedAt,
    order_shop_id: order?.shopId ?? null,
    order_id: order?.orderId ?? null,
    discount_id: discountId,
  };
}

function orderRow(order: OrderRecord): Row {
  const { ref, state, pinned, contribution } = order;
  const spend = contribution?.spend ?? ZERO;
  const whole = floor(spend);
  const part = subtract(spend, rational(whole));
  return {
    shop_id: ref.shopId,
    id: ref.orderId,
    expected: order.rowVersion,
    member_id: order.memberId,
    customer_id: state.customerId,
    name: state.name,
    state: orderToJson(state),
    updated_at: state.updatedAt,
    pinned_version: pinned?.version ?? null,
    pinned_tier: pinned?.tier ?? null,
    paid_at: pinned?.paidAt ?? null,
    attached_at: order.attachedAt,
    excluded: order.excluded,
    posted: order.posted,
    postings: order.postings,
    spend: whole,
    spend_part: part.n === 0n ? null : formatRational(part),
    metric_points: contribution?.points ?? 0n,
    metric_orders: contribution?.orders ?? 0,
    explanation: order.explanation,
  };
}
