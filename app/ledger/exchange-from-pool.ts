import type { Connection } from "../database.ts";
import type { Code } from "../domain/account.ts";
import type { Reward } from "../domain/program.ts";

/** An exchange of a reward whose codes are made ahead, as the version of the program that is in force has it, if the program is as it was read. */
export type PoolExchange = {
  programId: string;
  memberId: string;
  shopId: string;
  reward: Reward;
  version: number;
  /** The revision of the program at which its versions were read (programs.ts). */
  revision: string;
  /** The least balance with which anything may be exchanged (rule 11). */
  minimumPoints: number;
  /** The fingerprint of what the reward's discount gives, and the end of a code that is given now. */
  terms: string;
  until: Date;
  /** What the code says that it is worth. */
  value: string | null;
  /** Since when each of the reward's limits counts. */
  limits: readonly { times: number; since: Date | null }[];
  /** Rule 10: since when lots without a date expire after so many months of inactivity; null: they don't. */
  inactivity: { since: Date; months: number; timeZone: string } | null;
  key: string;
  now: Date;
};

/** How the member stands after an exchange: points to use, points in codes, the tier, and whether the reward was taken as often as it may be. */
export type Standing = { available: bigint; reserved: bigint; tier: string | null; limited: boolean };

/**
 * - `done`: the member has the code.
 * - `empty`: there is no code in a pool for this.
 * - `due`: time has brought something that has to be written first.
 * - `stale`: the program's versions have changed since they were read.
 * - `other`: the exchange is refused or repeated, or there is no such member: the engine says which.
 */
export type PoolOutcome =
  { outcome: "done"; code: Code; standing: Standing } | { outcome: "empty" | "due" | "stale" | "other" };

type Row = {
  /** Which of the members, from 1. */
  n: number;
  outcome: PoolOutcome["outcome"];
  id: string;
  code: string;
  discount_id: string;
  available: string;
  parts: string;
  reserved: string;
  tier: string | null;
  limited: boolean;
};

/** What many wishes may have in common: one call of the statement is for one of it. */
type Offer = { same: string; values: unknown[]; wishes: { index: number; wish: PoolExchange }[] };

/**
 * Takes a code out of a pool for each wish, all that belongs to a wish or nothing of it, in one statement (`exchange_from_pool`) for all that
 * want the same of the same shop. `pivot` is any text: where in a pool to look first.
 */
export async function exchangeFromPool(
  connection: Connection,
  wishes: readonly PoolExchange[],
  pivot: () => string,
): Promise<PoolOutcome[]> {
  const outcomes: PoolOutcome[] = wishes.map(() => ({ outcome: "other" }));
  for (const offer of offersOf(wishes)) {
    const { rows } = await connection.query<Row>({
      name: "exchange-from-pool",
      text: `SELECT * FROM exchange_from_pool(${PLACES})`,
      values: [
        ...offer.values.with(PIVOT, pivot()),
        offer.wishes.map(({ wish }) => wish.memberId),
        offer.wishes.map(({ wish }) => wish.key),
        offer.wishes.map(({ wish }) => wish.now.getTime()),
      ],
    });
    for (const row of rows) {
      const place = offer.wishes[row.n - 1];
      if (place === undefined) continue;
      outcomes[place.index] =
        row.outcome === "done"
          ? { outcome: "done", code: codeOf(place.wish, row), standing: standingOf(row) }
          : { outcome: row.outcome };
    }
  }
  return outcomes;
}

function standingOf({ available, reserved, tier, limited }: Row): Standing {
  return { available: BigInt(available), reserved: BigInt(reserved), tier, limited };
}

/** A member who wishes twice has the second wish in an offer of its own, after the first. */
function offersOf(wishes: readonly PoolExchange[]): Offer[] {
  const offers: Offer[] = [];
  wishes.forEach((wish, index) => {
    const values = valuesOf(wish);
    const same = JSON.stringify(values);
    const wishesIn = (offer: Offer): boolean => offer.wishes.some((other) => other.wish.memberId === wish.memberId);
    const open = offers.find((offer) => offer.same === same && !wishesIn(offer));
    if (open) open.wishes.push({ index, wish });
    else offers.push({ same, values, wishes: [{ index, wish }] });
  });
  return offers;
}

const PLACES = Array.from({ length: 21 }, (_, index) => `$${index + 1}`).join(", ");

/** Which of the values says where to look first. */
const PIVOT = 14;

/** The arguments of the statement but for who wishes, in their order. */
function valuesOf(wish: PoolExchange): unknown[] {
  const { programId, shopId, version, revision, reward, minimumPoints, terms, until, value, limits, inactivity } = wish;
  const what = [reward.id, reward.type, reward.points, value, minimumPoints, reward.tiers];
  const often = [limits.map((limit) => limit.times), limits.map((limit) => limit.since)];
  const expiry = [inactivity?.since, inactivity?.months, inactivity?.timeZone];
  return [programId, shopId, version, revision, ...what, ...often, terms, until, null, ...expiry];
}

function codeOf(wish: PoolExchange, row: Row): Code {
  const { shopId, reward, version, value, key, until, now } = wish;
  return {
    id: row.id,
    shopId,
    code: row.code,
    status: "open",
    reward: reward.id,
    type: reward.type,
    version,
    times: 1,
    points: BigInt(reward.points),
    value,
    customerOnly: false,
    lots: row.parts.split(",").map((part) => {
      const [lot = "", points = ""] = part.split(":");
      return { lot: Number(lot), points: BigInt(points) };
    }),
    returned: 0n,
    key,
    reservedAt: now,
    openedAt: now,
    until,
    usedAt: null,
    endedAt: null,
    order: null,
    discountId: row.discount_id,
    pool: true,
  };
}
