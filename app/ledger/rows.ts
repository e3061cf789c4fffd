import type { Account, BonusState, Code, Exclusion, Lot, LotPart, OrderRef, TierChange } from "../domain/account.ts";
import type { MemberCard } from "../domain/cards.ts";
import type { Contribution, Period } from "../domain/metric.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Hold, TierState } from "../domain/tiers.ts";
import type { Explanation } from "../domain/explanation.ts";
import { noNews, orderKey } from "../domain/account.ts";
import { orderFromJson } from "../domain/order-json.ts";
import { add, parseRational, rational } from "../domain/rational.ts";

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
  explanation: Explanation | null;
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

/** An account as it is read, with the head of its chain, and what of the member hardly ever changes (`slowColumns`), as text. */
export type LoadedAccount = { account: Account; head: Buffer; kept?: string };

function moment(text: Moment | null): Date | null {
  return text === null ? null : new Date(text);
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

function accountOf(row: AccountRow): LoadedAccount {
  const [programId, memberId, version, entries, head, available, pending, reserved, debt, ...slow] = row.body;
  const [tier, tierSince, tierState, bonuses, exclusions, excluded, birthday, joinedAt, activeAt, ...rest] = slow;
  const [settledAt, nextAt, mergedInto, deletedAt, createdAt, tellsSince] = rest;
  const account: Account = {
    ...{ programId, memberId, birthday, mergedInto, news: noNews() },
    version: BigInt(version),
    available: BigInt(available),
    pending: BigInt(pending),
    reserved: BigInt(reserved),
    debt: BigInt(debt),
    entryCount: Number(entries),
    lots: new Map(row.lots?.map((cells) => [Number(cells[1]), lotOf(cells)])),
    codes: new Map(row.codes?.map((code) => [code.id, codeOf(code)])),
    tier: tierStateOf(tier, tierSince, JSON.parse(tierState) as TierStateJson),
    tierChanges: (row.changes ?? []).map(([held, reason, at]) => ({ tier: held, reason, at: dateOf(at) })),
    contributions: new Map(row.contributions?.map(contributionEntry)),
    bonuses: JSON.parse(bonuses) as BonusState,
    exclusions: exclusionsOf(JSON.parse(exclusions) as [Moment, Moment | null][]),
    joinedAt: dateOrNull(joinedAt),
    activeAt: dateOrNull(activeAt),
    tellsSince: dateOrNull(tellsSince),
    settledAt: dateOf(settledAt),
    nextAt: dateOrNull(nextAt),
    deletedAt: dateOrNull(deletedAt),
    createdAt: dateOf(createdAt),
  };
  const kept = JSON.stringify(slowColumns(account, excluded === "true"));
  return { account, head: Buffer.from(head, "hex"), kept };
}

function exclusionsOf(times: [Moment, Moment | null][]): Exclusion[] {
  return times.map(([from, until]) => ({ from: new Date(from), until: moment(until) }));
}

function contributionEntry(cells: ContributionCells): [string, Contribution] {
  const [shopId, orderId, paidAt, spend, spendPart, points, orders] = cells;
  const order = { shopId, orderId };
  const amount = spendOf(spend, spendPart);
  return [
    orderKey(order),
    { order, paidAt: dateOf(paidAt), spend: amount, points: BigInt(points), orders: Number(orders) },
  ];
}

function spendOf(whole: Text, part: string | null): Contribution["spend"] {
  const spend = rational(BigInt(whole));
  return part === null ? spend : add(spend, parseRational(part));
}

/** The columns of a member that hardly ever change: an award that leaves them as they are does not write them. */
export function slowColumns(account: Account, excluded: boolean): Record<string, unknown> {
  return {
    tier: account.tier.tier,
    tier_since: account.tier.since,
    tier_state: tierStateToJson(account.tier),
    bonuses: account.bonuses,
    exclusions: account.exclusions.map((time) => [time.from, time.until]),
    excluded,
    birthday: account.birthday,
    joined_at: account.joinedAt,
    merged_into: account.mergedInto,
    deleted_at: account.deletedAt,
  };
}

function tierStateOf(tier: string | null, since: Millis | null, state: TierStateJson): TierState {
  const { hold, card, cardsEndedAt, belowSince } = state;
  return {
    tier,
    since: dateOrNull(since),
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

/** What of a tier state has no column of its own. */
export function tierStateToJson(state: TierState): unknown {
  const { hold, card, cardsEndedAt, belowSince } = state;
  return { hold, card, cardsEndedAt, belowSince };
}

function lotOf(cells: LotCells): Lot {
  const [, no, points, remaining, inCodes, expired, availableAt, bornAt, expiresAt, expiredAt, ...rest] = cells;
  const [toldUntil, pending, source, shopId, orderId] = rest;
  return {
    no: Number(no),
    points: BigInt(points),
    remaining: BigInt(remaining),
    inCodes: BigInt(inCodes),
    expired: BigInt(expired),
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
    explanation: row.explanation,
  };
}
