import type { Entry } from "./account.ts";
import { smaller } from "./lots.ts";

/** What a member's entries come to when they are played again from the first (npm run verify). */
export type Replay = {
  available: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
  /** What is left in each lot, by its number. */
  lots: Map<number, bigint>;
  /** What entries say for each order, by order key. */
  orders: Map<string, bigint>;
  /** What does not fit together in the entries themselves. */
  faults: string[];
};

/** Plays entries again, in their order, trusting nothing but them. */
export function replay(entries: readonly Entry[]): Replay {
  const state: Replay = {
    available: 0n,
    pending: 0n,
    reserved: 0n,
    debt: 0n,
    lots: new Map(),
    orders: new Map(),
    faults: [],
  };
  entries.forEach((entry, index) => {
    if (entry.no !== index + 1) state.faults.push(`entry ${index + 1} is missing: ${entry.no} follows`);
    playBalances(state, entry);
    playLots(state, entry);
    if (entry.order !== null && (entry.kind === "order" || entry.kind === "takeBack")) {
      const key = `${entry.order.shopId}/${entry.order.orderId}`;
      state.orders.set(key, (state.orders.get(key) ?? 0n) + entry.points);
    }
  });
  return state;
}

function playBalances(state: Replay, entry: Entry): void {
  state.available += entry.points - entry.pending + entry.debt;
  state.pending += entry.pending;
  state.reserved += entry.reserved;
  state.debt += entry.debt;
  if (state.available !== entry.balance) {
    state.faults.push(
      `entry ${entry.no} says that ${entry.balance} are available after it, but ${state.available} are`,
    );
  }
  if (state.available < 0n || state.pending < 0n || state.reserved < 0n || state.debt < 0n) {
    state.faults.push(`entry ${entry.no} leaves a balance below zero`);
  }
}

/** A credit without lots opens one of its own; debt that it pays is not in it. Everything else names the lots that it moves. */
function playLots(state: Replay, entry: Entry): void {
  if (entry.lots === null) {
    state.lots.set(entry.no, entry.points + entry.debt);
    return;
  }
  if (entry.kind === "takeBackCovered") return;
  let paid = entry.debt < 0n ? -entry.debt : 0n;
  for (const part of entry.lots) {
    const left = state.lots.get(part.lot);
    if (left === undefined) {
      state.faults.push(`entry ${entry.no} names lot ${part.lot}, which no entry opened`);
      continue;
    }
    let change = -part.points;
    if (entry.kind === "returned" || entry.kind === "released") {
      const pays = smaller(paid, part.points);
      paid -= pays;
      change = entry.kind === "returned" ? part.points - pays : -pays;
    }
    state.lots.set(part.lot, left + change);
    if (left + change < 0n) state.faults.push(`entry ${entry.no} takes more from lot ${part.lot} than is left in it`);
  }
}
