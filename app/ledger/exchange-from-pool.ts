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

/**
 * - `done`: the member has the code.
 * - `empty`: there is no code in a pool for this.
 * - `due`: time has brought something that has to be written first.
 * - `stale`: the program's versions have changed since they were read.
 * - `conflict`: somebody wrote the member in this moment.
 * - `other`: the exchange is refused or repeated, or there is no such member: the engine says which.
 */
export type PoolOutcome =
  { outcome: "done"; code: Code; available: bigint } | { outcome: "empty" | "due" | "stale" | "conflict" | "other" };

type Row = {
  outcome: PoolOutcome["outcome"];
  id: string;
  code: string;
  discount_id: string;
  available: string;
  parts: string;
};

/**
 * Rules 11, 12 and 14 in one statement, for the plain case: nothing that time brings is open, and the reward is free to take. Everything
 * is read at one moment; the member is written only if nobody has since (`version`), and all other writes hang on that one. What lies
 * behind the checks is domain/exchange.ts: this writes exactly what `reserve` and post_batch would, and a test compares the two.
 */
const EXCHANGE = `
WITH m AS MATERIALIZED (
  SELECT m.version, m.entries, m.head, m.available, m.next_at, m.active_at,
    CASE
      WHEN m.merged_into IS NOT NULL OR m.deleted_at IS NOT NULL THEN 'other'
      WHEN $22 <> (SELECT p.revision FROM programs p WHERE p.id = $1) THEN 'stale'
      WHEN m.next_at <= $5 THEN 'due'
      WHEN m.available < $8 OR m.available < $9
        OR (cardinality($10::text[]) > 0 AND (m.tier IS NULL OR m.tier <> ALL ($10)))
        OR EXISTS (SELECT FROM codes c WHERE c.program_id = $1 AND c.member_id = $2 AND c.key = $4)
        OR (m.exclusions <> '[]' AND EXISTS (SELECT FROM jsonb_array_elements(m.exclusions) AS x
          WHERE (x->>0)::timestamptz <= $5 AND (x->>1 IS NULL OR $5 < (x->>1)::timestamptz)))
        OR (cardinality($11::bigint[]) > 0 AND EXISTS (SELECT FROM unnest($11::bigint[], $12::timestamptz[]) AS x (times, since)
          WHERE x.times <= (SELECT coalesce(sum(c.times), 0) FROM codes c
            WHERE c.program_id = $1 AND c.member_id = $2 AND c.reward = $7
              AND (c.status IN ('reserving', 'open') OR (c.status = 'used' AND c.returned < c.points))
              AND (x.since IS NULL OR c.reserved_at >= x.since)))) THEN 'other'
    END AS obstacle
  FROM members m WHERE m.program_id = $1 AND m.id = $2
), pool AS MATERIALIZED (
  SELECT p.id, p.discount_id FROM pools p JOIN shops s ON s.id = p.shop_id AND s.currency = p.currency AND s.rate IS NOT DISTINCT FROM p.rate
  WHERE p.shop_id = $3 AND p.reward = $7 AND p.terms = $13 AND p.until = $14 AND p.status = 'open' AND p.program_id = $1
    AND (SELECT true FROM m WHERE obstacle IS NULL)
), above AS MATERIALIZED (
  SELECT c.code FROM pool_codes c WHERE c.program_id = $1 AND c.pool_id = (SELECT id FROM pool) AND c.code >= $15
  ORDER BY c.code LIMIT 1 FOR UPDATE SKIP LOCKED
), below AS MATERIALIZED (
  SELECT c.code FROM pool_codes c WHERE c.program_id = $1 AND c.pool_id = (SELECT id FROM pool) AND c.code < $15
    AND NOT EXISTS (SELECT FROM above)
  ORDER BY c.code LIMIT 1 FOR UPDATE SKIP LOCKED
), free AS MATERIALIZED (
  SELECT code, nextval('code_ids') AS id FROM (SELECT code FROM above UNION ALL SELECT code FROM below) AS found
), ends AS (
  SELECT l.no, l.remaining, l.born_at, l.told_until, CASE
      WHEN l.expires_at IS NOT NULL THEN l.expires_at
      WHEN $16::timestamptz IS NULL THEN NULL
      ELSE (date_trunc('day', greatest($16, l.available_at, m.active_at) AT TIME ZONE $18::text) + make_interval(months => $17)
        + interval '1 day') AT TIME ZONE $18::text
    END AS ends
  FROM lots l, m WHERE l.program_id = $1 AND l.member_id = $2 AND NOT l.done AND NOT l.pending AND l.remaining > 0
), usable AS (
  SELECT no, remaining, row_number() OVER use AS place, sum(remaining) OVER use - remaining AS before FROM ends
  WINDOW use AS (ORDER BY CASE WHEN ends IS NULL THEN NULL ELSE greatest(ends, told_until) END NULLS LAST, born_at, no
    ROWS UNBOUNDED PRECEDING)
), part AS MATERIALIZED (
  SELECT no, place, least(remaining, $9 - before)::bigint AS points FROM usable WHERE before < $9
), parts AS MATERIALIZED (
  SELECT string_agg(no || ':' || points, ',' ORDER BY place) AS list, sum(points) AS points,
    jsonb_agg(jsonb_build_object('lot', no, 'points', points::text) ORDER BY place) AS json FROM part
), paid AS (
  UPDATE members AS w SET version = w.version + 1, entries = w.entries + 1, available = w.available - $9, reserved = w.reserved + $9,
    head = substr(sha256(m.head || convert_to(concat_ws('|', $1::text, $2::text, m.entries + 1, 'reserved', -$9::bigint, 0, $9::bigint, 0,
      m.available - $9, '-', '-', '-', free.id, parts.list, $6::int, $19::text, $19::text), 'UTF8')), 1, 16),
    active_at = greatest(w.active_at, $5), settled_at = greatest(w.settled_at, $5), next_at = least(w.next_at, $14)
  FROM m, free, parts
  WHERE w.program_id = $1 AND w.id = $2 AND w.version = m.version AND parts.points = $9
  RETURNING w.version, w.entries, w.available, w.head
), given AS (
  DELETE FROM pool_codes c USING paid, free WHERE c.program_id = $1 AND c.pool_id = (SELECT id FROM pool) AND c.code = free.code
), taken AS (
  UPDATE lots l SET remaining = l.remaining - part.points, in_codes = l.in_codes + part.points
  FROM paid, part WHERE l.program_id = $1 AND l.member_id = $2 AND l.no = part.no
), entry AS (
  INSERT INTO entries (program_id, member_id, no, kind, points, reserved, balance, code_id, lots, version, at, recorded_at, hash)
  SELECT $1, $2, paid.entries, 'reserved', -$9::bigint, $9, paid.available, free.id,
    string_to_array(replace(parts.list, ':', ','), ',')::bigint[], $6, $5, $5, paid.head FROM paid, free, parts
), code AS (
  INSERT INTO codes (program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only, lots,
    returned, key, reserved_at, opened_at, until, discount_id, pool)
  SELECT $1, free.id, $2, $3, free.code, 'open', $7, $20, $6, 1, $9, $21, false, parts.json, 0, $4, $5, $5, $14, pool.discount_id, true
  FROM paid, free, parts, pool
), noted AS (
  INSERT INTO member_news (program_id, member_id) SELECT $1, $2 FROM paid
), told AS (
  INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at) SELECT $1, $2, paid.version, false, $5 FROM paid
  ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0
)
SELECT CASE WHEN paid.version IS NOT NULL THEN 'done' WHEN m.obstacle IS NOT NULL THEN m.obstacle
    WHEN free.id IS NULL THEN 'empty' ELSE 'conflict' END AS outcome,
  free.id::text AS id, free.code, pool.discount_id, paid.available::text AS available, parts.list AS parts
FROM m LEFT JOIN pool ON true LEFT JOIN free ON true LEFT JOIN paid ON true LEFT JOIN parts ON true`;

/** Takes a code out of a pool for a member, all of it or nothing. `pivot` is any text: where in the pool to look first. */
export async function exchangeFromPool(
  connection: Connection,
  wish: PoolExchange,
  pivot: string,
): Promise<PoolOutcome> {
  const { rows } = await connection.query<Row>({
    name: "exchange-from-pool",
    text: EXCHANGE,
    values: valuesOf(wish, pivot),
  });
  const row = rows[0];
  if (row === undefined) return { outcome: "other" };
  if (row.outcome !== "done") return { outcome: row.outcome };
  return { outcome: "done", code: codeOf(wish, row), available: BigInt(row.available) };
}

function valuesOf(wish: PoolExchange, pivot: string): unknown[] {
  const { reward, limits, inactivity, now } = wish;
  const { programId, memberId, shopId, key, version, minimumPoints, terms, until, value } = wish;
  const who = [programId, memberId, shopId, key, now, version];
  const what = [reward.id, minimumPoints, reward.points, reward.tiers];
  const often = [limits.map((limit) => limit.times), limits.map((limit) => limit.since)];
  const expiry = [inactivity?.since ?? null, inactivity?.months ?? 0, inactivity?.timeZone ?? "UTC"];
  return [...who, ...what, ...often, terms, until, pivot, ...expiry, now.getTime(), reward.type, value, wish.revision];
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
