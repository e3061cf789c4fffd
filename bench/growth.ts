import type pg from "pg";
import type { Bench, Settings } from "./bench.ts";
import type { BenchShop, Ground, Shopper } from "./ground.ts";
import type { RaceResult } from "./measure.ts";
import { quietNote, SETTINGS } from "./bench.ts";
import { addFloorMembers, addShop, addShoppers, award, nextNumber } from "./ground.ts";
import { floorAward } from "./award.ts";
import { race } from "./measure.ts";

/** Entries, orders and lots of each member. */
const ENTRIES_EACH = 10;

/** How many times as large the program becomes. */
const GROWTH = 100;

/** Members that one statement makes. */
const SLICE = 20_000;

const FLOOR_MEMBERS = 3000;

/** Customers and orders that are made in bulk lie apart from those that come one by one. */
const FIRST_CUSTOMER = 8_000_000_000;
const FIRST_ORDER = 600_000_000_000;

/** A step through the members that meets each of them once, far from the last. */
const STRIDE = 7919;

type Group = { first: number; count: number };

/** What an award costs when the ledger has grown. The floor of the same rounds, whose tables do not grow, takes the machine's mood out. */
export const growthBench: Bench = {
  name: "growth",
  measures:
    "what an award costs with 1,000,000 members and 10,000,000 entries against 10,000 and 100,000 (times as much)",
  goal: { sign: "≤", value: 1.2 },
  settings: { ...SETTINGS, members: 1_000_000 },
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const pattern = await addPattern(ground, shop);
    await addFloorMembers(ground, FLOOR_MEMBERS);
    const few = { first: 0, count: Math.ceil(settings.members / GROWTH) };
    await copyMembers(ground, pattern, few);
    const small = await costOf(ground, settings, shop, few);
    const all = { first: few.count, count: settings.members - few.count };
    const start = performance.now();
    await copyMembers(ground, pattern, all);
    const seconds = (performance.now() - start) / 1000;
    const large = await costOf(ground, settings, shop, { first: 0, count: settings.members });
    return {
      value: small.ratio / large.ratio,
      notes: [
        noteOf(few.count, small),
        `${noteOf(settings.members, large)}; made in ${seconds.toFixed(0)} s, ${await sizeOf(ground)} on disk`,
      ],
    };
  },
};

function noteOf(members: number, { subjectRate, floorRate, ratio, quiet }: Cost): string {
  const rates = `${subjectRate.toFixed(0)} awards/s against ${floorRate.toFixed(0)}/s (the floor), ratio ${ratio.toFixed(3)}`;
  return `${members} members, ${members * ENTRIES_EACH} entries: ${rates}; ${quiet}`;
}

/** A member with orders that came through the app; all others are copies of its rows under ids of their own. */
async function addPattern(ground: Ground, shop: BenchShop): Promise<string> {
  const [shopper] = await addShoppers(ground, [shop], 1);
  if (!shopper) throw new Error("there is no member to copy");
  while ((await entriesOf(ground, shopper)).entries < ENTRIES_EACH) await award(ground.db, [shopper]);
  return (await entriesOf(ground, shopper)).id;
}

async function entriesOf(ground: Ground, shopper: Shopper): Promise<{ id: string; entries: number }> {
  const { rows } = await ground.floor.query<{ id: string; entries: number }>(
    `SELECT m.id::text, m.entries FROM members m JOIN member_customers c ON c.program_id = m.program_id AND c.member_id = m.id
     WHERE c.shop_id = $1 AND c.customer_id = $2`,
    [shopper.shopId, shopper.customerId],
  );
  if (!rows[0]) throw new Error("the shopper is no member");
  return rows[0];
}

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
const PATTERN = [
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
 * Rows come in the order of time, as in a shop: first everybody's first order, then everybody's second. Indexes are made when all rows are
 * there: to write ten million rows into each, one by one and in no order, takes hours. Orders, which are most of it, are written beside all
 * other tables, and indexes two at a time.
 */
async function copyMembers(ground: Ground, pattern: string, group: Group): Promise<void> {
  const clients = await Promise.all([fillingClient(ground), fillingClient(ground)]);
  const [client, other] = clients;
  try {
    if (group.count > SLICE) await configure(client, Object.entries(FILLING));
    const { drops, makes } = await indexesOf(client);
    for (const drop of drops) await client.query(drop);
    for (const [table, column] of PATTERN)
      await client.query(
        `CREATE UNLOGGED TABLE pattern_${table} AS SELECT * FROM ${table} WHERE ${column} = ${BigInt(pattern)}`,
      );
    await Promise.all([copyOrders(client, group), copyOthers(other, group)]);
    for (const [table] of PATTERN) await client.query(`DROP TABLE pattern_${table}`);
    await Promise.all(clients.map((each) => inOrder(each, makes)));
    await Promise.all([client.query("VACUUM (ANALYZE) orders"), inOrder(other, [...VACUUMS])]);
    const settings = Object.keys(FILLING);
    if (group.count > SLICE)
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

async function bySlice(
  client: pg.PoolClient,
  { first, count }: Group,
  text: string,
  ...more: unknown[]
): Promise<void> {
  for (let from = first; from < first + count; from += SLICE)
    await client.query(text, [from, Math.min(from + SLICE, first + count) - 1, ...more]);
}

const NUMBERS = "generate_series($1::bigint, $2::bigint) AS n";
const ORDER = `${FIRST_ORDER} + n * ${ENTRIES_EACH} + $3`;

async function copyOrders(client: pg.PoolClient, group: Group): Promise<void> {
  const statement = `INSERT INTO orders (id, member_id, customer_id, ${COLUMNS.orders})
    SELECT ${ORDER}, ${MEMBER}, ${CUSTOMER}, ${prefixed("o", COLUMNS.orders)}
    FROM pattern_lots l JOIN pattern_orders o ON o.shop_id = l.shop_id AND o.id = l.order_id, ${NUMBERS} WHERE l.no = $3`;
  for (let no = 1; no <= ENTRIES_EACH; no += 1) await bySlice(client, group, statement, no);
}

async function copyOthers(client: pg.PoolClient, group: Group): Promise<void> {
  const once = (into: string, columns: string): string => `INSERT INTO ${into} SELECT ${columns} FROM`;
  await bySlice(
    client,
    group,
    `${once(`members (program_id, id, ${COLUMNS.members})`, `program_id, ${MEMBER}, ${COLUMNS.members}`)} pattern_members, ${NUMBERS}`,
  );
  const customer = `${CUSTOMER}, ${MEMBER}, ${COLUMNS.customers}`;
  await bySlice(
    client,
    group,
    `${once(`member_customers (customer_id, member_id, ${COLUMNS.customers})`, customer)} pattern_member_customers, ${NUMBERS}`,
  );
  for (const table of ["entries", "lots"] as const) {
    const columns = `${MEMBER}, ${ORDER}, ${COLUMNS[table]}`;
    const statement = `${once(`${table} (member_id, order_id, ${COLUMNS[table]})`, columns)} pattern_${table}, ${NUMBERS} WHERE no = $3`;
    for (let no = 1; no <= ENTRIES_EACH; no += 1) await bySlice(client, group, statement, no);
  }
}

function prefixed(table: string, columns: string): string {
  return columns
    .split(", ")
    .map((column) => `${table}.${column}`)
    .join(", ");
}

/**
 * What awards look up is read once, as it lies in the memory of a server that has run for a day. Nothing else of the database is: of the
 * orders there are, a new one needs none.
 */
async function warm(ground: Ground): Promise<void> {
  await ground.floor.query("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
  await ground.floor.query(
    `SELECT pg_prewarm(i.indexrelid) FROM pg_index i WHERE i.indrelid = ANY ($1::regclass[])
     UNION ALL SELECT pg_prewarm(t) FROM unnest($2::regclass[]) AS t`,
    [PATTERN.map(([table]) => table), ["members", "member_customers"]],
  );
}

type Cost = RaceResult & { quiet: string };

async function costOf(ground: Ground, settings: Settings, shop: BenchShop, group: Group): Promise<Cost> {
  if (group.count > SLICE) await warm(ground);
  const nextShopper = (): Shopper => {
    const index = (nextNumber() * STRIDE) % group.count;
    return { ...shop, customerId: String(FIRST_CUSTOMER + group.first + index) };
  };
  const contest = {
    subject: () => award(ground.db, [nextShopper()]),
    floor: () => floorAward(ground, FLOOR_MEMBERS),
    concurrency: settings.callers,
  };
  const result = await race(contest, settings);
  return { ...result, quiet: await quietNote(contest, settings, "awards") };
}

async function sizeOf(ground: Ground): Promise<string> {
  const { rows } = await ground.floor.query<{ size: string }>(
    "SELECT pg_size_pretty(pg_database_size(current_database())) AS size",
  );
  return rows[0]?.size ?? "an unknown size";
}
