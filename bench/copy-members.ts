import type pg from "pg";
import type { Ground } from "./ground.ts";

/** Entries, orders and lots of each member. */
export const ENTRIES_EACH = 10;

/** Members that one statement makes. */
const SLICE = 20_000;

/** Customers and orders that are made in bulk lie apart from those that come one by one. */
export const FIRST_CUSTOMER = 8_000_000_000;
export const FIRST_ORDER = 600_000_000_000;

const COLUMNS = {
  members:
    "version, entries, head, available, pending, reserved, debt, tier, tier_since, tier_state, bonuses, exclusions, excluded, birthday, joined_at, active_at, settled_at, next_at, created_at",
  customers: "shop_id, program_id, tags, tags_at",
  orders:
    "program_id, shop_id, name, state, updated_at, version, pinned_version, pinned_tier, paid_at, attached_at, excluded, posted, postings, spend, spend_part, metric_points, metric_orders, explanation",
  entries: "program_id, points, balance, at, recorded_at, shop_id, no, version, kind, posting, hash",
  lots: "program_id, no, points, remaining, in_codes, expired, available_at, born_at, expires_at, expired_at, pending, source, shop_id, done",
};

/** The tables that are copied, and by which column a member's rows are found in them. */
export const PATTERN = [
  ["members", "id"],
  ["member_customers", "member_id"],
  ["orders", "member_id"],
  ["entries", "member_id"],
  ["lots", "member_id"],
] as const;

const MEMBER = "1000000 + n";
const CUSTOMER = `${FIRST_CUSTOMER} + n`;

/** What filling a large database needs and measuring must not have: no checkpoint every few seconds, no vacuum of what is half written. */
const FILLING = { max_wal_size: "'8GB'", checkpoint_timeout: "'1h'", autovacuum: "off" };

/**
 * Makes so many members by copying one of them with all of its rows, under ids of their own: customers are numbered from FIRST_CUSTOMER.
 * Rows come in the order of time, as in a shop: first everybody's first order, then everybody's second. Indexes are made when all rows are
 * there: to write ten million rows into each, one by one and in no order, takes hours. Orders, which are most of it, are written beside all
 * other tables, and indexes two at a time.
 */
export async function copyMembers(ground: Ground, pattern: string, count: number): Promise<void> {
  const clients = await Promise.all([fillingClient(ground), fillingClient(ground)]);
  const [client, other] = clients;
  try {
    if (count > SLICE) await configure(client, Object.entries(FILLING));
    const { drops, makes } = await indexesOf(client);
    for (const drop of drops) await client.query(drop);
    for (const [table, column] of PATTERN)
      await client.query(
        `CREATE UNLOGGED TABLE pattern_${table} AS SELECT * FROM ${table} WHERE ${column} = ${BigInt(pattern)}`,
      );
    await Promise.all([copyOrders(client, count), copyOthers(other, count)]);
    for (const [table] of PATTERN) await client.query(`DROP TABLE pattern_${table}`);
    await Promise.all(clients.map((each) => inOrder(each, makes)));
    await Promise.all([client.query("VACUUM (ANALYZE) orders"), inOrder(other, [...VACUUMS])]);
    const settings = Object.keys(FILLING);
    if (count > SLICE)
      await configure(
        client,
        settings.map((name) => [name, null] as const),
      );
    await client.query("CHECKPOINT");
  } finally {
    // The connections' settings go with them.
    for (const each of clients) each.release(true);
  }
}

async function fillingClient(ground: Ground): Promise<pg.PoolClient> {
  const client = await ground.floor.connect();
  await client.query(
    `SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0; SET synchronous_commit = off;
     SET session_replication_role = replica; SET backend_flush_after = 0`,
  );
  return client;
}

/** Sets the whole server's settings, or takes back what was set: the server is the bench's own. */
async function configure(
  client: pg.PoolClient,
  settings: readonly (readonly [string, string | null])[],
): Promise<void> {
  for (const [name, value] of settings)
    await client.query(value === null ? `ALTER SYSTEM RESET ${name}` : `ALTER SYSTEM SET ${name} = ${value}`);
  await client.query("SELECT pg_reload_conf()");
}

const VACUUMS = PATTERN.filter(([table]) => table !== "orders").map(([table]) => `VACUUM (ANALYZE) ${table}`);

/** Takes statements from a list that others take from too. */
async function inOrder(client: pg.PoolClient, statements: string[]): Promise<void> {
  for (let next = statements.shift(); next !== undefined; next = statements.shift()) await client.query(next);
}

/** What the copied tables are looked up by: the statements that drop it, and those that make it again. */
async function indexesOf(client: pg.PoolClient): Promise<{ drops: string[]; makes: string[] }> {
  const { rows } = await client.query<{ drop: string; make: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
     FROM pg_constraint WHERE contype = 'p' AND conrelid = ANY ($1::regclass[])
     UNION ALL
     SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
     FROM pg_index WHERE NOT indisprimary AND indrelid = ANY ($1::regclass[])`,
    [PATTERN.map(([table]) => table)],
  );
  return { drops: rows.map(({ drop }) => drop), makes: rows.map(({ make }) => make) };
}

async function bySlice(client: pg.PoolClient, count: number, text: string, ...more: unknown[]): Promise<void> {
  for (let from = 0; from < count; from += SLICE)
    await client.query(text, [from, Math.min(from + SLICE, count) - 1, ...more]);
}

const NUMBERS = "generate_series($1::bigint, $2::bigint) AS n";
const ORDER = `${FIRST_ORDER} + n * ${ENTRIES_EACH} + $3`;

async function copyOrders(client: pg.PoolClient, count: number): Promise<void> {
  const statement = `INSERT INTO orders (id, member_id, customer_id, ${COLUMNS.orders})
    SELECT ${ORDER}, ${MEMBER}, ${CUSTOMER}, ${prefixed("o", COLUMNS.orders)}
    FROM pattern_lots l JOIN pattern_orders o ON o.shop_id = l.shop_id AND o.id = l.order_id, ${NUMBERS} WHERE l.no = $3`;
  for (let no = 1; no <= ENTRIES_EACH; no += 1) await bySlice(client, count, statement, no);
}

async function copyOthers(client: pg.PoolClient, count: number): Promise<void> {
  const once = (into: string, columns: string): string => `INSERT INTO ${into} SELECT ${columns} FROM`;
  await bySlice(
    client,
    count,
    `${once(`members (program_id, id, ${COLUMNS.members})`, `program_id, ${MEMBER}, ${COLUMNS.members}`)} pattern_members, ${NUMBERS}`,
  );
  const customer = `${CUSTOMER}, ${MEMBER}, ${COLUMNS.customers}`;
  await bySlice(
    client,
    count,
    `${once(`member_customers (customer_id, member_id, ${COLUMNS.customers})`, customer)} pattern_member_customers, ${NUMBERS}`,
  );
  for (const table of ["entries", "lots"] as const) {
    const columns = `${MEMBER}, ${ORDER}, ${COLUMNS[table]}`;
    const statement = `${once(`${table} (member_id, order_id, ${COLUMNS[table]})`, columns)} pattern_${table}, ${NUMBERS} WHERE no = $3`;
    for (let no = 1; no <= ENTRIES_EACH; no += 1) await bySlice(client, count, statement, no);
  }
}

function prefixed(table: string, columns: string): string {
  return columns
    .split(", ")
    .map((column) => `${table}.${column}`)
    .join(", ");
}
