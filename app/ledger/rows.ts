import type { Account, BonusState, Code, Exclusion, Lot, LotPart, OrderRef, TierChange } from "../domain/account.ts";
import type { MemberCard } from "../domain/cards.ts";
import type { Contribution, Period } from "../domain/metric.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Hold, TierState } from "../domain/tiers.ts";
import type { Explanation } from "../domain/explanation.ts";
import { orderKey } from "../domain/account.ts";
import { orderFromJson } from "../domain/order-json.ts";
import { add, parseRational, rational } from "../domain/rational.ts";

/**
 * How rows become values of the domain. Rows come as JSON built in SQL: ids and points as text, so that no digit is lost, and
 * moments in ISO 8601.
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

export type MemberRow = {
  id: Text;
  version: Text;
  entries: number;
  head: Text;
  available: Text;
  pending: Text;
  reserved: Text;
  debt: Text;
  tier: string | null;
  tier_since: Moment | null;
  tier_state: TierStateJson;
  bonuses: BonusState;
  exclusions: [Moment, Moment | null][];
  birthday: string | null;
  joined_at: Moment | null;
  active_at: Moment | null;
  tells_since: Moment | null;
  settled_at: Moment;
  next_at: Moment | null;
  merged_into: Text | null;
  deleted_at: Moment | null;
  created_at: Moment;
};

export type LotRow = {
  no: number;
  points: Text;
  remaining: Text;
  in_codes: Text;
  expired: Text;
  available_at: Moment;
  born_at: Moment;
  expires_at: Moment | null;
  expired_at: Moment | null;
  told_until: Moment | null;
  pending: boolean;
  source: Lot["source"];
  shop_id: Text | null;
  order_id: Text | null;
};

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

export type ContributionRow = {
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

export type AccountRow = {
  member: MemberRow;
  lots: LotRow[];
  codes: CodeRow[];
  changes: { tier: string | null; reason: TierChange["reason"]; at: Moment }[];
  contributions: ContributionRow[];
};

/** An account as it is read, with the head of its chain. */
export type LoadedAccount = { account: Account; head: Buffer };

function moment(text: Moment | null): Date | null {
  return text === null ? null : new Date(text);
}

function orderRef(shopId: Text | null, orderId: Text | null): OrderRef | null {
  return shopId === null || orderId === null ? null : { shopId, orderId };
}

export function accountOf(programId: string, row: AccountRow, news: Account["news"]): LoadedAccount {
  const { member } = row;
  const contributions = row.contributions.map(contributionOf);
  const account: Account = {
    programId,
    memberId: member.id,
    version: BigInt(member.version),
    available: BigInt(member.available),
    pending: BigInt(member.pending),
    reserved: BigInt(member.reserved),
    debt: BigInt(member.debt),
    entryCount: member.entries,
    lots: new Map(row.lots.map((lot) => [lot.no, lotOf(lot)])),
    codes: new Map(row.codes.map((code) => [code.id, codeOf(code)])),
    tier: tierStateOf(member),
    tierChanges: row.changes.map((change) => ({ ...change, at: new Date(change.at) })),
    contributions: new Map(contributions.map((counted) => [orderKey(counted.order), counted])),
    bonuses: member.bonuses,
    exclusions: member.exclusions.map(([from, until]): Exclusion => ({ from: new Date(from), until: moment(until) })),
    birthday: member.birthday,
    joinedAt: moment(member.joined_at),
    activeAt: moment(member.active_at),
    tellsSince: moment(member.tells_since),
    settledAt: new Date(member.settled_at),
    nextAt: moment(member.next_at),
    mergedInto: member.merged_into,
    deletedAt: moment(member.deleted_at),
    createdAt: new Date(member.created_at),
    news,
  };
  return { account, head: Buffer.from(member.head, "hex") };
}

function tierStateOf(member: MemberRow): TierState {
  const { hold, card, cardsEndedAt, belowSince } = member.tier_state;
  return {
    tier: member.tier,
    since: moment(member.tier_since),
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

export function lotOf(row: LotRow): Lot {
  return {
    no: row.no,
    points: BigInt(row.points),
    remaining: BigInt(row.remaining),
    inCodes: BigInt(row.in_codes),
    expired: BigInt(row.expired),
    availableAt: new Date(row.available_at),
    bornAt: new Date(row.born_at),
    expiresAt: moment(row.expires_at),
    expiredAt: moment(row.expired_at),
    toldUntil: moment(row.told_until),
    pending: row.pending,
    source: row.source,
    order: orderRef(row.shop_id, row.order_id),
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

export function contributionOf(row: ContributionRow): Contribution {
  const part = row.spend_part === null ? rational(0n) : parseRational(row.spend_part);
  return {
    order: { shopId: row.shop_id, orderId: row.id },
    paidAt: new Date(row.paid_at),
    spend: add(rational(BigInt(row.spend)), part),
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
