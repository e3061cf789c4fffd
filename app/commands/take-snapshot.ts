import { type Connection, type Database, transaction } from "../database.ts";
import { DECLINED } from "../domain/order.ts";
import type { SnapshotFigures } from "../domain/snapshot.ts";
import { keepCampaignDays } from "./count-campaigns.ts";

/** A count is made anew after so many times the time that it took: a small shop's is a minute old at most, a large one's some minutes. */
const REST = 200;
const YOUNGEST_MS = 60_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** Programs whose figures are due to be counted again: never counted, or counted long enough ago. */
export async function listDueSnapshots(db: Database, input: { now: Date }): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT p.id::text AS id FROM programs p LEFT JOIN program_snapshots s ON s.program_id = p.id
     WHERE s.taken_at IS NULL OR s.taken_at + greatest($2::bigint, s.took_ms * $3::bigint) * interval '1 millisecond' <= $1
     ORDER BY s.taken_at NULLS FIRST LIMIT 50`,
    [input.now, YOUNGEST_MS, REST],
  );
  return rows.map(({ id }) => id);
}

/** Counts a program's figures and keeps them; `clock` measures how long that takes. */
export async function takeSnapshot(
  db: Database,
  input: { programId: string; timeZone: string; now: Date; clock: () => number },
): Promise<void> {
  const { programId, timeZone, now, clock } = input;
  const begun = clock();
  await transaction(db, async (connection) => {
    const figures = await countFigures(connection, programId, now);
    await keepDays(connection, programId, timeZone);
    await keepCampaignDays(connection, programId, timeZone);
    await connection.query(
      `INSERT INTO program_snapshots (program_id, taken_at, took_ms, figures) VALUES ($1, $2, $3, $4)
       ON CONFLICT (program_id) DO UPDATE SET taken_at = excluded.taken_at, took_ms = excluded.took_ms, figures = excluded.figures`,
      [programId, now, Math.ceil(clock() - begun), figures],
    );
  });
}

const LIVING = "program_id = $1 AND merged_into IS NULL AND deleted_at IS NULL";

/** An order that somebody paid for and that has not fallen away (`hasFallenAway`), and no test. */
const BOUGHT = `o.program_id = $1 AND o.paid_at IS NOT NULL AND o.state->>'cancelledAt' IS NULL AND NOT (o.state->>'test')::boolean
  AND o.state->>'financialStatus' NOT IN ('${DECLINED.join("', '")}')`;

async function countFigures(connection: Connection, programId: string, now: Date): Promise<SnapshotFigures> {
  const ask = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await connection.query<Row>(sql, [programId, ...values])).rows;
  const tiers = await ask<SnapshotFigures["tiers"][number]>(
    `SELECT tier, count(*)::int AS members, sum(available + pending)::text AS held, sum(reserved)::text AS "inCodes", sum(debt)::text AS debt
     FROM members WHERE ${LIVING} GROUP BY tier ORDER BY count(*) DESC`,
  );
  const ages = await ask<SnapshotFigures["ages"][number]>(
    `SELECT CASE WHEN pending THEN 'pending' WHEN available_at > $2::timestamptz - interval '3 months' THEN 'quarter'
         WHEN available_at > $2::timestamptz - interval '6 months' THEN 'half' WHEN available_at > $2::timestamptz - interval '1 year' THEN 'year'
         WHEN available_at > $2::timestamptz - interval '2 years' THEN 'twoYears' ELSE 'older' END AS age, sum(remaining)::text AS points
     FROM lots WHERE program_id = $1 AND NOT done GROUP BY 1`,
    [now],
  );
  const rewards = await ask<SnapshotFigures["rewards"][number]>(
    `SELECT reward, count(*)::int AS codes, (count(*) FILTER (WHERE status = 'used'))::int AS used,
       (count(*) FILTER (WHERE status = 'open'))::int AS open, sum(points)::text AS points,
       coalesce(sum(points) FILTER (WHERE status = 'used'), 0)::text AS "usedPoints"
     FROM codes WHERE program_id = $1 AND reserved_at > $2 AND status <> 'failed' GROUP BY reward ORDER BY count(*) DESC`,
    [new Date(now.getTime() - YEAR_MS)],
  );
  const [repeat] = await ask<SnapshotFigures["repeat"]>(
    `WITH buyers AS (
       SELECT o.member_id, count(*) AS orders, EXISTS (
         SELECT FROM codes c WHERE c.program_id = $1 AND c.member_id = o.member_id AND c.status = 'used') AS code
       FROM orders o JOIN members m ON m.program_id = $1 AND m.id = o.member_id AND NOT m.excluded
       WHERE ${BOUGHT} AND o.paid_at > $2 GROUP BY o.member_id
     ) SELECT (count(*) FILTER (WHERE code))::int AS "withCode", (count(*) FILTER (WHERE code AND orders > 1))::int AS "withCodeTwice",
         (count(*) FILTER (WHERE NOT code))::int AS "withoutCode", (count(*) FILTER (WHERE NOT code AND orders > 1))::int AS "withoutCodeTwice"
       FROM buyers`,
    [new Date(now.getTime() - YEAR_MS)],
  );
  const members = tiers.reduce((sum, tier) => sum + tier.members, 0);
  return {
    members,
    tiers,
    ages,
    rewards,
    repeat: repeat ?? { withCode: 0, withCodeTwice: 0, withoutCode: 0, withoutCodeTwice: 0 },
  };
}

/** Days are counted from the beginning: late orders and refunds change days that are long past. */
async function keepDays(connection: Connection, programId: string, timeZone: string): Promise<void> {
  await connection.query("DELETE FROM daily_shop WHERE program_id = $1", [programId]);
  await connection.query(
    `WITH paid AS (
       SELECT (paid_at AT TIME ZONE $2)::date AS day, (state->>'total')::bigint AS total, EXISTS (
         SELECT FROM codes c WHERE c.program_id = $1 AND c.order_shop_id = o.shop_id AND c.order_id = o.id AND c.status = 'used') AS code
       FROM orders o WHERE ${BOUGHT}
     ), days AS (
       SELECT day, 0 AS joined, count(*) AS orders, sum(total) AS revenue, count(*) FILTER (WHERE code) AS code_orders,
         coalesce(sum(total) FILTER (WHERE code), 0) AS code_revenue FROM paid GROUP BY day
       UNION ALL
       SELECT (joined_at AT TIME ZONE $2)::date, count(*), 0, 0, 0, 0 FROM members WHERE ${LIVING} AND joined_at IS NOT NULL GROUP BY 1
     )
     INSERT INTO daily_shop (program_id, day, joined, orders, revenue, code_orders, code_revenue)
     SELECT $1, day, sum(joined), sum(orders), sum(revenue), sum(code_orders), sum(code_revenue) FROM days GROUP BY day`,
    [programId, timeZone],
  );
}
