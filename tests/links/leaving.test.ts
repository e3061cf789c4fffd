import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import { leaveProgram } from "../../app/commands/leave-program.ts";
import { redactShop, uninstallShop } from "../../app/commands/uninstall-shop.ts";
import type { Database } from "../../app/database.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { TwoShops } from "../setup/two-shops.ts";
import type { ShopName } from "../setup/two-shops.ts";

// Broken if a shop could not leave with its own history (rule 23), took what is not its own, or left traces where Shopify asks to be forgotten.

const DAY = 86_400;
const TIERS = {
  tiers: {
    levels: [
      { id: "silver", name: "Silver", threshold: "0", tag: "silver" },
      { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" },
    ],
  },
};

let testing: TestDatabase;
let db: Database;
let shops: TwoShops;
beforeAll(async () => {
  testing = await testDatabase();
  db = openDatabase(testing.url, { max: 12 });
});
afterAll(async () => {
  await closeDatabase(db);
  await testing.drop();
});
afterEach(() => shops.close());

async function exchange(of: ShopName, customerId: string): Promise<string> {
  const world = shops[of];
  const member = await findMember(db, { shopId: world.shop.id, customerId });
  if (!member) throw new Error("nobody");
  const wish = { shopId: world.shop.id, reward: "nok-50", times: 1, key: `key-${of}-${customerId}` };
  const made = await exchangePoints(db, { ...member, ...wish, gateway: world.store.gateway, now: shops.now() });
  if (!made.ok) throw new Error(made.reason);
  return made.code.code;
}

async function leave(of: ShopName): Promise<void> {
  const left = await leaveProgram(db, { shopId: shops[of].shop.id, author: "staff:2", now: shops.now() });
  if (!left.ok) throw new Error(left.reason);
  await shops.moved();
}

const leaving = (of: ShopName) => leaveProgram(db, { shopId: shops[of].shop.id, author: "staff:2", now: shops.now() });

describe("a shop that leaves", () => {
  it("takes its customers, its orders with their points and its codes; what is the other's stays, and nothing is lost", async () => {
    shops = await TwoShops.open(db, { a: TIERS });
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    const eveB = await shops.customer("b", "eve");
    const annA = await shops.customer("a", "ann");
    await shops.order("a", annA, "30.00");
    const orderA = await shops.order("a", adaA, "400.00");
    await shops.link();
    await shops.later(60);
    const orderB = await shops.order("b", adaB, "700.00");
    await shops.order("b", eveB, "60.00");
    // Lots that expire soonest, then the oldest: both codes take points that were earned in A.
    const [codeA, codeB] = [await exchange("a", adaA), await exchange("b", adaB)];
    await shops.quiet();
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 900n, reserved: 200n, tier: { id: "gold" } });

    await leave("b");
    const [here, there] = [await shops.summary("a", adaA), await shops.summary("b", adaB)];
    expect(await shops.member("a", adaA)).not.toBe(await shops.member("b", adaB));
    expect(here).toMatchObject({ available: 200n, reserved: 100n, tier: { id: "gold" } });
    expect(there).toMatchObject({ available: 700n, reserved: 100n, tier: { id: "gold" } });
    expect(await shops.summary("b", eveB)).toMatchObject({ available: 60n });
    expect(await shops.summary("a", annA)).toMatchObject({ available: 30n });
    expect([here.codes.map((code) => code.code), there.codes.map((code) => code.code)]).toEqual([[codeA], [codeB]]);
    expect(await shops.verify()).toEqual([]);
    const kept = await db.pool.query("SELECT FROM customer_addresses");
    expect(kept.rows).toEqual([]);

    // Each is by itself now: codes are used, refunds are taken where they belong, and the next review looks at what each has.
    await shops.order("b", adaB, "80.00", [codeB]);
    expect(await shops.summary("b", adaB)).toMatchObject({ available: 730n, reserved: 0n });
    await shops.refund("b", orderB);
    expect(await shops.summary("b", adaB)).toMatchObject({ available: 30n });
    await shops.refund("a", orderA);
    // 400 were earned: 200 are left, 100 lie in the code that stays, 100 in the one that has gone, which are owed.
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 0n, debt: 200n, reserved: 100n });
    await shops.later(2 * DAY);
    expect([(await shops.summary("a", adaA)).tier?.id, (await shops.summary("b", adaB)).tier?.id]).toEqual([
      "silver",
      "silver",
    ]);
    expect(await shops.verify()).toEqual([]);
  });

  it("may be the one whose program it was; refuses where nothing is shared, and may be linked again", async () => {
    shops = await TwoShops.open(db, { a: TIERS });
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    const first = await shops.order("b", adaB, "500.00");
    await shops.order("a", adaA, "100.00");
    expect(await leaving("b")).toEqual({ ok: false, reason: "notLinked" });
    await shops.link();
    const shared = await shops.program("b");
    const answers = await Promise.all([leaving("a"), leaving("b")]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await leaving("b")).toMatchObject({ ok: false });
    await shops.moved();
    const programs = [(await shops.program("a")).programId, (await shops.program("b")).programId];
    expect(programs).toContain(shared.programId);
    expect(new Set(programs).size).toBe(2);
    expect([(await shops.summary("a", adaA)).available, (await shops.summary("b", adaB)).available]).toEqual([
      100n,
      500n,
    ]);
    await shops.link();
    expect((await shops.summary("a", adaA)).available).toBe(600n);
    await shops.refund("b", first);
    expect((await shops.summary("b", adaB)).available).toBe(100n);
    expect(await shops.verify()).toEqual([]);
  });

  it("leaves debt with the shop whose orders left it, and orders of customers who are forgotten with nobody", async () => {
    shops = await TwoShops.open(db);
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    const [eveA, eveB] = [await shops.customer("a", "eve"), await shops.customer("b", "eve")];
    const first = await shops.order("b", adaB, "100.00");
    await shops.order("b", eveB, "70.00");
    await shops.link();
    await exchange("a", adaA);
    await shops.refund("b", first);
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 0n, reserved: 100n, debt: 100n });
    await deleteCustomer(db, { shopId: shops.b.shop.id, customerId: eveB, now: shops.now() });
    await leave("b");
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 0n, reserved: 100n, debt: 0n });
    expect(await shops.summary("b", adaB)).toMatchObject({ available: 0n, reserved: 0n, debt: 100n });
    expect((await shops.summary("a", eveA)).available).toBe(70n);
    expect(await shops.verify()).toEqual([]);
  });
});

describe("privacy", () => {
  it("forgets a customer of one shop, and the member goes on in the other", async () => {
    shops = await TwoShops.open(db);
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    await shops.link();
    await shops.order("b", adaB, "50.00");
    await deleteCustomer(db, { shopId: shops.b.shop.id, customerId: adaB, now: shops.now() });
    expect((await shops.summary("a", adaA)).available).toBe(50n);
    for (const table of ["member_customers", "customer_addresses", "orders"]) {
      const { rows } = await db.pool.query(`SELECT FROM ${table} WHERE shop_id = $1 AND customer_id = $2`, [
        shops.b.shop.id,
        adaB,
      ]);
      expect(rows, table).toEqual([]);
    }
    expect(await shops.verify()).toEqual([]);
  });

  it("forgets a whole shop where Shopify asks for it: its customers, orders and codes are named nowhere, the other works on", async () => {
    shops = await TwoShops.open(db, { a: TIERS, b: TIERS });
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    const eveB = await shops.customer("b", "eve");
    await shops.order("b", adaB, "500.00");
    await shops.order("b", eveB, "500.00");
    await shops.order("b", null, "20.00");
    await shops.order("a", adaA, "600.00");
    await shops.link();
    const used = await exchange("b", adaB);
    await shops.order("b", adaB, "100.00", [used]);
    await db.pool.query("UPDATE codes SET key = key || '-1' WHERE code = $1", [used]);
    await exchange("b", adaB);
    const eves = await findMember(db, { shopId: shops.b.shop.id, customerId: eveB });
    const before = await shops.summary("a", adaA);
    expect(before).toMatchObject({ available: 950n, reserved: 100n });

    await uninstallShop(db, { domain: shops.b.shop.domain, now: shops.now() });
    await shops.order("a", adaA, "10.00");
    expect((await shops.summary("a", adaA)).available).toBe(960n);
    expect(await redactShop(db, { domain: shops.b.shop.domain, now: shops.now() })).toBe(true);
    expect(await redactShop(db, { domain: shops.b.shop.domain, now: shops.now() })).toBe(false);

    // The unused code came back; points stay with those who are customers elsewhere.
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 1_060n, reserved: 0n });
    const { rows: gone } = await db.pool.query<{ deleted: boolean }>(
      "SELECT deleted_at IS NOT NULL AS deleted FROM members WHERE id = $1",
      [eves?.memberId],
    );
    expect(gone).toEqual([{ deleted: true }]);
    const { rows: columns } = await db.pool.query<{ table_name: string; column_name: string }>(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
         AND column_name IN ('shop_id', 'order_shop_id', 'shop', 'domain', 'used_by')`,
    );
    for (const { table_name: table, column_name: column } of columns) {
      // Entries cannot be changed and hold numbers only: the ledger would not add up without them.
      if (table === "entries") continue;
      const values = [shops.b.shop.id, shops.b.shop.domain];
      const { rows } = await db.pool.query(`SELECT FROM "${table}" WHERE ${column}::text = ANY ($1)`, [values]);
      expect(rows, `${table}.${column}`).toEqual([]);
    }
    await shops.order("a", adaA, "40.00");
    await shops.later(2 * DAY);
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 1_100n, tier: { id: "silver" } });
    expect(await shops.verify()).toEqual([]);
  });

  it("does not forget a shop whose members are on their way, nor the one to which they go", async () => {
    shops = await TwoShops.open(db);
    await shops.customer("b", "eve");
    await shops.begin();
    for (const each of ["a", "b"] as const) {
      await uninstallShop(db, { domain: shops[each].shop.domain, now: shops.now() });
      await expect(redactShop(db, { domain: shops[each].shop.domain, now: shops.now() })).rejects.toThrow("on its way");
    }
    await shops.moved();
    expect(await redactShop(db, { domain: shops.a.shop.domain, now: shops.now() })).toBe(true);
    expect(await shops.verify()).toEqual([]);
  });
});
