import type { Account, BonusState, Code, Exclusion, Lot, LotPart, OrderRef, TierChange } from "../domain/account.ts";
import type { MemberCard } from "../domain/cards.ts";
import type { Contribution, Period } from "../domain/metric.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Hold, TierState } from "../domain/tiers.ts";
import type { ExplanationJson } from "../domain/explanation-json.ts";
import type { Kept } from "./kept-columns.ts";
import { noNews, orderKey } from "../domain/account.ts";
import { explanationFromJson } from "../domain/explanation-json.ts";
import { orderFromJson } from "../domain/order-json.ts";
import { add, parseRational, rational } from "../domain/rational.ts";
import { keptOf } from "./kept-columns.ts";
import { momentOf } from "./record-text.ts";

/**
 * How rows become values of the domain. What is read for every award comes as lists of text, in which each column has its place;
 * everything else as JSON built in SQL: ids and points as text, so that no digit is lost, and moments in ISO 8601.
 */

type Text = string;
/** Text inside JSON, a Date in a column of its own. */
type Moment = string | Date;

export type TierStateJson = {
  hold: { by: Hold["by"]; until: Moment | null; lock: boolean } | null;
  card: {
    from: Moment;
    until: Moment;
    order: string | null;
    basis: { from: Moment | null; until: Moment | null; without: string | null };
  } | null;
  cardsEndedAt: Moment | null;
  belowSince: Moment | null;
};

/** Milliseconds since 1970. */
type Millis = string;
/** "true" or "false". */
type Flag = string;

export type MemberCells = [
  ...[program: Text, id: Text, version: Text, entries: Text, head: Text],
  ...[available: Text, pending: Text, reserved: Text, debt: Text],
  ...[tier: string | null, tierSince: Millis | null, tierState: Text, bonuses: Text, exclusions: Text, excluded: Flag],
  ...[
    birthday: string | null,
    joinedAt: Millis | null,
    activeAt: Millis | null,
    settledAt: Millis,
    nextAt: Millis | null,
  ],
  ...[mergedInto: Text | null, deletedAt: Millis | null, createdAt: Millis, tellsSince: Millis | null],
];

export type LotCells = [
  ...[member: Text, no: Text, points: Text, remaining: Text, inCodes: Text, expired: Text],
  ...[
    availableAt: Millis,
    bornAt: Millis,
    expiresAt: Millis | null,
    expiredAt: Millis | null,
    toldUntil: Millis | null,
  ],
  ...[pending: Flag, source: Lot["source"], shop: Text | null, order: Text | null],
];

type ChangeCells = [tier: string | null, reason: TierChange["reason"], at: Millis];

type ContributionCells = [
  ...[shop: Text, order: Text, paidAt: Millis],
  ...[spend: Text, spendPart: string | null, points: Text, orders: Text],
];

export type CodeRow = {
  id: Text;
  shop_id: Text;
  code: string;
  status: Code["status"];
  reward: string;
  type: Code["type"];
  version: number;
  times: number;
  points: Text;
  value: string | null;
  customer_only: boolean;
  lots: { lot: number; points: string }[];
  returned: Text;
  key: string;
  reserved_at: Moment;
  opened_at: Moment | null;
  until: Moment;
  used_at: Moment | null;
  ended_at: Moment | null;
  order_shop_id: Text | null;
  order_id: Text | null;
  discount_id: string | null;
  pool: boolean;
};

type ContributionRow = {
  shop_id: Text;
  id: Text;
  paid_at: Moment;
  spend: Text;
  spend_part: string | null;
  metric_points: Text;
  metric_orders: number;
};

export type OrderRow = Omit<ContributionRow, "paid_at"> & {
  member_id: Text | null;
  customer_id: Text | null;
  state: unknown;
  version: number;
  pinned_version: number | null;
  pinned_tier: string | null;
  paid_at: Moment | null;
  attached_at: Moment | null;
  excluded: boolean;
  posted: Text;
  postings: number;
  explanation: ExplanationJson | null;
};

/** What `account_rows` answers: an account, or a lot in which nothing is left and that was asked for all the same. */
export type AccountRow = {
  kind: "account";
  body: MemberCells;
  lots: LotCells[] | null;
  codes: CodeRow[] | null;
  changes: ChangeCells[] | null;
  contributions: ContributionCells[] | null;
};
export type DoneLotRow = { kind: "lot"; body: LotCells };

/** An account as it is read, with the head of its chain. */
export type LoadedAccount = { account: Account; head: Buffer; kept?: Kept };

function moment(text: Moment | null): Date | null {
  return text === null ? null : new Date(text);
}

/** Most of these are zero, which need not be read. */
function bigintOf(text: Text): bigint {
  return text === "0" ? 0n : BigInt(text);
}

function dateOf(millis: Millis): Date {
  return new Date(Number(millis));
}

function dateOrNull(millis: Millis | null): Date | null {
  return millis === null ? null : dateOf(millis);
}

function orderRef(shopId: Text | null, orderId: Text | null): OrderRef | null {
  return shopId === null || orderId === null ? null : { shopId, orderId };
}

/** The accounts that rows tell of, by member. */
export function accountsOf(rows: readonly (AccountRow | DoneLotRow)[]): Map<string, LoadedAccount> {
  const accounts = new Map<string, LoadedAccount>();
  for (const row of rows) {
    if (row.kind !== "account") continue;
    const loaded = accountOf(row);
    accounts.set(loaded.account.memberId, loaded);
  }
  for (const row of rows) {
    if (row.kind !== "lot") continue;
    const lot = lotOf(row.body);
    accounts.get(row.body[0])?.account.lots.set(lot.no, lot);
  }
  return accounts;
}

/**
 * The account of a member whose row was read as text (`quiet_rows`), without lots, codes, tier changes and what orders count. The columns of the
 * table stand in the order of `MemberCells`.
 */
export function quietAccountOf(cells: readonly (string | null)[]): LoadedAccount {
  const body = [...cells, null] as MemberCells;
  body[HEAD] = body[HEAD].slice(HEX.length);
  body[EXCLUDED] = body[EXCLUDED] === "t" ? "true" : "false";
  return accountOf({ kind: "account", body, lots: null, codes: null, changes: null, contributions: null }, momentOf);
}

const HEAD = 4;
const EXCLUDED = 14;
const HEX = "\\x";

/** @param at reads a moment as it stands in the row */
function accountOf(row: AccountRow, at: (cell: string) => Date = dateOf): LoadedAccount {
  const atOrNull = (cell: string | null): Date | null => (cell === null ? null : at(cell));
  // prettier-ignore
  const [
    programId, memberId, version, entries, head, available, pending, reserved, debt, tier, tierSince, tierState, bonuses, exclusions,
    excluded, birthday, joinedAt, activeAt, settledAt, nextAt, mergedInto, deletedAt, createdAt, tellsSince,
  ] = row.body;
  const account: Account = {
    programId,
    memberId,
    version: BigInt(version),
    available: BigInt(available),
    pending: bigintOf(pending),
    reserved: bigintOf(reserved),
    debt: bigintOf(debt),
    entryCount: Number(entries),
    lots: lotsOf(row.lots),
    codes: new Map(row.codes?.map((code) => [code.id, codeOf(code)])),
    tier: tierStateOf(tier, atOrNull(tierSince), documentOf(tierState) as TierStateJson),
    tierChanges: (row.changes ?? []).map(([held, reason, cell]) => ({ tier: held, reason, at: dateOf(cell) })),
    contributions: contributionsOf(row.contributions),
    bonuses: documentOf(bonuses) as BonusState,
    exclusions: exclusions === "[]" ? [] : exclusionsOf(documentOf(exclusions) as [Moment, Moment | null][]),
    birthday,
    joinedAt: atOrNull(joinedAt),
    activeAt: atOrNull(activeAt),
    tellsSince: atOrNull(tellsSince),
    settledAt: at(settledAt),
    nextAt: atOrNull(nextAt),
    mergedInto,
    deletedAt: atOrNull(deletedAt),
    createdAt: at(createdAt),
    news: noNews(),
  };
  return { account, head: Buffer.from(head, "hex"), kept: keptOf(account, excluded === "true") };
}

/** Documents that were read lately, by their text: nearly all members have one of a few. */
const documents = new Map<string, unknown>();

const MOST_DOCUMENTS = 1_000;

/** What a small document says; the same text gives the same value, which nobody changes. */
function documentOf(text: string): unknown {
  const known = documents.get(text);
  if (known !== undefined) return known;
  if (documents.size >= MOST_DOCUMENTS) documents.clear();
  const read: unknown = JSON.parse(text, (_key, value: unknown) => Object.freeze(value));
  documents.set(text, read);
  return read;
}

function lotsOf(rows: readonly LotCells[] | null): Map<number, Lot> {
  const lots = new Map<number, Lot>();
  for (const cells of rows ?? []) {
    const lot = lotOf(cells);
    lots.set(lot.no, lot);
  }
  return lots;
}

function contributionsOf(rows: readonly ContributionCells[] | null): Map<string, Contribution> {
  const contributions = new Map<string, Contribution>();
  for (const cells of rows ?? []) {
    const contribution = contributionFrom(cells);
    contributions.set(orderKey(contribution.order), contribution);
  }
  return contributions;
}

function exclusionsOf(times: [Moment, Moment | null][]): Exclusion[] {
  return times.map(([from, until]) => ({ from: new Date(from), until: moment(until) }));
}

function contributionFrom(cells: ContributionCells): Contribution {
  const [shopId, orderId, paidAt, spend, spendPart, points, orders] = cells;
  return {
    order: { shopId, orderId },
    paidAt: dateOf(paidAt),
    spend: spendOf(spend, spendPart),
    points: BigInt(points),
    orders: Number(orders),
  };
}

function spendOf(whole: Text, part: string | null): Contribution["spend"] {
  const spend = rational(BigInt(whole));
  return part === null ? spend : add(spend, parseRational(part));
}

function tierStateOf(tier: string | null, since: Date | null, state: TierStateJson): TierState {
  const { hold, card, cardsEndedAt, belowSince } = state;
  return {
    tier,
    since,
    hold: hold === null ? null : { ...hold, until: moment(hold.until) },
    card: card === null ? null : cardOf(card),
    cardsEndedAt: moment(cardsEndedAt),
    belowSince: moment(belowSince),
  };
}

function cardOf(card: NonNullable<TierStateJson["card"]>): MemberCard {
  const basis: Period = { ...card.basis, from: moment(card.basis.from), until: moment(card.basis.until) };
  return { from: new Date(card.from), until: new Date(card.until), order: card.order, basis };
}

function lotOf(cells: LotCells): Lot {
  // prettier-ignore
  const [
    , no, points, remaining, inCodes, expired, availableAt, bornAt, expiresAt, expiredAt, toldUntil, pending, source, shopId, orderId,
  ] = cells;
  return {
    no: Number(no),
    points: BigInt(points),
    remaining: BigInt(remaining),
    inCodes: bigintOf(inCodes),
    expired: bigintOf(expired),
    availableAt: dateOf(availableAt),
    bornAt: dateOf(bornAt),
    expiresAt: dateOrNull(expiresAt),
    expiredAt: dateOrNull(expiredAt),
    toldUntil: dateOrNull(toldUntil),
    pending: pending === "true",
    source,
    order: orderRef(shopId, orderId),
  };
}

export function codeOf(row: CodeRow): Code {
  return {
    id: row.id,
    shopId: row.shop_id,
    code: row.code,
    status: row.status,
    reward: row.reward,
    type: row.type,
    version: row.version,
    times: row.times,
    points: BigInt(row.points),
    value: row.value,
    customerOnly: row.customer_only,
    lots: row.lots.map((part): LotPart => ({ lot: part.lot, points: BigInt(part.points) })),
    returned: BigInt(row.returned),
    key: row.key,
    reservedAt: new Date(row.reserved_at),
    openedAt: moment(row.opened_at),
    until: new Date(row.until),
    usedAt: moment(row.used_at),
    endedAt: moment(row.ended_at),
    order: orderRef(row.order_shop_id, row.order_id),
    discountId: row.discount_id,
    pool: row.pool,
  };
}

function contributionOf(row: ContributionRow): Contribution {
  return {
    order: { shopId: row.shop_id, orderId: row.id },
    paidAt: new Date(row.paid_at),
    spend: spendOf(row.spend, row.spend_part),
    points: BigInt(row.metric_points),
    orders: row.metric_orders,
  };
}

export function orderRecordOf(row: OrderRow): OrderRecord {
  const { pinned_version: version, paid_at: paidAt } = row;
  const counts = row.spend !== "0" || row.spend_part !== null || row.metric_points !== "0" || row.metric_orders !== 0;
  return {
    ref: { shopId: row.shop_id, orderId: row.id },
    memberId: row.member_id,
    state: orderFromJson(row.state),
    rowVersion: row.version,
    pinned: version === null || paidAt === null ? null : { version, tier: row.pinned_tier, paidAt: new Date(paidAt) },
    attachedAt: moment(row.attached_at),
    excluded: row.excluded,
    posted: BigInt(row.posted),
    postings: row.postings,
    contribution: counts && paidAt !== null ? contributionOf({ ...row, paid_at: paidAt }) : null,
    explanation: row.explanation === null ? null : explanationFromJson(row.explanation),
  };
}
