import type { Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Timeline } from "../domain/timeline.ts";
import { orderKey } from "../domain/account.ts";
import { orderTarget } from "../domain/earning.ts";
import { isHeld } from "../domain/exchange.ts";
import { replay } from "../domain/replay.ts";
import { versionNumbered } from "../domain/timeline.ts";
import { loadAccounts } from "../ledger/load-accounts.ts";
import { loadOrders } from "../ledger/load-orders.ts";
import { loadTimeline } from "../ledger/programs.ts";
import {
  ENTRY_COLUMNS,
  type EntryRow,
  followChain,
  recordedEntryOf,
  type RecordedEntry,
} from "../ledger/recorded-entries.ts";

const PAGE = 200;

/** What is replayed: everything of all programs, of one, or of some of its members alone, with the orders that are or were theirs. */
export type VerifyInput = { programId?: string } | { programId: string; memberIds: readonly string[] };

/**
 * Replays everything that is written for a program, or for all: balances, lots, codes, the chain of entries, and that every order's
 * entries add up to what the order deserves. Answers one sentence for each thing that differs; none means that all is right.
 */
export async function verifyLedger(db: Database, input: VerifyInput = {}): Promise<string[]> {
  if ("memberIds" in input) {
    const { programId, memberIds } = input;
    return [...(await verifyMembers(db, programId, memberIds)), ...(await verifyOrders(db, programId, memberIds))];
  }
  const { rows } = await db.pool.query<{ id: string }>(
    "SELECT id::text FROM programs WHERE $1::bigint IS NULL OR id = $1 ORDER BY programs.id",
    [input.programId ?? null],
  );
  const differences: string[] = [];
  for (const { id } of rows) {
    differences.push(...(await verifyMembers(db, id)));
    differences.push(...(await verifyOrders(db, id)));
  }
  return differences;
}

async function verifyMembers(
  db: Database,
  programId: string,
  only: readonly string[] | null = null,
): Promise<string[]> {
  const differences: string[] = [];
  for (let after = "0"; ;) {
    const { rows } = await db.pool.query<{ id: string }>(
      `SELECT id::text FROM members WHERE program_id = $1 AND id > $2 AND ($4::bigint[] IS NULL OR id = ANY ($4))
       ORDER BY members.id LIMIT $3`,
      [programId, after, PAGE, only],
    );
    const ids = rows.map((row) => row.id);
    const last = ids.at(-1);
    if (last === undefined) return differences;
    after = last;
    const loaded = await loadAccounts(db.pool, programId, ids, { everything: true });
    const entries = await loadEntries(db, programId, ids);
    // In the order of their ids, whatever order they were found in: the same ledger is told in the same words.
    for (const id of ids) {
      const found = loaded.get(id);
      if (!found) continue;
      const { account, head } = found;
      const own = entries.get(account.memberId) ?? [];
      const faults = [...checkChain(account, own, head), ...checkAccount(account, own)];
      differences.push(...faults.map((fault) => `program ${programId}, member ${account.memberId}: ${fault}`));
    }
    if (ids.length < PAGE) return differences;
  }
}

async function loadEntries(
  db: Database,
  programId: string,
  memberIds: readonly string[],
): Promise<Map<string, RecordedEntry[]>> {
  const { rows } = await db.pool.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM entries e
     WHERE e.program_id = $1 AND e.member_id = ANY ($2::bigint[]) ORDER BY e.member_id, e.no`,
    [programId, memberIds],
  );
  return Map.groupBy(rows.map(recordedEntryOf), ({ memberId }) => memberId);
}

function checkChain(account: Account, entries: readonly RecordedEntry[], head: Buffer): string[] {
  const chain = followChain(account, entries);
  if ("breaksAt" in chain) return [`the chain breaks at entry ${chain.breaksAt}`];
  return chain.head.equals(head) ? [] : ["the member's head is not the hash of the newest entry"];
}

function checkAccount(account: Account, recorded: readonly RecordedEntry[]): string[] {
  const played = replay(recorded.map(({ entry }) => entry));
  const faults = [...played.faults];
  const same = (what: string, kept: bigint | number, found: bigint | number): void => {
    if (kept !== found) faults.push(`${what} is ${kept}, entries come to ${found}`);
  };
  same("the number of entries", account.entryCount, recorded.length);
  for (const pocket of ["available", "pending", "reserved", "debt"] as const) {
    same(pocket, account[pocket], played[pocket]);
  }
  const lots = [...account.lots.values()];
  for (const lot of lots) same(`lot ${lot.no}`, lot.remaining, played.lots.get(lot.no) ?? 0n);
  for (const [no, left] of played.lots) if (left !== 0n && !account.lots.has(no)) same(`lot ${no}`, 0n, left);
  const left = (pending: boolean): bigint =>
    lots.filter((lot) => lot.pending === pending).reduce((sum, lot) => sum + lot.remaining, 0n);
  same("what is left in lots", left(false), account.available);
  same("what is left in pending lots", left(true), account.pending);
  return [...faults, ...checkCodes(account)];
}

/** Points set aside lie in codes that are not used, and every lot knows what of it lies in codes. */
function checkCodes(account: Account): string[] {
  if (account.deletedAt !== null) return [];
  const faults: string[] = [];
  const codes = [...account.codes.values()];
  const held = codes.filter(isHeld).reduce((sum, code) => sum + code.points - code.returned, 0n);
  if (held !== account.reserved) faults.push(`reserved is ${account.reserved}, codes hold ${held}`);
  const outstanding = new Map<number, bigint>();
  for (const code of codes.filter((each) => isHeld(each) || each.status === "used")) {
    let skip = code.returned;
    for (const part of code.lots) {
      const back = skip < part.points ? skip : part.points;
      skip -= back;
      outstanding.set(part.lot, (outstanding.get(part.lot) ?? 0n) + part.points - back);
    }
  }
  for (const lot of account.lots.values()) {
    const inCodes = outstanding.get(lot.no) ?? 0n;
    if (lot.inCodes !== inCodes) faults.push(`of lot ${lot.no}, ${lot.inCodes} lie in codes, codes took ${inCodes}`);
  }
  return faults;
}

async function verifyOrders(db: Database, programId: string, only: readonly string[] | null = null): Promise<string[]> {
  const timeline = await loadTimeline(db.pool, programId);
  const differences: string[] = [];
  let after: [string, string] = ["0", "0"];
  for (;;) {
    const { rows } = await db.pool.query<{
      shop_id: string;
      id: string;
      sum: string;
      rate: string | null;
      live: boolean;
    }>(
      `SELECT o.shop_id::text, o.id::text, s.rate::text, EXISTS (SELECT FROM members m
           WHERE m.program_id = o.program_id AND m.id = o.member_id AND m.deleted_at IS NULL) AS live,
         coalesce((SELECT sum(e.points) FROM entries e WHERE e.shop_id = o.shop_id
           AND e.order_id = o.id AND e.kind IN ('order', 'takeBack')), 0)::text AS sum
       FROM orders o LEFT JOIN shops s ON s.id = o.shop_id
       WHERE o.program_id = $1 AND (o.shop_id, o.id) > ($2::bigint, $3::bigint)
         AND ($5::bigint[] IS NULL OR o.member_id = ANY ($5) OR EXISTS (SELECT FROM entries e
           WHERE e.program_id = o.program_id AND e.shop_id = o.shop_id AND e.order_id = o.id AND e.member_id = ANY ($5)))
       ORDER BY o.shop_id, o.id LIMIT $4`,
      [programId, ...after, PAGE, only],
    );
    const last = rows.at(-1);
    if (!last) return differences;
    after = [last.shop_id, last.id];
    const refs = rows.map((row) => ({ shopId: row.shop_id, orderId: row.id }));
    const records = await loadOrders(db.pool, programId, refs);
    for (const row of rows) {
      const record = records.get(orderKey({ shopId: row.shop_id, orderId: row.id }));
      const facts = { sum: BigInt(row.sum), rate: row.rate, live: row.live };
      const faults = record ? checkOrder(record, timeline, facts) : [];
      differences.push(...faults.map((fault) => `program ${programId}, order ${row.id}: ${fault}`));
    }
    if (rows.length < PAGE) return differences;
  }
}

type OrderFacts = { sum: bigint; rate: string | null; live: boolean };

function checkOrder(record: OrderRecord, timeline: Timeline, { sum, rate, live }: OrderFacts): string[] {
  const faults: string[] = [];
  if (record.posted !== sum) faults.push(`${record.posted} points are noted as posted, its entries add up to ${sum}`);
  if (!live || record.pinned === null) return faults;
  const { version, program } = versionNumbered(timeline, record.pinned.version);
  const target = orderTarget({
    order: record.state,
    program,
    version,
    tier: record.pinned.tier,
    takesPart: !record.excluded,
    exchangeRate: rate,
  });
  // An order that waits for a rate keeps what it had (rule 23).
  if (target.explanation.nothing === "rateMissing") return faults;
  if (target.points !== sum) faults.push(`it deserves ${target.points} points, its entries add up to ${sum}`);
  return faults;
}
