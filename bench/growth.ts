import type pg from "pg";
import type { Bench, Settings } from "./bench.ts";
import type { BenchShop, Ground, Shopper } from "./ground.ts";
import type { RaceResult } from "./measure.ts";
import { SETTINGS } from "./bench.ts";
import { addFloorMembers, addShop, addShoppers, award, CONCURRENCY, nextNumber } from "./ground.ts";
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

function noteOf(members: number, { subjectRate, floorRate, ratio }: RaceResult): string {
  const rates = `${subjectRate.toFixed(0)} awards/s against ${floorRate.toFixed(0)}/s (the floor), ratio ${ratio.toFixed(3)}`;
  return `${members} members, ${members * ENTRIES_EACH} entries: ${rates}`;
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

/**
 * Rows come in the order of time, as in a shop: first everybody's first order, then everybody's second. Indexes are made when all rows are
 * there: to write ten million rows into each, one by one and in no order, takes hours.
 */
async function copyMembers(ground: Ground, pattern: string, group: Group): Promise<void> {
  const client = await ground.floor.connect();
  try {
    await client.query(
      "SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; SET session_replication_role = replica",
    );
    const indexes = await dropIndexes(client);
    await copyRows(client, pattern, group);
    for (const index of indexes) await client.query(index);
    await client.query("VACUUM ANALYZE");
    await client.query("CHECKPOINT");
  } finally {
    // The connection's settings go with it.
    client.release(true);
  }
}

/** Drops what the copied tables are looked up by, but for what copying looks up itself; answers the statements that make it again. */
async function dropIndexes(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
     FROM pg_constraint WHERE contype = 'p' AND conrelid = ANY ($1::regclass[])
     UNION ALL
     SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
     FROM pg_index WHERE NOT indisprimary AND indrelid = ANY ($1::regclass[])`,
    [PATTERN.map(([table]) => table)],
  );
  for (const { drop } of rows) await client.query(drop);
  return rows.map(({ make }) => make);
}

/** The rows to copy stand in tables of their own, because nothing can be looked up meanwhile. */
async function copyRows(client: pg.PoolClient, pattern: string, group: Group): Promise<void> {
  for (const [table, column] of PATTERN)
    await client.query(
      `CREATE TEMP TABLE pattern_${table} AS SELECT * FROM ${table} WHERE ${column} = ${BigInt(pattern)}`,
    );
  const bySlice = async (text: string, ...more: unknown[]): Promise<void> => {
    for (let from = group.first; from < group.first + group.count; from += SLICE) {
      const until = Math.min(from + SLICE, group.first + group.count) - 1;
      await client.query(text, [from, until, ...more]);
    }
  };
  await bySlice(`INSERT INTO members (program_id, id, ${COLUMNS.members}) SELECT program_id, ${MEMBER}, ${COLUMNS.members}
    FROM pattern_members, generate_series($1::bigint, $2::bigint) AS n`);
  await bySlice(`INSERT INTO member_customers (customer_id, member_id, ${COLUMNS.customers}) SELECT ${CUSTOMER}, ${MEMBER}, ${COLUMNS.customers}
    FROM pattern_member_customers, generate_series($1::bigint, $2::bigint) AS n`);
  for (let no = 1; no <= ENTRIES_EACH; no += 1) {
    const order = `${FIRST_ORDER} + n * ${ENTRIES_EACH} + $3`;
    await bySlice(
      `WITH lot AS (SELECT * FROM pattern_lots WHERE no = $3), made AS (
         INSERT INTO orders (id, member_id, customer_id, ${COLUMNS.orders})
           SELECT ${order}, ${MEMBER}, ${CUSTOMER}, ${prefixed("o", COLUMNS.orders)}
             FROM lot JOIN pattern_orders o ON o.shop_id = lot.shop_id AND o.id = lot.order_id, generate_series($1::bigint, $2::bigint) AS n
       ), opened AS (
         INSERT INTO lots (member_id, order_id, ${COLUMNS.lots}) SELECT ${MEMBER}, ${order}, ${COLUMNS.lots}
             FROM lot, generate_series($1::bigint, $2::bigint) AS n
       )
       INSERT INTO entries (member_id, order_id, ${COLUMNS.entries}) SELECT ${MEMBER}, ${order}, ${COLUMNS.entries}
           FROM pattern_entries, generate_series($1::bigint, $2::bigint) AS n WHERE no = $3`,
      no,
    );
  }
  for (const [table] of PATTERN) await client.query(`DROP TABLE pattern_${table}`);
}

function prefixed(table: string, columns: string): string {
  return columns
    .split(", ")
    .map((column) => `${table}.${column}`)
    .join(", ");
}

async function costOf(ground: Ground, settings: Settings, shop: BenchShop, group: Group): Promise<RaceResult> {
  const nextShopper = (): Shopper => {
    const index = (nextNumber() * STRIDE) % group.count;
    return { ...shop, customerId: String(FIRST_CUSTOMER + group.first + index) };
  };
  const contest = {
    subject: () => award(ground.db, [nextShopper()]),
    floor: () => floorAward(ground, FLOOR_MEMBERS),
    concurrency: CONCURRENCY,
  };
  return race(contest, settings);
}

async function sizeOf(ground: Ground): Promise<string> {
  const { rows } = await ground.floor.query<{ size: string }>(
    "SELECT pg_size_pretty(pg_database_size(current_database())) AS size",
  );
  return rows[0]?.size ?? "an unknown size";
}
