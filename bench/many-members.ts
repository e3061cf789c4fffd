import pg from "pg";
import { setTimeout as sleep } from "node:timers/promises";

/** Tables with a row or more for each member, and the column that says whose it is. */
const TABLES = {
  members: "id",
  member_customers: "member_id",
  orders: "member_id",
  entries: "member_id",
  lots: "member_id",
  codes: "member_id",
  tier_changes: "member_id",
  notices: "member_id",
  listed_members: "id",
} as const;

/** Ids of members, customers, orders and codes of a copy lie so far from those of the one before. */
const APART = 1_000_000_000_000;
const SHIFTED = new Set(["member_id", "customer_id", "order_id", "code_id", "merged_into"]);
/** In these tables the row's own id is moved too; that of a notice is given by its sequence. */
const OWN_ID = new Set(["members", "orders", "codes", "listed_members"]);
/** Texts that no other row may have. */
const UNIQUE = new Set(["codes.code", "codes.key", "entries.key"]);
const DAILY = {
  daily_sums: ["entries", "points", "pending", "reserved", "debt"],
  daily_shop: ["joined", "orders", "revenue", "code_orders", "code_revenue"],
};
const FIGURES_TIMEOUT_MS = 180_000;

/**
 * Makes a shop's members so many by copying all rows of those who are there, with their orders, entries and codes, under ids of their own.
 * The copies' customers are unknown to the shop, as deleted ones are. Answers how many members there are then.
 */
export async function multiplyMembers(databaseUrl: string, members: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const count = async (): Promise<number> => {
      const { rows } = await client.query<{ count: number }>("SELECT count(*)::int AS count FROM members");
      return rows[0]?.count ?? 0;
    };
    const before = await count();
    if (before === 0) throw new Error("there is no member to copy");
    const copies = Math.ceil(members / before) - 1;
    // Triggers keep the ledger from being written past the rules; these rows are copies of rows that were.
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    await client.query("BEGIN");
    for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[]) await copyRows(client, table, copies);
    for (const [table, columns] of Object.entries(DAILY)) {
      const times = columns.map((column) => `${column} = ${column} * ${String(copies + 1)}`).join(", ");
      await client.query(`UPDATE ${table} SET ${times}`);
    }
    await client.query("COMMIT");
    await client.query(`VACUUM ANALYZE ${Object.keys(TABLES).join(", ")}`);
    return await count();
  } finally {
    await client.end();
  }
}

async function copyRows(client: pg.Client, table: keyof typeof TABLES, copies: number): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    [table],
  );
  const columns = rows.map(({ name }) => name).filter((name) => !(table === "notices" && name === "id"));
  const values = columns.map((name) => {
    if (SHIFTED.has(name) || (name === "id" && OWN_ID.has(table))) return `r.${name} + n * ${String(APART)}`;
    return UNIQUE.has(`${table}.${name}`) ? `r.${name} || '~' || n` : `r.${name}`;
  });
  await client.query(
    `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM ${table} r, generate_series(1, $1::bigint) AS n
     WHERE r.${TABLES[table]} IS NOT NULL AND r.${TABLES[table]} < ${String(APART)}`,
    [copies],
  );
}

/** Lets the app count its figures anew, which it does by itself when there are none. */
export async function untilCounted(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("DELETE FROM program_snapshots");
    const until = Date.now() + FIGURES_TIMEOUT_MS;
    while (Date.now() < until) {
      const { rowCount } = await client.query("SELECT FROM program_snapshots");
      if (rowCount !== 0) return;
      await sleep(500);
    }
    throw new Error("the figures were not counted within three minutes");
  } finally {
    await client.end();
  }
}
