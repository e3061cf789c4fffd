import type { Account, Entry, Lot } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { PostItem } from "./post.ts";
import type { Row } from "./post-rest.ts";
import { isDone, isExcluded } from "../domain/account.ts";
import { explanationToText } from "../domain/explanation-json.ts";
import { orderToText } from "../domain/order-json.ts";
import { floor, formatRational, rational, subtract, ZERO } from "../domain/rational.ts";
import { CHAIN_START, hashEntry } from "./chain.ts";
import { compareIds } from "./ids.ts";
import { isKept, slowColumns } from "./kept-columns.ts";
import { Rest } from "./post-rest.ts";
import { millis, quoted, RowList } from "./row-literals.ts";

/**
 * A batch as `post_batch` takes it: what every award writes as lists of rows, everything else as one JSON document. Members, and within them
 * entries and lots, are sorted by their key, and so are orders: every batch locks in this one order.
 */
export class Batch {
  private readonly members = new RowList([
    ...(["i", "program", "id", "expected", "whole", "entries", "available", "pending", "reserved", "debt"] as const),
    ...(["active", "settled", "next", "seen", "tags", "now"] as const),
  ]);
  private readonly entries = new RowList([
    ...(["i", "program", "member", "no", "kind", "points", "pending", "reserved", "debt", "balance"] as const),
    ...(["shop", "order", "posting", "code", "lots", "version", "key", "at", "now"] as const),
  ]);
  private readonly lots = new RowList([
    ...(["i", "program", "member", "no", "points", "remaining", "inCodes", "expired", "available", "born"] as const),
    ...(["expires", "expiredAt", "told", "pending", "source", "shop", "order", "done"] as const),
  ]);
  private readonly orders = new RowList([
    ...(["i", "program", "shop", "id", "expected", "member", "customer", "name", "updated", "pinnedVersion"] as const),
    ...(["pinnedTier", "paid", "attached", "excluded", "posted", "postings", "spend", "spendPart"] as const),
    ...(["points", "orders"] as const),
  ]);
  private readonly posted: { entry: Entry; hash: Buffer; owner: EntryOwner }[] = [];
  private readonly heads: Buffer[] = [];
  private readonly hashes: Buffer[] = [];
  private readonly states: string[] = [];
  private readonly explanations: string[] = [];
  private readonly rest = new Rest();
  private readonly accounts: { item: PostItem; i: number; now: Date; index: number }[] = [];
  private readonly records: { programId: string; i: number; record: OrderRecord }[] = [];

  add(item: PostItem, i: number, now: Date): void {
    item.accounts.forEach((_, index) => this.accounts.push({ item, i, now, index }));
    for (const record of item.orders ?? []) this.records.push({ programId: item.programId, i, record });
    this.rest.addItem(item, i, now);
  }

  /** How many members and orders were there when they were read, and whether an entry has a key. */
  counts(): unknown[] {
    const members = this.accounts.filter(({ item, index }) => (item.accounts[index]?.account.version ?? 0n) > 0n);
    const orders = this.records.filter(({ record }) => record.rowVersion > 0);
    const keyed = this.accounts.some(({ item, index }) => item.accounts[index]?.account.news.entries.some(hasKey));
    return [members.length, orders.length, keyed];
  }

  /** The lists that `post_batch` takes after its counts and programs. */
  values(): unknown[] {
    this.accounts.sort(
      (a, b) => compareIds(a.item.programId, b.item.programId) || compareIds(memberOf(a), memberOf(b)),
    );
    this.records.sort(byKey);
    for (const { item, i, now, index } of this.accounts) {
      const entry = item.accounts[index];
      if (entry) this.addAccount(item.programId, i, now, entry);
    }
    for (const { programId, i, record } of this.records) this.addOrder(programId, i, record);
    // Orders come in the order of their ids, and an index that grows at its end stays full.
    for (const { entry, hash, owner } of this.posted.sort((a, b) => compareOrders(a.entry, b.entry))) {
      this.hashes.push(hash);
      this.entries.add(entryCells(owner, entry));
    }
    return [
      this.members.literal(),
      Buffer.concat(this.heads),
      this.entries.literal(),
      Buffer.concat(this.hashes),
      this.lots.literal(),
      this.orders.literal(),
      this.states.join("\n"),
      this.explanations.join("\n"),
      this.rest.json(),
    ];
  }

  private addAccount(
    programId: string,
    i: number,
    now: Date,
    { account, head, kept }: PostItem["accounts"][number],
  ): void {
    const { memberId, news } = account;
    let hash = head ?? CHAIN_START;
    for (const entry of news.entries) {
      hash = hashEntry(hash, account, entry, now);
      this.posted.push({ entry, hash, owner: { i, program: programId, member: memberId, now: now.getTime() } });
    }
    const excluded = isExcluded(account, now);
    const whole = account.version === 0n || kept === undefined || !isKept(account, excluded, kept);
    this.heads.push(hash);
    this.members.add(memberCells({ i, program: programId, whole, now: now.getTime() }, account));
    if (whole) {
      const slow = slowColumns(account, excluded);
      this.rest.addMember({ i, program_id: programId, head: hash.toString("hex"), ...memberRow(account), ...slow });
    }
    this.addLots(programId, i, account);
    this.rest.addAccount(account, { i, program_id: programId, member_id: memberId });
  }

  /** A lot bears the number of the entry that opened it: one whose entry is among the news is new. */
  private addLots(programId: string, i: number, account: Account): void {
    const { news, memberId } = account;
    const before = account.entryCount - news.entries.length;
    for (const no of [...news.lots].sort((a, b) => a - b)) {
      const lot = account.lots.get(no);
      if (!lot) continue;
      if (no > before) this.lots.add(lotCells({ i, program: programId, member: memberId }, lot));
      else this.rest.addLot({ i, member_id: memberId }, lot);
    }
  }

  private addOrder(programId: string, i: number, record: OrderRecord): void {
    this.orders.add(orderCells({ i, program: programId }, record));
    // JSON has no line ends of its own: they part the documents.
    this.states.push(orderToText(record.state));
    this.explanations.push(explanationToText(record.explanation));
  }
}

const hasKey = (entry: Entry): boolean => entry.key !== null;

function memberOf({ item, index }: { item: PostItem; index: number }): string {
  return item.accounts[index]?.account.memberId ?? "0";
}

type Placed = { programId: string; record: OrderRecord };

function byKey(a: Placed, b: Placed): number {
  return (
    compareIds(a.programId, b.programId) ||
    compareIds(a.record.ref.shopId, b.record.ref.shopId) ||
    compareIds(a.record.ref.orderId, b.record.ref.orderId)
  );
}

function compareOrders(a: Entry, b: Entry): number {
  return (
    compareIds(a.order?.shopId ?? "", b.order?.shopId ?? "") ||
    compareIds(a.order?.orderId ?? "", b.order?.orderId ?? "")
  );
}

type MemberOwner = { i: number; program: string; whole: boolean; now: number };

function memberCells({ i, program, whole, now }: MemberOwner, account: Account) {
  return {
    i,
    program,
    whole,
    now,
    id: account.memberId,
    expected: account.version,
    entries: account.entryCount,
    available: account.available,
    pending: account.pending,
    reserved: account.reserved,
    debt: account.debt,
    active: millis(account.activeAt),
    settled: account.settledAt.getTime(),
    next: millis(account.nextAt),
    seen: account.news.seen || account.version === 0n,
    tags: account.news.tags,
  };
}

function memberRow(account: Account): Row {
  return {
    id: account.memberId,
    expected: account.version,
    entries: account.entryCount,
    available: account.available,
    pending: account.pending,
    reserved: account.reserved,
    debt: account.debt,
    active_at: account.activeAt,
    settled_at: account.settledAt,
    next_at: account.nextAt,
    created_at: account.createdAt,
  };
}

type EntryOwner = { i: number; program: string; member: string; now: number };

function entryCells({ i, program, member, now }: EntryOwner, entry: Entry) {
  return {
    i,
    program,
    member,
    now,
    no: entry.no,
    kind: entry.kind,
    points: entry.points,
    pending: nullIfZero(entry.pending),
    reserved: nullIfZero(entry.reserved),
    debt: nullIfZero(entry.debt),
    balance: entry.balance,
    shop: entry.order?.shopId ?? null,
    order: entry.order?.orderId ?? null,
    posting: entry.posting,
    code: entry.codeId,
    lots: entry.lots === null ? null : quoted(`{${entry.lots.map((part) => `${part.lot},${part.points}`).join(",")}}`),
    version: entry.version,
    key: quoted(entry.key),
    at: entry.at.getTime(),
  };
}

function nullIfZero(value: bigint): bigint | null {
  return value === 0n ? null : value;
}

function lotCells({ i, program, member }: Omit<EntryOwner, "now">, lot: Lot) {
  return {
    i,
    program,
    member,
    no: lot.no,
    points: lot.points,
    remaining: lot.remaining,
    inCodes: lot.inCodes,
    expired: lot.expired,
    available: lot.availableAt.getTime(),
    born: lot.bornAt.getTime(),
    expires: millis(lot.expiresAt),
    expiredAt: millis(lot.expiredAt),
    told: millis(lot.toldUntil),
    pending: lot.pending,
    source: lot.source,
    shop: lot.order?.shopId ?? null,
    order: lot.order?.orderId ?? null,
    done: isDone(lot),
  };
}

function orderCells({ i, program }: { i: number; program: string }, order: OrderRecord) {
  const { ref, state, pinned, contribution } = order;
  const spend = contribution?.spend ?? ZERO;
  const whole = floor(spend);
  const part = spend.d === 1n ? ZERO : subtract(spend, rational(whole));
  return {
    i,
    program,
    shop: ref.shopId,
    id: ref.orderId,
    expected: order.rowVersion,
    member: order.memberId,
    customer: state.customerId,
    name: quoted(state.name),
    updated: state.updatedAt.getTime(),
    pinnedVersion: pinned?.version ?? null,
    pinnedTier: quoted(pinned?.tier ?? null),
    paid: millis(pinned?.paidAt ?? null),
    attached: millis(order.attachedAt),
    excluded: order.excluded,
    posted: order.posted,
    postings: order.postings,
    spend: whole,
    spendPart: part.n === 0n ? null : quoted(formatRational(part)),
    points: contribution?.points ?? 0n,
    orders: contribution?.orders ?? 0,
  };
}
