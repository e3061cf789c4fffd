import { createHash } from "node:crypto";
import type { Entry } from "../domain/account.ts";

/** The hash that a member's first entry follows. */
export const CHAIN_START = Buffer.alloc(32);

/**
 * The hash of an entry: over the hash of the one before it, and over ids and numbers only, so that erasing a person leaves the
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
  return createHash("sha256").update(before).update(fields.join("|")).digest();
}
