import type { Entry, EntryKind } from "../domain/account.ts";
import { CHAIN_START, hashEntry } from "./chain.ts";

/** An entry as it was written, with its place in the member's chain. */
export type RecordedEntry = { memberId: string; entry: Entry; recordedAt: Date; hash: Buffer };

/** The columns of `entries e` that `recordedEntryOf` reads. */
export const ENTRY_COLUMNS = `e.member_id::text, e.no, e.kind, e.points::text, e.pending::text, e.reserved::text, e.debt::text,
  e.balance::text, e.shop_id::text, e.order_id::text, e.posting, e.code_id::text, e.lots::text[] AS lots, e.version, e.key, e.at,
  e.recorded_at, e.hash`;

export type EntryRow = {
  member_id: string;
  no: number;
  kind: EntryKind;
  points: string;
  pending: string | null;
  reserved: string | null;
  debt: string | null;
  balance: string;
  shop_id: string | null;
  order_id: string | null;
  posting: number | null;
  code_id: string | null;
  lots: string[] | null;
  version: number | null;
  key: string | null;
  at: Date;
  recorded_at: Date;
  hash: Buffer;
};

export function recordedEntryOf(row: EntryRow): RecordedEntry {
  const { shop_id: shopId, order_id: orderId } = row;
  const parts = row.lots ?? [];
  const lots = parts.flatMap((lot, index) =>
    index % 2 === 0 ? [{ lot: Number(lot), points: BigInt(parts[index + 1] ?? "0") }] : [],
  );
  const entry: Entry = {
    no: row.no,
    kind: row.kind,
    points: BigInt(row.points),
    pending: BigInt(row.pending ?? "0"),
    reserved: BigInt(row.reserved ?? "0"),
    debt: BigInt(row.debt ?? "0"),
    balance: BigInt(row.balance),
    order: shopId === null || orderId === null ? null : { shopId, orderId },
    posting: row.posting,
    codeId: row.code_id,
    lots: row.lots === null ? null : lots,
    version: row.version,
    key: row.key,
    at: row.at,
  };
  return { memberId: row.member_id, entry, recordedAt: row.recorded_at, hash: row.hash };
}

/**
 * Follows a member's chain over all of their entries, oldest first: the hash of the newest one, or the number of the first entry whose
 * hash is not the one that its content and its predecessor give.
 */
export function followChain(
  owner: { programId: string; memberId: string },
  entries: readonly Pick<RecordedEntry, "entry" | "recordedAt" | "hash">[],
): { head: Buffer } | { breaksAt: number } {
  let head: Buffer = CHAIN_START;
  for (const { entry, recordedAt, hash } of entries) {
    head = hashEntry(head, owner, entry, recordedAt);
    if (!head.equals(hash)) return { breaksAt: entry.no };
  }
  return { head };
}
