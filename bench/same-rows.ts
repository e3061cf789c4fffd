import type { Ground, Shopper } from "./ground.ts";
import type { Step } from "./measure.ts";
import { nextNumber } from "./ground.ts";

/**
 * A second yardstick beside the floor: plain statements that write the rows that the app writes, into tables of the same shape with the same
 * indexes, but check nothing, read nothing, hash nothing and know no rules. What lies between it and the floor is the price of what is kept.
 */

const TABLES = ["members", "orders", "lots", "entries", "sync_queue", "member_news", "codes", "pool_codes"];

type Owner = { program_id: string; member_id: string; shop_id: string };

/** Copies of the tables, with the members who are there and a lot for each; answers whose rows they are. */
async function copyTables(ground: Ground): Promise<Owner[]> {
  for (const table of TABLES) await ground.floor.query(`CREATE TABLE same_${table} (LIKE ${table} INCLUDING ALL)`);
  await ground.floor.query(`INSERT INTO same_members SELECT * FROM members`);
  await ground.floor.query(`INSERT INTO same_lots SELECT * FROM lots WHERE no = 1`);
  await ground.floor.query(`ANALYZE ${TABLES.map((table) => `same_${table}`).join(", ")}`);
  const { rows } = await ground.floor.query<Owner>(
    `SELECT m.program_id::text, m.id::text AS member_id, c.shop_id::text FROM members m
     JOIN member_customers c ON c.program_id = m.program_id AND c.member_id = m.id ORDER BY m.id`,
  );
  return rows;
}

/** Writes the rows of so many awards in one statement, each of the next member: order, member, lot, entry, queue. */
export async function sameAwards(ground: Ground, count: number): Promise<Step> {
  const owners = await copyTables(ground);
  const { rows } = await ground.floor.query<{ state: string; explanation: string }>(
    "SELECT state::text, explanation::text FROM orders WHERE explanation IS NOT NULL LIMIT 1",
  );
  const [document] = rows;
  if (!document) throw new Error("there is no order to copy");
  let turn = 0;
  return async () => {
    const taken = Array.from({ length: count }, (_, index) => owners[(turn + index) % owners.length]);
    turn += count;
    const { rowCount } = await ground.floor.query({
      name: "same-awards",
      text: SAME_AWARDS,
      values: [
        taken.map((owner) => owner?.program_id),
        taken.map((owner) => owner?.member_id),
        taken.map((owner) => owner?.shop_id),
        taken.map(() => 4_000_000_000 + nextNumber()),
        taken.map(() => document.state),
        taken.map(() => document.explanation),
        new Date(0),
      ],
    });
    if (rowCount !== count) throw new Error("the same rows were not written");
    return count;
  };
}

const SAME_AWARDS = `
WITH x AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::json[], $6::json[])
    AS x (program_id, member_id, shop_id, id, state, explanation) ORDER BY program_id, member_id
), paid AS (
  INSERT INTO same_orders (program_id, shop_id, id, member_id, customer_id, name, state, updated_at, version, pinned_version, paid_at,
    excluded, posted, postings, spend, metric_points, metric_orders, explanation)
  SELECT program_id, shop_id, id, member_id, member_id, '#' || id, state, $7, 1, 1, $7, false, 657, 1, 65700, 657, 1, explanation FROM x
), moved AS (
  UPDATE same_members m SET version = version + 1, entries = entries + 1, available = available + 657, active_at = $7, settled_at = $7, head = head
  FROM x WHERE m.program_id = x.program_id AND m.id = x.member_id
  RETURNING m.program_id, m.id, m.version, m.entries, m.available, m.head, x.shop_id, x.id AS order_id
), lot AS (
  INSERT INTO same_lots (program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, pending, source, shop_id,
    order_id, done)
  SELECT program_id, id, entries, 657, 657, 0, 0, $7, $7, false, 'order', shop_id, order_id, false FROM moved
), entry AS (
  INSERT INTO same_entries (program_id, member_id, no, kind, points, balance, shop_id, order_id, posting, version, at, recorded_at, hash)
  SELECT program_id, id, entries, 'order', 657, available, shop_id, order_id, 1, 1, $7, $7, head FROM moved
), noted AS (
  INSERT INTO same_member_news (program_id, member_id) SELECT program_id, id FROM moved
)
INSERT INTO same_sync_queue AS q (program_id, member_id, wanted, tags, due_at) SELECT program_id, id, version, false, $7 FROM moved
ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0`;

/** Writes the rows of an exchange in one statement: the code that is taken away and given, member, lot, entry, queue. */
export async function sameExchanges(ground: Ground, shoppers: readonly Shopper[]): Promise<Step> {
  const owners = await copyTables(ground);
  const shopId = shoppers[0]?.shopId;
  await ground.floor.query("UPDATE same_lots SET remaining = 1000000; UPDATE same_members SET available = 1000000");
  await ground.floor.query("INSERT INTO same_pool_codes SELECT * FROM pool_codes");
  const { rows } = await ground.floor.query<{ pool_id: string; code: string }>(
    "SELECT pool_id::text, code FROM pool_codes",
  );
  let turn = 0;
  return async () => {
    const [owner, ready] = [owners[turn % owners.length], rows[turn]];
    if (!owner || !ready) throw new Error("there is no code left for the same rows");
    turn += 1;
    const { rowCount } = await ground.floor.query({
      name: "same-exchange",
      text: SAME_EXCHANGE,
      values: [owner.program_id, owner.member_id, shopId, nextNumber(), ready.pool_id, ready.code, new Date(0)],
    });
    if (rowCount !== 1) throw new Error("the same rows were not written");
    return 1;
  };
}

const SAME_EXCHANGE = `
WITH given AS (
  DELETE FROM same_pool_codes WHERE program_id = $1 AND pool_id = $5 AND code = $6
), moved AS (
  UPDATE same_members SET version = version + 1, entries = entries + 1, available = available - 100, reserved = reserved + 100, active_at = $7,
    settled_at = $7, head = head WHERE program_id = $1 AND id = $2 RETURNING version, entries, available, head
), lot AS (
  UPDATE same_lots SET remaining = remaining - 100, in_codes = in_codes + 100 WHERE member_id = $2 AND no = 1
), entry AS (
  INSERT INTO same_entries (program_id, member_id, no, kind, points, reserved, balance, code_id, lots, version, at, recorded_at, hash)
  SELECT $1, $2, entries, 'reserved', -100, 100, available, $4, '{1,100}', 1, $7, $7, head FROM moved
), code AS (
  INSERT INTO same_codes (program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only, lots,
    returned, key, reserved_at, opened_at, until, discount_id, pool)
  VALUES ($1, $4, $2, $3, $6, 'open', 'discount', 'amount', 1, 1, 100, '50.00', false, '[{"lot": 1, "points": "100"}]', 0, $4::text, $7, $7, $7,
    '1', true)
), noted AS (
  INSERT INTO same_member_news (program_id, member_id) VALUES ($1, $2)
)
INSERT INTO same_sync_queue AS q (program_id, member_id, wanted, tags, due_at) SELECT $1, $2, version, false, $7 FROM moved
ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0`;
