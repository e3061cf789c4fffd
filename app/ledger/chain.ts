import { hash } from "node:crypto";
import type { Entry } from "../domain/account.ts";

/** How much of SHA-256 is kept: to find another entry with the same 16 bytes takes 2^128 tries. */
export const HASH_BYTES = 16;

/** The hash that a member's first entry follows. */
export const CHAIN_START = Buffer.alloc(HASH_BYTES);

/**
 * The hash of an entry, the first 16 bytes of SHA-256: over the hash of the one before it, and over ids and numbers only, so that erasing a person leaves the
 * chain whole. What staff wrote beside an entry is not part of it.
 */
export function hashEntry(
  before: Buffer,
  owner: { programId: string; memberId: string },
  entry: Entry,
  recordedAt: Date,
): Buffer {
  const lots = entry.lots === null ? "-" : entry.lots.map((part) => `${part.lot}:${part.points}`).join(",");
  const fields = [
    owner.programId,
    owner.memberId,
    entry.no,
    entry.kind,
    entry.points,
    entry.pending,
    entry.reserved,
    entry.debt,
    entry.balance,
    entry.order?.shopId ?? "-",
    entry.order?.orderId ?? "-",
    entry.posting ?? "-",
    entry.codeId ?? "-",
    lots,
    entry.version ?? "-",
    entry.at.getTime(),
    recordedAt.getTime(),
  ];
  const text = fields.join("|");
  const bytes = Buffer.allocUnsafe(before.length + Buffer.byteLength(text));
  before.copy(bytes);
  bytes.write(text, before.length);
  return hash("sha256", bytes, "buffer").subarray(0, HASH_BYTES);
}
