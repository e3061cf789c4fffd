import pg from "pg";
import type { Connection } from "../database.ts";
import type { Account, Entry, Lot } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { PostItem } from "./post.ts";
import { isExcluded } from "../domain/account.ts";
import { explanationToText } from "../domain/explanation-json.ts";
import { orderToText } from "../domain/order-json.ts";
import { floor, formatRational, rational, subtract, ZERO } from "../domain/rational.ts";
import { CHAIN_START, hashEntry } from "./chain.ts";
import { compareIds } from "./ids.ts";
import { isKept } from "./kept-columns.ts";
import { revisionRows } from "./revisions.ts";
import { millis, quoted, RowList } from "./row-literals.ts";

/** An item that is nothing but an award: a new order of a member who is there, with one credit. */
export type Award = {
  item: PostItem;
  now: Date;
  account: Account;
  head: Buffer;
  record: OrderRecord;
  pinned: NonNullable<OrderRecord["pinned"]>;
  entry: Entry;
  lot: Lot;
};

/** What the statement refuses with where something moved since it was read. */
const MOVED = new Set(["40001", "40P01", "23505"]);

/**
 * The item as an award; null where it is anything more or less than one: several orders or members, a debt that is paid, a bonus, a tier, an
 * order that is known already, or a word about it somewhere else.
 */
export function awardOf(item: PostItem, now: Date): Award | null {
  const [loaded, secondAccount] = item.accounts;
  const [record, secondOrder] = item.orders ?? [];
  if (!loaded || !record || secondAccount || secondOrder || hasMore(item)) return null;
  const { account, head, kept } = loaded;
  const { news, version } = account;
  const [entry, secondEntry] = news.entries;
  if (version === 0n || kept === undefined || !entry || secondEntry || news.lots.size !== 1 || hasOtherNews(account))
    return null;
  const lot = account.lots.get(entry.no);
  const { pinned } = record;
  if (
    !lot ||
    pinned === null ||
    !isPlainEntry(entry) ||
    !isPlainLot(lot, entry) ||
    !isPlainOrder(record, account, entry)
  )
    return null;
  if (!isKept(account, isExcluded(account, now), kept)) return null;
  return { item, now, account, head: head ?? CHAIN_START, record, pinned, entry, lot };
}

function hasMore({ newCustomers, notes, audit, methods, merge }: PostItem): boolean {
  return (
    merge !== undefined || [newCustomers, notes, audit, methods].some((list) => list !== undefined && list.length > 0)
  );
}

function hasOtherNews({ news }: Account): boolean {
  return news.codes.size > 0 || news.tierChanges.length > 0 || news.notices.length > 0 || news.tags || !news.seen;
}

function isPlainEntry({ kind, points, pending, reserved, debt, codeId, lots, key, posting }: Entry): boolean {
  const isWhole = pending === 0n || pending === points;
  const isAlone = codeId === null && lots === null && key === null;
  return kind === "order" && posting === 1 && isWhole && reserved === 0n && debt === 0n && isAlone;
}

function isPlainLot(lot: Lot, entry: Entry): boolean {
  const { source, points, remaining, inCodes, expired, expiredAt, toldUntil, availableAt, bornAt, pending } = lot;
  const isUntouched =
    remaining === points && inCodes === 0n && expired === 0n && expiredAt === null && toldUntil === null;
  const isOfEntry = source === "order" && points === entry.points && pending === (entry.pending !== 0n);
  return isUntouched && isOfEntry && availableAt.getTime() === bornAt.getTime();
}

function isPlainOrder(record: OrderRecord, { memberId }: Account, entry: Entry): boolean {
  const { ref, rowVersion, attachedAt, excluded, posted, postings, explanation, pinned } = record;
  const isNew = rowVersion === 0 && attachedAt === null && !excluded && explanation !== null;
  const isOfEntry = posted === entry.points && postings === 1 && entry.version === pinned?.version;
  const isSame = entry.order?.shopId === ref.shopId && entry.order.orderId === ref.orderId;
  return isNew && isOfEntry && isSame && record.memberId === memberId;
}

/**
 * Writes awards in one narrow statement, all or none of them; answers whether they were written. Where somebody else changed something it
 * fails as a whole, which would end a transaction: the connection has to be a pool.
 */
export async function postAwards(pool: Connection, awards: readonly Award[]): Promise<boolean> {
  // Orders come in the order of their ids, and an index that grows at its end stays full.
  const sorted = [...awards].sort((a, b) => compareOrders(a.record, b.record));
  const rows = new RowList(COLUMNS);
  const hashes: Buffer[] = [];
  for (const award of sorted) {
    hashes.push(hashEntry(award.head, award.account, award.entry, award.now));
    rows.add(cellsOf(award));
  }
  try {
    await pool.query({
      name: "post-awards",
      text: "SELECT post_awards($1, $2, $3, $4, $5)",
      values: [
        revisionRows(sorted.map(({ item }) => item)),
        rows.literal(),
        Buffer.concat(hashes),
        // JSON has no line ends of its own: they part the documents.
        sorted.map(({ record }) => orderToText(record.state)).join("\n"),
        sorted.map(({ record }) => explanationToText(record.explanation)).join("\n"),
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && MOVED.has(error.code ?? "")) return false;
    throw error;
  }
}

function compareOrders(a: OrderRecord, b: OrderRecord): number {
  return compareIds(a.ref.shopId, b.ref.shopId) || compareIds(a.ref.orderId, b.ref.orderId);
}

const COLUMNS = [
  ...(["program", "member", "expected", "no", "points", "held", "available", "pending", "active", "settled"] as const),
  ...(["next", "now", "shop", "order", "customer", "name", "updated", "version", "tier", "paid", "spend"] as const),
  ...(["spendPart", "metricPoints", "metricOrders", "at", "availableAt", "expires"] as const),
];

function cellsOf({ item, now, account, record, pinned, entry, lot }: Award) {
  const { ref, state, contribution } = record;
  const spend = contribution?.spend ?? ZERO;
  const whole = floor(spend);
  return {
    program: item.programId,
    member: account.memberId,
    expected: account.version,
    no: entry.no,
    points: entry.points,
    held: entry.pending === 0n ? null : entry.pending,
    available: account.available,
    pending: account.pending,
    active: millis(account.activeAt),
    settled: account.settledAt.getTime(),
    next: millis(account.nextAt),
    now: now.getTime(),
    shop: ref.shopId,
    order: ref.orderId,
    customer: state.customerId,
    name: quoted(state.name),
    updated: state.updatedAt.getTime(),
    version: pinned.version,
    tier: quoted(pinned.tier),
    paid: pinned.paidAt.getTime(),
    spend: whole,
    spendPart: spend.d === 1n ? null : quoted(formatRational(subtract(spend, rational(whole)))),
    metricPoints: contribution?.points ?? 0n,
    metricOrders: contribution?.orders ?? 0,
    at: entry.at.getTime(),
    availableAt: lot.availableAt.getTime(),
    expires: millis(lot.expiresAt),
  };
}
