import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { redactShop, uninstallShop } from "../../app/commands/uninstall-shop.ts";
import { asTenant } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { addShop, bring, openShop, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: what has been written stays, is seen by its own program only, and a change behind Laurel's back is named.

let shop: TestShop;
const MONDAY = new Date("2026-01-05T09:00:00Z");

beforeAll(async () => {
  shop = await openShop();
  await see(shop, "7201", MONDAY);
  await bring(shop, [orderOf()]);
});
afterAll(() => shop.close());

describe("entries", () => {
  it.each([
    ["UPDATE entries SET points = 1000", /permission denied|append-only/],
    ["DELETE FROM entries", /permission denied|append-only/],
    ["TRUNCATE entries", /permission denied|append-only/],
    ["UPDATE entries SET points = 1000 WHERE false", /permission denied/],
  ])("refuse %s to the app", async (statement, refusal) => {
    await expect(shop.db.pool.query(statement)).rejects.toThrow(refusal);
  });

  it.each(["UPDATE entries SET points = 1000", "DELETE FROM entries", "TRUNCATE entries"])(
    "refuse %s even to the owner of the tables",
    async (statement) => {
      const owner = await connectAsOwner();
      await expect(owner.query(statement)).rejects.toThrow(/append-only/);
      await owner.end();
    },
  );

  it("cannot be written twice for one posting of an order", async () => {
    await expect(
      shop.db.pool.query(
        `INSERT INTO entries (program_id, member_id, no, kind, points, balance, shop_id, order_id, posting, at, recorded_at, hash)
         SELECT program_id, member_id, no + 1, kind, points, balance, shop_id, order_id, posting, at, recorded_at, hash FROM entries`,
      ),
    ).rejects.toThrow(/unique/);
  });
});

describe("the replay", () => {
  const tampered: [string, string, RegExp][] = [
    ["a balance", "UPDATE members SET available = available + 5", /available is 105, entries come to 100/],
    ["a lot", "UPDATE lots SET remaining = 90", /lot 1 is 90, entries come to 100/],
    ["what was posted for an order", "UPDATE orders SET posted = 99", /99 points are noted as posted/],
    [
      "an order's state",
      `UPDATE orders SET state = jsonb_set(state::jsonb, '{lines,0,unitPrice}', '"20000"')::json`,
      /deserves 200 points/,
    ],
    ["an entry", "UPDATE entries SET at = at + interval '1 day'", /the chain breaks at entry 1/],
    ["the head of the chain", `UPDATE members SET head = '\\x00'`, /head is not the hash/],
  ];

  it("finds nothing where nothing was touched", async () => {
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it.each(tampered)("names %s that was changed behind Laurel's back", async (_, statement, expected) => {
    const owner = await connectAsOwner();
    try {
      await owner.query("ALTER TABLE entries DISABLE TRIGGER entries_append_only");
      await saveTables(owner);
      await owner.query(statement);
      expect((await verifyLedger(shop.db)).join("\n")).toMatch(expected);
    } finally {
      await restoreTables(owner);
      await owner.query("ALTER TABLE entries ENABLE TRIGGER entries_append_only");
      await owner.end();
    }
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

describe("tenants", () => {
  it("see their own rows only, whatever they ask for", async () => {
    const other = await addShop(shop.db);
    const count = "SELECT count(*)::int AS members FROM members";
    const own = await asTenant(
      shop.db,
      shop.programId,
      async (connection) => (await connection.query<{ members: number }>(count)).rows,
    );
    const theirs = await asTenant(
      shop.db,
      other.programId,
      async (connection) => (await connection.query<{ members: number }>(count)).rows,
    );
    expect([own, theirs]).toEqual([[{ members: 1 }], [{ members: 0 }]]);
    await expect(
      asTenant(shop.db, other.programId, (connection) =>
        connection.query("INSERT INTO audit_log (program_id, at, actor, action) VALUES ($1, $2, 'x', 'x')", [
          shop.programId,
          MONDAY,
        ]),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it("cannot change a member of another program by its id", async () => {
    const other = await addShop(shop.db);
    const memberId = await see(shop, "7201", MONDAY);
    const result = await adjustPoints(shop.db, {
      ...{ programId: other.programId, memberId, points: 5n, reason: "x", author: "staff:1", key: "x", now: MONDAY },
    });
    expect(result).toEqual({ ok: false, reason: "unknownMember" });
  });

  it("are erased whole when Shopify asks for it, and nobody else is", async () => {
    const made = await addShop(shop.db);
    const other = { ...shop, ...made };
    await see(other, "1", MONDAY);
    await bring(other, [orderOf({ customerId: "1" })]);
    const domain = `shop-${made.shopId}.myshopify.com`;
    expect(await redactShop(shop.db, { domain, now: MONDAY })).toBe(false);
    await uninstallShop(shop.db, { domain, now: MONDAY });
    expect(await redactShop(shop.db, { domain, now: MONDAY })).toBe(true);
    const { rows } = await shop.db.pool.query(
      `SELECT (SELECT count(*) FROM entries WHERE program_id = $1)::int AS erased,
         (SELECT count(*) FROM entries WHERE program_id = $2)::int AS kept, (SELECT count(*) FROM shops WHERE id = $3)::int AS shops`,
      [made.programId, shop.programId, made.shopId],
    );
    expect(rows).toEqual([{ erased: 0, kept: 1, shops: 0 }]);
  });
});

/** The role that owns the tables: what somebody with the database's password can do. */
async function connectAsOwner(): Promise<pg.Client> {
  const { host, port, user, password, database } = shop.db.pool.options;
  const owner = new pg.Client({ host, port, user, password, database });
  await owner.connect();
  return owner;
}

async function saveTables(owner: pg.Client): Promise<void> {
  for (const table of ["members", "lots", "orders", "entries"]) {
    await owner.query(`CREATE TEMP TABLE saved_${table} AS SELECT * FROM ${table}`);
  }
}

async function restoreTables(owner: pg.Client): Promise<void> {
  await owner.query("SELECT set_config('laurel.tenant', 'all', false)");
  await owner.query(
    `UPDATE members m SET available = s.available, head = s.head FROM saved_members s WHERE m.id = s.id`,
  );
  await owner.query(
    `UPDATE lots l SET remaining = s.remaining FROM saved_lots s WHERE l.member_id = s.member_id AND l.no = s.no`,
  );
  await owner.query(`UPDATE orders o SET posted = s.posted, state = s.state FROM saved_orders s WHERE o.id = s.id`);
  await owner.query(
    `UPDATE entries e SET at = s.at FROM saved_entries s WHERE e.member_id = s.member_id AND e.no = s.no`,
  );
}
