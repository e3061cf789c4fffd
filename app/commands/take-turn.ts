import type { Database } from "../database.ts";

/** How many exchanges and undos together in so many seconds. */
type Share = { readonly points: number; readonly seconds: number };
export type TurnLimits = { readonly customer: Share; readonly shop: Share };

/**
 * A person clicks a few times a minute. Each exchange and undo may cost a part of the shop's budget with Shopify, which orders and balances
 * need too, so that a shop's shoppers together are held to what Shopify can bear.
 */
export const TURN_LIMITS: TurnLimits = {
  customer: { points: 12, seconds: 60 },
  shop: { points: 1200, seconds: 60 },
};

/** Over so many rows the count of a shop is spread: exchanges of one shop wait for each other in one of so many cases only. */
const SHARDS = 16n;

/**
 * Counts in one statement, first the customer, then the shop: a customer who asks too often uses up nothing of what the others have. A span
 * begins with the first turn in it. The shop's other rows are read as they were a moment ago: of turns taken in the same instant, a few
 * more than allowed may pass. A span of a clock that is far ahead of ours is begun anew. Nobody waits until a count is on the disk: a server
 * that loses its power forgets the last turns, and lets as many more pass.
 */
const TAKE = `
WITH own AS (
  INSERT INTO code_turns AS t (shop_id, counter, since, taken) VALUES ($1, $2, $4, 1)
  ON CONFLICT (shop_id, counter) DO UPDATE SET
    taken = CASE WHEN t.since > $5 AND t.since < $6 THEN t.taken + 1 ELSE 1 END,
    since = CASE WHEN t.since > $5 AND t.since < $6 THEN t.since ELSE $4 END
  RETURNING t.taken, t.since
), shard AS (
  INSERT INTO code_turns AS t (shop_id, counter, since, taken) SELECT $1, $3, $4, 1 FROM own WHERE own.taken <= $9
  ON CONFLICT (shop_id, counter) DO UPDATE SET
    taken = CASE WHEN t.since > $7 AND t.since < $8 THEN t.taken + 1 ELSE 1 END,
    since = CASE WHEN t.since > $7 AND t.since < $8 THEN t.since ELSE $4 END
  RETURNING t.taken, t.since
), others AS (
  SELECT coalesce(sum(t.taken), 0)::int AS taken, min(t.since) AS since FROM code_turns t
  WHERE t.shop_id = $1 AND t.counter < 0 AND t.counter <> $3 AND t.since > $7 AND t.since < $8
)
SELECT set_config('synchronous_commit', 'off', true), own.taken, own.since, coalesce(shard.taken, 0) + others.taken AS "shopTaken", coalesce(least(shard.since, others.since), $4) AS "shopSince"
FROM own CROSS JOIN others LEFT JOIN shard ON true`;

type Row = { taken: number; since: Date; shopTaken: number; shopSince: Date };

/** `seconds`: after which it is worth asking again. */
export type Allowance = { ok: true } | { ok: false; seconds: number };

/** Takes a turn of a customer's, and of their shop's, to exchange or undo: whichever process they ask. */
export async function takeTurn(
  db: Database,
  input: { shopId: string; customerId: string; now: Date; limits?: TurnLimits },
): Promise<Allowance> {
  const { shopId, customerId, now, limits = TURN_LIMITS } = input;
  const { customer, shop } = limits;
  const shard = -1n - (BigInt(customerId) % SHARDS);
  const away = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
  const { rows } = await db.pool.query<Row>({
    name: "take-turn",
    text: TAKE,
    values: [
      ...[shopId, customerId, shard.toString(), now, away(-customer.seconds), away(customer.seconds)],
      ...[away(-shop.seconds), away(shop.seconds), customer.points],
    ],
  });
  const row = rows[0];
  if (row === undefined) throw new Error("taking a turn answered nothing");
  if (row.taken > customer.points) return waitUntil(row.since, customer.seconds, now);
  return row.shopTaken > shop.points ? waitUntil(row.shopSince, shop.seconds, now) : { ok: true };
}

function waitUntil(since: Date, seconds: number, now: Date): Allowance {
  return { ok: false, seconds: Math.max(1, Math.ceil(seconds - (now.getTime() - since.getTime()) / 1000)) };
}

/** Longer than any span. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/** Deletes counts that count no more: who exchanged when is kept no longer than it is needed. */
export async function forgetTurns(db: Database, input: { now: Date }): Promise<number> {
  const { rowCount } = await db.pool.query("DELETE FROM code_turns WHERE since < $1", [
    new Date(input.now.getTime() - FORGOTTEN_AFTER_MS),
  ]);
  return rowCount ?? 0;
}
