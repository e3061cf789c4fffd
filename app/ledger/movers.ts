import type { Connection } from "../database.ts";
import type { Program } from "../domain/program.ts";
import type { Period } from "../domain/metric.ts";
import { calendarYears, EVER, rollingStart } from "../domain/metric.ts";
import { orderedLevels, thresholdOf } from "../domain/program.ts";
import { dayOf } from "../domain/time.ts";

/**
 * Which members a review could move, found in SQL for thousands at a time. The rule stays in app/domain/tiers.ts: what is found here
 * goes through it one by one, so a member too many costs time and nothing else. A member too few would keep a wrong tier: every
 * condition therefore errs on the side of looking, and tests hold it against the rule on random members.
 */

/** Which members of a program, from after a member on, and how many rows are looked at at most. */
export type Slice = { programId: string; after: string; rows: number };

/** A version may change what is counted in ways that dates which members have stored do not know. */
export type Wakes = {
  /** Members whom the review cannot move are woken when their tier, their card or the window next ends. */
  dates: boolean;
  /** Members with points that can be used are woken, because the rule for their expiry has changed. */
  lots: boolean;
  /** Everybody is woken: even their nights begin at other moments. */
  everybody: boolean;
};

/** Days are the shop's, SQL's are UTC's, and months differ in length: a date found in SQL is this much too early at least. */
const EARLY = "interval '4 days'";

const METRIC_COLUMNS = { spend: "spend", points: "metric_points", orders: "metric_orders" } as const;

/** The periods of which the better one decides (rule 16); a membership's begins where its last card ended, with each member. */
function periodsOf(program: Program, at: Date): [Period, Period | null] {
  const { window } = program.tiers;
  if (window.kind === "rolling") {
    return [{ ...EVER, from: rollingStart(dayOf(at, program.timeZone), window.months, program.timeZone) }, null];
  }
  if (window.kind === "calendarYear") {
    const { current, last } = calendarYears(at, program.timeZone);
    return [current, last];
  }
  return [EVER, null];
}

/**
 * What a member's orders count at least and at most: the fraction of a coin that a part-refund leaves is text beside the whole
 * coins, and is taken for nothing and for a whole coin. Orders of another period are left out by their date.
 */
function countedSql(program: Program): string {
  const column = METRIC_COLUMNS[program.tiers.metric];
  const parts = program.tiers.metric === "spend" ? "count(o.spend_part)" : "0";
  const isMembership = program.tiers.window.kind === "membership";
  const begins = isMembership ? "greatest($5, (m.tier_state->>'cardsEndedAt')::timestamptz)" : "$5";
  const first = `o.paid_at >= ${begins} AND o.paid_at < $6`;
  const second = "o.paid_at >= $7 AND o.paid_at < $8";
  const total = (filter: string): string => `coalesce(sum(o.${column}) FILTER (WHERE ${filter}), 0)`;
  const fractions = (filter: string): string => (parts === "0" ? "0" : `${parts} FILTER (WHERE ${filter})`);
  return `SELECT greatest(${total(first)}, ${total(second)}) AS least_value,
      greatest(${total(first)} + ${fractions(first)}, ${total(second)} + ${fractions(second)}) AS most_value,
      min(o.paid_at) FILTER (WHERE o.paid_at >= $5) AS oldest
    FROM orders o WHERE o.program_id = m.program_id AND o.member_id = m.id AND o.paid_at >= least($5, $7)`;
}

/** Whether the rule could change anything for the member; see `reviewed` in app/domain/tiers.ts, whose cases these are. */
function movesSql(program: Program): string {
  const card =
    program.tiers.window.kind === "membership"
      ? `WHEN s.tier IS NOT NULL AND s.card_until IS NULL THEN true
         WHEN s.card_until <= $4::timestamptz THEN true
         ELSE s.most_rank > s.held OR (s.most_rank >= s.held AND s.below_since IS NOT NULL)`
      : `WHEN s.card_until IS NOT NULL THEN true
         WHEN s.most_rank > s.held THEN true
         WHEN s.most_rank = s.held THEN s.least_rank < s.held OR s.below_since IS NOT NULL
         ELSE s.below_since IS NULL OR $4::timestamptz >= s.below_since + make_interval(days => $11::int) - ${EARLY}`;
  return `CASE
      WHEN s.hold_until <= $4::timestamptz THEN true
      WHEN s.hold_until IS NOT NULL OR s.locked THEN false
      WHEN s.tier IS NOT NULL AND s.held < 0 THEN true
      WHEN s.floor THEN s.most_rank > s.held OR (s.most_rank >= s.held AND s.below_since IS NOT NULL)
      ${card}
    END`;
}

/** Members of a slice with what decides about them. An excluded member whose exclusion lasts is not reviewed (rule 21). */
function stateSql(program: Program): string {
  return `SELECT m.id, m.next_at, m.tier, coalesce(array_position($10::text[], m.tier), 0) - 1 AS held,
      (m.tier_state#>>'{hold,until}')::timestamptz AS hold_until, (m.tier_state#>>'{hold,lock}')::boolean AS locked,
      m.tier_state#>>'{hold,by}' IS NOT NULL AS floor, (m.tier_state#>>'{card,until}')::timestamptz AS card_until,
      (m.tier_state->>'belowSince')::timestamptz AS below_since, c.oldest,
      width_bucket(c.least_value, $9::numeric[]) - 1 AS least_rank, width_bucket(c.most_value, $9::numeric[]) - 1 AS most_rank,
      m.program_id
    FROM (SELECT * FROM members WHERE program_id = $1 AND id > $2 ORDER BY id LIMIT $3) m
    CROSS JOIN LATERAL (${countedSql(program)}) c
    WHERE m.joined_at IS NOT NULL AND m.merged_into IS NULL AND m.deleted_at IS NULL
      AND NOT (m.excluded AND m.exclusions#>>'{-1,1}' IS NULL) AND $11::int IS NOT NULL`;
}

function valuesOf(program: Program, slice: Slice, at: Date): unknown[] {
  const [first, second] = periodsOf(program, at);
  const levels = orderedLevels(program);
  return [
    slice.programId,
    slice.after,
    slice.rows,
    at,
    first.from ?? "-infinity",
    first.until ?? "infinity",
    second?.from ?? "infinity",
    second?.until ?? "infinity",
    levels.map((level) => thresholdOf(level, program)),
    levels.map((level) => level.id),
    program.tiers.graceDays,
  ];
}

/** The last member of a slice and how many it has; null where none is left. */
export type SliceEnd = { last: string; seen: number } | null;

/** Where a slice ends. */
export async function findSliceEnd(connection: Connection, slice: Slice): Promise<SliceEnd> {
  const { rows } = await connection.query<{ last: string | null; seen: number }>({
    name: "find-slice-end",
    text: `SELECT max(id)::text AS last, count(*)::int AS seen
      FROM (SELECT id FROM members WHERE program_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS s`,
    values: [slice.programId, slice.after, slice.rows],
  });
  const [row] = rows;
  return row === undefined || row.last === null ? null : { last: row.last, seen: row.seen };
}

/** The members of a slice whom a review at a moment could move, at most so many, by their ids. */
export async function findMovers(
  connection: Connection,
  program: Program,
  slice: Slice,
  { at, most }: { at: Date; most: number },
): Promise<string[]> {
  const { rows } = await connection.query<{ id: string }>({
    text: `SELECT s.id::text AS id FROM (${stateSql(program)} OFFSET 0) AS s
      WHERE ${movesSql(program)} ORDER BY s.id LIMIT ${most}`,
    values: valuesOf(program, slice, at),
  });
  return rows.map((row) => row.id);
}

/** The first moment at which a member's tier, card, days of grace or window end, too early rather than too late. */
function datesSql(program: Program): string {
  const { window } = program.tiers;
  const leaves = window.kind === "rolling" ? `s.oldest + make_interval(months => ${window.months}) - ${EARLY}` : "NULL";
  const grace = `s.below_since + make_interval(days => $11::int) - ${EARLY}`;
  return `greatest($4::timestamptz, least(s.hold_until, s.card_until, ${grace}, ${leaves}))`;
}

/**
 * Wakes the members of a slice whom the review of a night could move, and those for whom time brings something sooner under the new
 * version than what they have stored. Answers how many.
 */
export async function wakeMovers(
  connection: Connection,
  program: Program,
  slice: Slice,
  { at, wakes }: { at: Date; wakes: Wakes },
): Promise<number> {
  const { rows } = await connection.query<{ id: string; wake: Date }>({
    text: `SELECT s.id::text AS id, s.wake FROM (
        SELECT s.id, s.next_at, CASE WHEN ${movesSql(program)} THEN $4::timestamptz ELSE ${othersSql(program, wakes)} END AS wake
        FROM (${stateSql(program)} OFFSET 0) AS s OFFSET 0) AS s
      WHERE s.wake IS NOT NULL AND (s.next_at IS NULL OR s.next_at > s.wake)`,
    values: valuesOf(program, slice, at),
  });
  // By their keys in a statement of its own: joined to what was found, the whole table might be read for each slice.
  for (const [wake, found] of Map.groupBy(rows, (row) => row.wake.getTime())) {
    await connection.query({
      name: "wake-members",
      text: `UPDATE members SET next_at = $3 WHERE program_id = $1 AND id = ANY ($2::bigint[]) AND (next_at IS NULL OR next_at > $3)`,
      values: [slice.programId, found.map((row) => row.id), new Date(wake)],
    });
  }
  const woken = wakes.lots || wakes.everybody ? await wakeAnyway(connection, slice, at, wakes) : 0;
  return rows.length + woken;
}

/** When time next brings something for a member whom the review doesn't move, where the version changes such dates. */
function othersSql(program: Program, wakes: Wakes): string {
  if (!wakes.dates) return "NULL";
  return `CASE WHEN least(s.hold_until, s.card_until, s.below_since, s.oldest) IS NOT NULL
    THEN date_trunc('day', ${datesSql(program)}) END`;
}

async function wakeAnyway(connection: Connection, slice: Slice, at: Date, wakes: Wakes): Promise<number> {
  const { rowCount } = await connection.query(
    `UPDATE members m SET next_at = $4
     FROM (SELECT id FROM members WHERE program_id = $1 AND id > $2 ORDER BY id LIMIT $3) s
     WHERE m.program_id = $1 AND m.id = s.id AND m.merged_into IS NULL AND m.deleted_at IS NULL
       AND (m.next_at IS NULL OR m.next_at > $4)
       AND ($5 OR EXISTS (SELECT FROM lots l WHERE l.program_id = m.program_id AND l.member_id = m.id AND NOT l.done))`,
    [slice.programId, slice.after, slice.rows, at, wakes.everybody],
  );
  return rowCount ?? 0;
}
