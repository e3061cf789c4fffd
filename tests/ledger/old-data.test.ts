import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import pg from "pg";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { reserveCode } from "../../app/commands/codes.ts";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { settle } from "../../app/commands/settle.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { noteChanges } from "../../app/ledger/note-changes.ts";
import { readPointSums } from "../../app/queries/point-sums.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { migrate } from "../../database/migrate.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { bring, openShop, OPENED, publish, see, type TestShop } from "./shop.ts";

// Broken if a shop that kept its ledger with 32 bytes of each hash had another one after the update, or a chain that no longer holds.
const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** The migration that cut the hashes to 16 bytes. */
const CUT = "20261122010400_fast_batches";

/** What was there before it; entries first, because members bear the hash of their newest one. */
const TABLES = [
  ...[
    "entries",
    "programs",
    "program_versions",
    "shops",
    "members",
    "member_customers",
    "orders",
    "entry_notes",
    "lots",
  ],
  ...["codes", "tier_changes", "notices", "sync_queue"],
];

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(OPENED.getTime() + hours * HOUR);

let shop: TestShop;
let old: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  shop = await openShop();
  old = await testDatabase({ unmigrated: true });
  await writeHistory();
  client = new pg.Client({ connectionString: old.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await old.drop();
  await shop.close();
});

/** Orders with refunds, an exchange, expired points, a merge, and a customer who is gone. */
async function writeHistory(): Promise<void> {
  const { programId, shopId } = shop;
  await publish(shop, { expiry: { kind: "age", months: 1 }, debt: "carry" }, OPENED);
  const customers = ["7001", "7002", "7003"];
  const members = [];
  for (const id of customers) members.push(await see(shop, id, OPENED));
  const orders = Array.from({ length: 12 }, (_, index) => {
    const paid = at(index + 1);
    return orderOf({
      ...{
        id: String(5_000 + index),
        customerId: customers[index % 3]!,
        createdAt: paid,
        processedAt: paid,
        updatedAt: paid,
        paidAt: paid,
      },
      lines: [{ price: `${100 + index * 37}.00`, quantity: 2 }],
    });
  });
  await bring(shop, orders);
  await bring(shop, [{ ...orders[0]!, cancelledAt: at(20), updatedAt: at(20) }]);
  const code = {
    programId,
    shopId,
    memberId: members[1]!,
    reward: "discount",
    times: 1,
    key: "old-key-1",
    code: "LRLOLD1",
  };
  expect(await reserveCode(shop.db, { ...code, now: at(21) })).toMatchObject({ ok: true });
  const gift = { programId, memberId: members[2]!, points: 9n, reason: "old", author: "test", key: "1", now: at(22) };
  await adjustPoints(shop.db, gift);
  await settle(shop.db, { programId, now: at(24 * 40) });
  await mergeCustomers(shop.db, { shopId, keptId: "7001", goneId: "7002", now: at(24 * 41) });
  await deleteCustomer(shop.db, { shopId, customerId: "7003", now: at(24 * 42) });
}

/** The migrations up to the one before the cut, in a folder of their own. */
async function migrateUpToTheCut(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "laurel-migrations-"));
  try {
    for (const name of readdirSync(MIGRATIONS).filter((each) => each < CUT || !/^\d/.test(each)))
      cpSync(join(MIGRATIONS, name), join(folder, name), { recursive: true });
    expect((await migrate(old.url, folder)).length).toBeGreaterThan(5);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Row = Record<string, unknown>;

/** Writes the rows as they were kept then: the columns that there were, and a whole SHA-256 for each entry. */
async function writeOldRows(): Promise<void> {
  await client.query("SET session_replication_role = replica");
  for (const table of TABLES) {
    const { rows } = await shop.db.pool.query<{ row: Row }>(`SELECT to_jsonb(t) AS row FROM ${table} t`);
    const kept = rows.map(({ row }) => row);
    if (table === "entries") lengthenChains(kept);
    if (table === "members")
      for (const row of kept) row["head"] = heads.get(String(row["id"])) ?? `\\x${"00".repeat(32)}`;
    const { rows: columns } = await client.query<{ name: string }>(
      "SELECT quote_ident(column_name) AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
      [table],
    );
    const names = columns
      .map(({ name }) => name)
      .filter((name) => kept.every((row) => name.replaceAll('"', "") in row));
    await client.query(
      `INSERT INTO ${table} (${names.join(", ")}) SELECT ${names.join(", ")} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(kept)],
    );
  }
  await client.query(
    "SELECT setval('member_ids', (SELECT max(id) FROM members)), setval('code_ids', (SELECT max(id) FROM codes))",
  );
  await client.query("SET session_replication_role = origin");
}

const heads = new Map<string, string>();

/** Any chain of whole hashes: the cut computes what stays of it anew from the entries. */
function lengthenChains(entries: Row[]): void {
  for (const entry of entries.sort((a, b) => Number(a["no"]) - Number(b["no"]))) {
    const member = String(entry["member_id"]);
    const hash = createHash("sha256")
      .update(`${heads.get(member) ?? ""}|${String(entry["no"])}`)
      .digest("hex");
    entry["hash"] = `\\x${hash}`;
    heads.set(member, `\\x${hash}`);
  }
}

describe("a ledger that was kept with 32 bytes of each hash", () => {
  it("is the same after the update, with chains that hold, and goes on", async () => {
    const { programId, shopId } = shop;
    expect(await verifyLedger(shop.db)).toEqual([]);
    await migrateUpToTheCut();
    await writeOldRows();
    const { rows: before } = await client.query(
      "SELECT octet_length(hash) AS bytes, count(*)::int AS entries FROM entries GROUP BY 1",
    );
    expect(before).toMatchObject([{ bytes: 32 }]);

    expect((await migrate(old.url)).at(0)).toBe(CUT);
    const { rows: after } = await client.query(
      "SELECT octet_length(hash) AS bytes, count(*)::int AS entries FROM entries GROUP BY 1",
    );
    expect(after).toEqual([{ bytes: 16, entries: (before[0] as { entries: number }).entries }]);

    const db = openDatabase(old.url);
    try {
      expect(await verifyLedger(db)).toEqual([]);
      const chains =
        "SELECT member_id::text, no, encode(hash, 'hex') AS hash FROM entries ORDER BY entries.member_id, no";
      expect((await db.pool.query(chains)).rows).toEqual((await shop.db.pool.query(chains)).rows);
      const sums = { programId, timeZone: "Europe/Oslo", from: "2026-01-01", to: "2026-12-31" };
      const told = (each: Awaited<ReturnType<typeof readPointSums>>) =>
        each.map((sum) => JSON.stringify(sum, (_, value: unknown) => String(value))).sort();
      expect(told(await readPointSums(db, sums))).toEqual(told(await readPointSums(shop.db, sums)));

      const late = orderOf({
        id: "6001",
        customerId: "7001",
        ...{ createdAt: at(1_100), processedAt: at(1_100), updatedAt: at(1_100), paidAt: at(1_100) },
        lines: [{ price: "50.00" }],
      });
      await bring({ ...shop, db }, [late]);
      while (await noteChanges(db, { now: at(1_101) }));
      expect(await verifyLedger(db)).toEqual([]);
      expect(shopId).toBe((await db.pool.query<{ id: string }>("SELECT id::text FROM shops")).rows[0]?.id);
    } finally {
      await closeDatabase(db);
    }
  });
});
