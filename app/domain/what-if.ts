import { type Account, type EntryKind, newAccount, NO_BONUSES, type OrderRef } from "./account.ts";
import { applyOrder, newOrderRecord } from "./member-orders.ts";
import { pass } from "./moments.ts";
import type { OrderState } from "./order.ts";
import type { Program } from "./program.ts";
import { makeTimeline } from "./timeline.ts";

/** What a member did in the time that is played, oldest order first. */
export type PlayedMember = {
  memberId: string;
  birthday: string | null;
  /** Whether the member took part before: then joining and the first order are no occasions any more. */
  known: boolean;
  orders: readonly {
    ref: OrderRef;
    state: OrderState;
    attachedAt: Date | null;
    excluded: boolean;
    exchangeRate: string | null;
  }[];
};

/** What a program would have given a member: what was earned, what of it had expired by the end, and the tier at the end. */
export type Played = { earned: bigint; expired: bigint; tier: string | null };

const EARNING: ReadonlySet<EntryKind> = new Set([
  "order",
  "joining",
  "birthday",
  "firstOrder",
  "tierBonus",
  "takeBack",
  "takeBackCovered",
]);

/**
 * Plays a member's orders under a program from a fresh start: the rules are the engine's own, so that the outcome is what the program
 * would really have given. Orders are taken as they stand now, refunds included. What came before, exchanges and staff's changes are
 * left out: both programs of a comparison are played alike.
 */
export function playMember(member: PlayedMember, program: Program, span: { from: Date; now: Date }): Played {
  const timeline = makeTimeline([{ version: 1, effectiveAt: new Date(0), program }]);
  const account = newAccount("0", member.memberId, span.from);
  account.birthday = member.birthday;
  if (member.known) account.bonuses = { ...NO_BONUSES, joining: true, firstOrder: true };
  for (const { ref, state, attachedAt, excluded, exchangeRate } of member.orders) {
    const at = momentOf(state, account.settledAt, span.now);
    pass(account, timeline, at);
    const record = { ...newOrderRecord(ref, state), memberId: member.memberId, attachedAt, excluded };
    applyOrder({ account, timeline, now: at, exchangeRate }, null, record);
  }
  pass(account, timeline, span.now);
  return {
    earned: earnedBy(account),
    expired: sumOf(account, (kind) => kind === "expired", -1n),
    tier: account.tier.tier,
  };
}

/** When an order counts: when it was paid, never before what has been played already. */
function momentOf(state: OrderState, after: Date, now: Date): Date {
  const paid = state.paidAt ?? state.updatedAt;
  const at = paid > after ? paid : after;
  return at < now ? at : now;
}

function earnedBy(account: Account): bigint {
  return sumOf(account, (kind) => EARNING.has(kind), 1n);
}

function sumOf(account: Account, wanted: (kind: EntryKind) => boolean, sign: bigint): bigint {
  return account.news.entries.reduce((sum, { kind, points }) => (wanted(kind) ? sum + sign * points : sum), 0n);
}

/** A member whom the draft gives more or less, for the page to show. */
export type WhatIfSample = {
  memberId: string;
  orders: number;
  today: string;
  draft: string;
  tierToday: string | null;
  tierDraft: string | null;
};

/** Both programs over all members so far; points are decimal text, because it is kept as JSON. */
export type WhatIfSums = {
  members: number;
  orders: number;
  today: { earned: string; expired: string };
  draft: { earned: string; expired: string };
  /** Who ends in which tier under today's program and under the draft. */
  moves: { from: string | null; to: string | null; members: number }[];
  samples: WhatIfSample[];
};

export const NO_SUMS: WhatIfSums = {
  members: 0,
  orders: 0,
  today: { earned: "0", expired: "0" },
  draft: { earned: "0", expired: "0" },
  moves: [],
  samples: [],
};

const SAMPLES = 10;

/** Plays more members under both programs and adds what came of it. */
export function addToWhatIf(
  sums: WhatIfSums,
  members: readonly PlayedMember[],
  programs: { today: Program; draft: Program },
  span: { from: Date; now: Date },
): WhatIfSums {
  const moves = new Map(sums.moves.map((move) => [JSON.stringify([move.from, move.to]), { ...move }]));
  const total = { today: { ...big(sums.today) }, draft: { ...big(sums.draft) } };
  const samples = [...sums.samples];
  let orders = sums.orders;
  for (const member of members) {
    const today = playMember(member, programs.today, span);
    const draft = playMember(member, programs.draft, span);
    orders += member.orders.length;
    add(total.today, today);
    add(total.draft, draft);
    const key = JSON.stringify([today.tier, draft.tier]);
    const move = moves.get(key) ?? { from: today.tier, to: draft.tier, members: 0 };
    moves.set(key, { ...move, members: move.members + 1 });
    samples.push(sampleOf(member, today, draft));
  }
  return {
    members: sums.members + members.length,
    orders,
    today: text(total.today),
    draft: text(total.draft),
    moves: [...moves.values()],
    samples: samples
      .sort((a, b) => difference(b) - difference(a) || (BigInt(a.memberId) < BigInt(b.memberId) ? -1 : 1))
      .slice(0, SAMPLES),
  };
}

type Totals = { earned: bigint; expired: bigint };

function big({ earned, expired }: WhatIfSums["today"]): Totals {
  return { earned: BigInt(earned), expired: BigInt(expired) };
}

function text({ earned, expired }: Totals): WhatIfSums["today"] {
  return { earned: earned.toString(), expired: expired.toString() };
}

function add(totals: Totals, played: Played): void {
  totals.earned += played.earned;
  totals.expired += played.expired;
}

function sampleOf(member: PlayedMember, today: Played, draft: Played): WhatIfSample {
  return {
    ...{ memberId: member.memberId, orders: member.orders.length },
    ...{ today: today.earned.toString(), draft: draft.earned.toString(), tierToday: today.tier, tierDraft: draft.tier },
  };
}

/** Those whom the draft changes most come first: points decide, then a tier that is another. */
function difference({ today, draft, tierToday, tierDraft }: WhatIfSample): number {
  return Math.abs(Number(draft) - Number(today)) * 2 + (tierToday === tierDraft ? 0 : 1);
}
