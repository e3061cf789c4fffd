import type { Contribution } from "./metric.ts";
import type { RewardType } from "./program.ts";
import type { TierState } from "./tiers.ts";

/**
 * A member's account while it is worked on: what the database holds, and what the work adds to it. Functions of the domain
 * change this working copy and nothing else; the ledger writes what changed in one statement, or nothing.
 */
export type Account = {
  programId: string;
  memberId: string;
  /** The version that the copy was read at; 0 for a member that does not exist yet. */
  version: bigint;
  available: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
  /** How many entries there are, the new ones included. */
  entryCount: number;
  lots: Map<number, Lot>;
  codes: Map<string, Code>;
  tier: TierState;
  /** How many tier changes there are, the new ones included, and all of them, oldest first. */
  tierChanges: TierChange[];
  /** What the member's orders count for the tier metric, by order key. */
  contributions: Map<string, Contribution>;
  bonuses: BonusState;
  exclusions: Exclusion[];
  birthday: string | null;
  joinedAt: Date | null;
  /** The last earning order or exchange (rule 10). */
  activeAt: Date | null;
  /** Since when points expire only after the member was told; null: they expire untold. */
  tellsSince: Date | null;
  /** Up to when the passing of time has been followed. */
  settledAt: Date;
  nextAt: Date | null;
  mergedInto: string | null;
  deletedAt: Date | null;
  createdAt: Date;
  news: News;
};

/** What the work on an account added: the ledger writes it. */
export type News = {
  entries: Entry[];
  lots: Set<number>;
  codes: Set<string>;
  tierChanges: TierChange[];
  notices: NewNotice[];
  /** Whether anything that a shopper sees has changed, and whether the tier tag has. */
  seen: boolean;
  tags: boolean;
};

export type OrderRef = { shopId: string; orderId: string };

export type EntryKind =
  | "order"
  | "takeBack"
  | "takeBackCovered"
  | "forgiven"
  | "released"
  | "expired"
  | "joining"
  | "birthday"
  | "firstOrder"
  | "tierBonus"
  | "adjusted"
  | "reserved"
  | "spent"
  | "returned"
  | "spentAgain"
  | "mergedIn"
  | "mergedOut"
  | "closed";

/** Points of a lot that an entry moved. */
export type LotPart = { lot: number; points: bigint };

export type Entry = {
  no: number;
  kind: EntryKind;
  /** Change of available + pending − debt. */
  points: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
  /** Available after the entry. */
  balance: bigint;
  order: OrderRef | null;
  /** The how-manieth posting of the order: the business key of an order's entry. */
  posting: number | null;
  codeId: string | null;
  /** Null for a credit that opened a lot of its own; that lot bears the entry's number. */
  lots: LotPart[] | null;
  version: number | null;
  key: string | null;
  at: Date;
};

export type Lot = {
  no: number;
  points: bigint;
  /** What can be used, or is pending. */
  remaining: bigint;
  /** What lies in codes, unused or used, and has not come back. */
  inCodes: bigint;
  expired: bigint;
  availableAt: Date;
  bornAt: Date;
  /** The first moment at which it cannot be used any more; null: without a date of its own. */
  expiresAt: Date | null;
  expiredAt: Date | null;
  /** The end that the member was told of, exclusive like `expiresAt`; null: not told. */
  toldUntil: Date | null;
  pending: boolean;
  source: EntryKind;
  order: OrderRef | null;
};

export type CodeStatus = "reserving" | "open" | "used" | "expired" | "undone" | "failed";

export type Code = {
  id: string;
  shopId: string;
  code: string;
  status: CodeStatus;
  reward: string;
  type: RewardType;
  version: number;
  times: number;
  points: bigint;
  value: string | null;
  customerOnly: boolean;
  lots: LotPart[];
  returned: bigint;
  key: string;
  reservedAt: Date;
  openedAt: Date | null;
  until: Date;
  usedAt: Date | null;
  endedAt: Date | null;
  order: OrderRef | null;
  discountId: string | null;
  pool: boolean;
};

export type TierChange = { tier: string | null; reason: TierReason; at: Date };
export type TierReason = "joined" | "start" | "order" | "review" | "refund" | "merge" | "staff" | "card";

export type NewNotice = { kind: "reached" | "lost"; tier: string; name: string; at: Date };

/** Bonuses passed, whether they gave something or not (rule 8). */
export type BonusState = { joining: boolean; firstOrder: boolean; birthdayYear: number | null; tiers: string[] };

/** A time in which the member carried an excluded tag; `until` null: it lasts (rule 21). */
export type Exclusion = { from: Date; until: Date | null };

export const NO_BONUSES: BonusState = { joining: false, firstOrder: false, birthdayYear: null, tiers: [] };

/** An account of which nothing has been written yet. */
export function newAccount(programId: string, memberId: string, at: Date): Account {
  return {
    programId,
    memberId,
    version: 0n,
    available: 0n,
    pending: 0n,
    reserved: 0n,
    debt: 0n,
    entryCount: 0,
    lots: new Map(),
    codes: new Map(),
    tier: { tier: null, since: null, hold: null, card: null, cardsEndedAt: null, belowSince: null },
    tierChanges: [],
    contributions: new Map(),
    bonuses: NO_BONUSES,
    exclusions: [],
    birthday: null,
    joinedAt: null,
    activeAt: null,
    tellsSince: null,
    settledAt: at,
    nextAt: null,
    mergedInto: null,
    deletedAt: null,
    createdAt: at,
    news: noNews(),
  };
}

export function noNews(): News {
  return { entries: [], lots: new Set(), codes: new Set(), tierChanges: [], notices: [], seen: false, tags: false };
}

export type EntryInput = { kind: EntryKind; points: bigint; at: Date } & Partial<Omit<Entry, "no" | "balance">>;

/**
 * Adds an entry and moves the balances by it: available changes by points − pending + debt. No balance may fall below zero and
 * points cannot be owed and had at once (rule 9): both are faults of the caller and throw.
 */
export function post(account: Account, input: EntryInput): Entry {
  const { pending = 0n, reserved = 0n, debt = 0n } = input;
  account.available += input.points - pending + debt;
  account.pending += pending;
  account.reserved += reserved;
  account.debt += debt;
  account.entryCount += 1;
  if (account.available < 0n || account.pending < 0n || account.reserved < 0n || account.debt < 0n) {
    throw new Error(
      `entry ${account.entryCount} (${input.kind}) of member ${account.memberId} leaves a balance below zero`,
    );
  }
  const entry: Entry = {
    order: null,
    posting: null,
    codeId: null,
    lots: null,
    version: null,
    key: null,
    ...input,
    pending,
    reserved,
    debt,
    no: account.entryCount,
    balance: account.available,
  };
  account.news.entries.push(entry);
  account.news.seen = true;
  return entry;
}

/** The lot with this number, marked as changed; one that is not there is a fault. */
export function touchLot(account: Account, no: number): Lot {
  const lot = account.lots.get(no);
  if (!lot) throw new Error(`member ${account.memberId} has no lot ${no}`);
  account.news.lots.add(no);
  return lot;
}

/** The code with this id, marked as changed; one that is not there is a fault. */
export function touchCode(account: Account, id: string): Code {
  const code = account.codes.get(id);
  if (!code) throw new Error(`member ${account.memberId} has no code ${id}`);
  account.news.codes.add(id);
  account.news.seen = true;
  return code;
}

/** Whether nothing is left in a lot and nothing can come back to it: then it need not be read again. */
export function isDone(lot: Lot): boolean {
  return lot.remaining === 0n && lot.inCodes === 0n;
}

export function sameOrder(a: OrderRef | null, b: OrderRef | null): boolean {
  return a !== null && b !== null && a.shopId === b.shopId && a.orderId === b.orderId;
}

export function orderKey(order: OrderRef): string {
  return `${order.shopId}/${order.orderId}`;
}

/** Whether the member carries an excluded tag at a moment (rule 21). */
export function isExcluded(account: Pick<Account, "exclusions">, at: Date): boolean {
  return account.exclusions.some((time) => time.from <= at && (time.until === null || at < time.until));
}
