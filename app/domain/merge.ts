import type { Account, Code, Lot } from "./account.ts";
import type { Timeline } from "./timeline.ts";
import { post, touchCode } from "./account.ts";
import { payDebt } from "./debits.ts";
import { liftByMerge } from "./member-tier.ts";
import { isDone } from "./account.ts";

/**
 * Rule 24: moves one member's ledger to another. Lots, debt, codes and what orders count for move; bonuses that either had are not
 * given again; debt and tier of the joint history are settled at once. The remaining member keeps its own tier set by hand, card
 * and notices. Both accounts must have been followed up to `now`; both histories stay where they are.
 */
export function mergeAccounts(kept: Account, gone: Account, timeline: Timeline, now: Date): void {
  moveLedger(kept, gone, now);
  joinPersonalFacts(kept, gone);
  payDebt(kept, timeline, { kind: "mergedIn", at: now });
  liftByMerge(kept, timeline, now);
}

/** Moves balances, lots, codes and what orders count; the account that is left is closed and says where everything went. */
export function moveLedger(kept: Account, gone: Account, now: Date): void {
  const lots = [...gone.lots.values()].filter((lot) => !isDone(lot) || lot.expired > 0n).sort((a, b) => a.no - b.no);
  const { pending, reserved, debt } = gone;
  const moved = lots.map((lot) => ({ ...lot }));
  closeAccount(gone, "mergedOut", now);
  gone.mergedInto = kept.memberId;

  const numbers = new Map<number, number>();
  for (const lot of moved) numbers.set(lot.no, openMoved(kept, lot, now));
  if (debt > 0n || reserved > 0n) post(kept, { kind: "mergedIn", points: -debt, debt, reserved, lots: [], at: now });
  if (pending > kept.pending) throw new Error(`member ${gone.memberId} had pending points in no lot`);
  for (const code of gone.codes.values()) moveCode(kept, code, numbers);
  gone.codes.clear();
  for (const [key, counted] of gone.contributions) kept.contributions.set(key, counted);
  gone.contributions.clear();
}

/** Empties an account with one entry; its history stays. */
export function closeAccount(account: Account, kind: "mergedOut" | "closed", at: Date): void {
  const parts = [...account.lots.values()]
    .filter((lot) => lot.remaining > 0n)
    .map((lot) => ({ lot: lot.no, points: lot.remaining }));
  const { available, pending, reserved, debt } = account;
  const points = -(available + pending - debt);
  if (available + pending + reserved + debt > 0n) {
    post(account, { kind, points, pending: -pending, reserved: -reserved, debt: -debt, lots: parts, at });
  }
  for (const lot of account.lots.values()) {
    if (isDone(lot)) continue;
    lot.remaining = 0n;
    lot.inCodes = 0n;
    lot.pending = false;
    account.news.lots.add(lot.no);
  }
}

/** A lot keeps its dates and its order; its number is that of the entry that brings it. Answers that number. */
function openMoved(kept: Account, lot: Lot, now: Date): number {
  const entry = post(kept, {
    kind: "mergedIn",
    points: lot.remaining,
    pending: lot.pending ? lot.remaining : 0n,
    order: lot.order,
    at: now,
  });
  kept.lots.set(entry.no, { ...lot, no: entry.no });
  kept.news.lots.add(entry.no);
  return entry.no;
}

function moveCode(kept: Account, code: Code, numbers: ReadonlyMap<number, number>): void {
  const lots = code.lots.map((part) => ({ lot: numbers.get(part.lot) ?? 0, points: part.points }));
  kept.codes.set(code.id, { ...code, lots });
  touchCode(kept, code.id);
}

/** Bonuses that either had count as had; what only one knows is known of both. */
export function joinPersonalFacts(kept: Account, gone: Account): void {
  const years = [kept.bonuses.birthdayYear, gone.bonuses.birthdayYear].filter((year) => year !== null);
  kept.bonuses = {
    joining: kept.bonuses.joining || gone.bonuses.joining,
    firstOrder: kept.bonuses.firstOrder || gone.bonuses.firstOrder,
    birthdayYear: years.length === 0 ? null : Math.max(...years),
    tiers: [...new Set([...kept.bonuses.tiers, ...gone.bonuses.tiers])],
  };
  kept.birthday ??= gone.birthday;
  kept.joinedAt ??= gone.joinedAt;
  if (gone.activeAt !== null && (kept.activeAt === null || kept.activeAt < gone.activeAt))
    kept.activeAt = gone.activeAt;
  kept.news.seen = true;
}
