import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { openCode, reserveCode } from "../../app/commands/codes.ts";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import type { Database } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { ONE, rational } from "../../app/domain/rational.ts";
import { ConflictError } from "../../app/ledger/change-members.ts";
import { transferMember } from "../../app/ledger/transfer-member.ts";
import type { ShopMove } from "../../app/ledger/transfer-member.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { meddling } from "../setup/meddling.ts";
import { addShop, bring, OPENED, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: with a member goes everything that is theirs in the shop, and nothing else; whoever is not there stays where they are. Journeys of
// whole shops are in tests/links.

const NOW = new Date("2026-01-08T09:00:00Z");
const hour = (count: number): Date => new Date(OPENED.getTime() + count * 3_600_000);
const REWARDS = [{ id: "discount", type: "amount", points: 100, value: "50.00", codeDays: 300 }];

let database: TestShop;
beforeAll(async () => {
  database = await openShop();
});
afterAll(() => database.close());

let from: TestShop;
let to: TestShop;
let move: ShopMove;
beforeEach(async () => {
  from = { ...database, ...(await addShop(database.db)) };
  to = { ...database, ...(await addShop(database.db)) };
  for (const each of [from, to]) await publish(each, { exchange: { rewards: REWARDS } }, hour(1));
  await bringVersions();
  move = { kind: "join", shopId: from.shopId, from: from.programId, to: to.programId, factor: ONE };
});

const go = (memberId: string, more: Partial<ShopMove> = {}, db: Database = database.db): Promise<boolean> =>
  transferMember(db, { ...move, ...more }, memberId, NOW);

async function rows(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  return (await database.db.pool.query<Record<string, unknown>>(text, values)).rows;
}

/** In which program and with which member the rows of a table are, of those that the test wrote. */
async function places(table: string, programs: readonly string[]): Promise<unknown[]> {
  const found = await rows(
    `SELECT program_id::text AS program, member_id::text AS member FROM ${table} WHERE program_id = ANY ($1) ORDER BY program_id, member_id`,
    programs,
  );
  return found.map(({ program, member }) => [program, member]);
}

/** The other program knows the versions under which members come. */
async function bringVersions(): Promise<void> {
  await rows(
    `INSERT INTO adopted_versions (program_id, version, shop_id, from_program, from_version, document, effective_at, until, factor)
     SELECT $1, 10 + version, $2, $3, version, document, effective_at, $4, '1' FROM program_versions WHERE program_id = $3
     ON CONFLICT DO NOTHING`,
    ...[to.programId, from.shopId, from.programId, NOW],
  );
  await moveRevision();
}

/** What the entries of a member are, in their order. */
async function kinds(of: TestShop, memberId: string): Promise<unknown[]> {
  const found = await rows(
    "SELECT kind FROM entries WHERE program_id = $1 AND member_id = $2 ORDER BY no",
    ...[of.programId, memberId],
  );
  return found.map(({ kind }) => kind);
}

/** Whoever has read the versions reads them again. */
const moveRevision = (): Promise<unknown> =>
  rows("UPDATE programs SET revision = nextval('program_revisions') WHERE id = $1", to.programId);

const WAITING = `SELECT FROM pg_locks WHERE NOT granted
  AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`;

const OWN = ["mail_preferences", "mail_bounces", "member_notes"] as const;

/** What is a member's beside the ledger. */
async function write(of: TestShop, memberId: string): Promise<void> {
  const ids = [of.programId, memberId, NOW];
  await rows("INSERT INTO mail_preferences VALUES ($1, $2, 'points', false, 'account', $3)", ...ids);
  await rows("INSERT INTO mail_bounces VALUES ($1, $2, '\\x01', 'gone', $3)", ...ids);
  await rows(
    "INSERT INTO member_notes (program_id, member_id, text, author, at) VALUES ($1, $2, 'kind', 'staff:1', $3)",
    ...ids,
  );
  await rows(
    "INSERT INTO notices (program_id, member_id, kind, tier, name, at) VALUES ($1, $2, 'reached', 'a', 'A', $3)",
    ...ids,
  );
}

const paid = (id: string, customerId: string, price = "100.00") =>
  orderOf({
    ...{ id, customerId, lines: [{ price }], createdAt: hour(2), processedAt: hour(2) },
    updatedAt: hour(2),
    paidAt: hour(2),
  });

/** Staff give points to a member of the former program, or take them. */
const give = (memberId: string, points: bigint, at: Date) =>
  adjustPoints(from.db, {
    ...{ programId: from.programId, memberId, points, reason: "private", author: "staff:1" },
    ...{ key: String(at.getTime()), now: at },
  });

const cancelled = (id: string, customerId: string, at: Date) => {
  return { ...paid(id, customerId), cancelledAt: at, updatedAt: at };
};

const memberOf = async (of: TestShop, customerId: string) => (await summaryOf(of, customerId, NOW)).memberId;

describe("a member who goes with the shop", () => {
  it("takes along points, orders, codes and all that is theirs, and leaves nothing to be told", async () => {
    const memberId = await see(from, "1", hour(1));
    const stranger = await see(from, "2", hour(1));
    await bring(from, [paid("1", "1"), paid("2", "2")]);
    const ids = { programId: from.programId, memberId, now: hour(3) };
    await give(memberId, 100n, hour(3));
    const wish = { ...ids, shopId: from.shopId, reward: "discount", times: 1, key: "click-01", code: "OWN" };
    const made = await reserveCode(from.db, wish);
    if (!made.ok) throw new Error(made.reason);
    await openCode(from.db, { ...ids, codeId: made.code.id, discountId: "1" });
    await rows(
      "INSERT INTO code_reports (program_id, code_id, kind, details, at) VALUES ($1, $2, 'deleted', '{}', $3)",
      ...[from.programId, made.code.id, NOW],
    );
    for (const each of [memberId, stranger]) await write(from, each);
    expect(await go(memberId)).toBe(true);
    const there = await memberOf({ ...to, shopId: from.shopId }, "1");
    expect(there).not.toBe(memberId);
    const programs = [from.programId, to.programId];
    const both = [
      [from.programId, stranger],
      [to.programId, there],
    ];
    for (const table of OWN) expect([table, await places(table, programs)]).toEqual([table, both]);
    expect(await places("orders", programs)).toEqual(both);
    expect(await places("codes", programs)).toEqual([[to.programId, there]]);
    expect(await rows("SELECT version FROM codes WHERE id = $1", made.code.id)).toEqual([{ version: 12 }]);
    expect(await rows("SELECT pinned_version AS version FROM orders WHERE program_id = $1", to.programId)).toEqual([
      { version: 12 },
    ]);
    expect(await rows("SELECT program_id::text AS id FROM code_reports WHERE code_id = $1", made.code.id)).toEqual([
      { id: to.programId },
    ]);
    const open = "SELECT member_id::text AS id FROM notices WHERE program_id = $1 AND dismissed_at IS NULL";
    expect(await rows(open, from.programId)).toEqual([{ id: stranger }]);
    const arrived = await summaryOf({ ...to, shopId: from.shopId }, "1", NOW);
    expect(arrived).toMatchObject({ available: 100n, reserved: 100n });
    expect(await verifyLedger(database.db)).toEqual([]);
  });

  it("brings what time did to them before, where it was done; what lies ahead is known where they arrive", async () => {
    await publish(from, { earning: { bonuses: { birthday: 50 } }, expiry: { kind: "age", months: 1 } }, hour(1));
    await publish(to, { expiry: { kind: "age", months: 1 } }, hour(1));
    await bringVersions();
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1")]);
    await rows("UPDATE members SET birthday = '01-05' WHERE id = $1", memberId);
    expect(await go(memberId)).toBe(true);
    expect(await kinds(from, memberId)).toEqual(["order", "birthday", "mergedOut"]);
    const arrived = await summaryOf({ ...to, shopId: from.shopId }, "1", NOW);
    expect(arrived.available).toBe(150n);
    const [ahead] = await rows(
      "SELECT next_at = (SELECT min(expires_at) FROM lots l WHERE l.member_id = m.id) AS known FROM members m WHERE id = $1",
      arrived.memberId,
    );
    expect(ahead).toEqual({ known: true });
  });

  it("brings what has expired: an order's points that are taken back later were lost already", async () => {
    for (const each of [from, to]) await publish(each, { expiry: { kind: "age", months: 1 } }, hour(1));
    await bringVersions();
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1")]);
    const later = hour(24 * 60);
    expect(await transferMember(database.db, move, memberId, later)).toBe(true);
    await rows("UPDATE shops SET program_id = $2 WHERE id = $1", from.shopId, to.programId);
    await bring({ ...to, shopId: from.shopId }, [cancelled("1", "1", later)]);
    expect(await summaryOf({ ...to, shopId: from.shopId }, "1", later)).toMatchObject({ available: 0n, debt: 0n });
    expect(await verifyLedger(database.db)).toEqual([]);
  });

  it("is read and written no more than needed: who has no code asks for no versions, and one currency counts as it did", async () => {
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1")]);
    const { db, statements } = meddling(database.db, [], () => Promise.resolve());
    expect(await go(memberId, {}, db)).toBe(true);
    expect(statements.filter((name) => name.startsWith("UPDATE orders"))).toEqual([
      "UPDATE orders SET",
      "UPDATE orders SET",
    ]);
    expect(statements).not.toContain("SELECT from_version, version");
  });

  it("is not there a second time", async () => {
    const memberId = await see(from, "1", hour(1));
    expect([await go(memberId), await go(memberId), await go("999999999")]).toEqual([true, false, false]);
  });

  it("was somebody else before: who was merged, or is no customer of the shop, stays", async () => {
    const [kept, gone] = [await see(from, "1", hour(1)), await see(from, "2", hour(1))];
    await mergeCustomers(from.db, { shopId: from.shopId, keptId: "1", goneId: "2", now: hour(2) });
    expect(await go(gone)).toBe(false);
    expect(await go(kept, { shopId: to.shopId })).toBe(false);
    expect(await memberOf(from, "1")).toBe(kept);
  });

  it("is excluded by a tag of the other program, and by no tag of a customer who has gone", async () => {
    await publish(to, { excludeCustomers: { tags: ["Staff"] } }, hour(1));
    const ids = [
      await see(from, "1", hour(1), ["staff"]),
      await see(from, "2", hour(1)),
      await see(from, "3", hour(1), ["staff"]),
    ];
    await rows("UPDATE member_customers SET gone_at = $2 WHERE member_id = $1", ids[2], hour(2));
    for (const id of ids) expect(await go(id)).toBe(true);
    const excluded = await rows("SELECT excluded FROM members WHERE program_id = $1 ORDER BY id", to.programId);
    expect(excluded).toEqual([{ excluded: true }, { excluded: false }, { excluded: false }]);
  });

  it("brings orders that count in the other currency, to the fraction of a coin", async () => {
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1", "100.01"), paid("2", "1", "100.00")]);
    expect(await go(memberId, { factor: rational(1_173n, 100n) })).toBe(true);
    expect(
      await rows("SELECT spend::int, spend_part FROM orders WHERE program_id = $1 ORDER BY id", to.programId),
    ).toEqual([
      { spend: 117_311, spend_part: "73/100" },
      { spend: 117_300, spend_part: null },
    ]);
    expect(await verifyLedger(database.db)).toEqual([]);
  });

  it("whose code was made under a version that wasn't brought stays, with everything", async () => {
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1", "300.00")]);
    const ids = { programId: from.programId, memberId, now: hour(3) };
    const wish = { ...ids, shopId: from.shopId, reward: "discount", times: 1, key: "click-01", code: "OWN" };
    expect(await reserveCode(from.db, wish)).toMatchObject({ ok: true });
    await rows("DELETE FROM adopted_versions WHERE program_id = $1 AND from_version = 2", to.programId);
    await expect(go(memberId)).rejects.toThrow(/made under version 2, which was not brought/);
    expect(await memberOf(from, "1")).toBe(memberId);
  });
});

describe("a member who is a customer of a shop that stays", () => {
  /** A second shop of the same program, in which the member is a customer too. */
  async function secondShop(memberId: string): Promise<TestShop> {
    const shopId = String(Number(from.shopId) + 500_000);
    await rows(
      `INSERT INTO shops (id, domain, program_id, currency, installed_at) VALUES ($1, $2, $3, 'NOK', $4)`,
      ...[shopId, `second-${shopId}.myshopify.com`, from.programId, OPENED],
    );
    await rows(
      `INSERT INTO member_customers (program_id, shop_id, customer_id, member_id, tags, tags_at) VALUES ($1, $2, 9, $3, '{}', $4)`,
      ...[from.programId, shopId, memberId, OPENED],
    );
    return { ...from, shopId };
  }

  it("is parted in two; who wants no mails wants none from either", async () => {
    const memberId = await see(from, "1", hour(1));
    const second = await secondShop(memberId);
    await bring(from, [paid("1", "1", "100.00")]);
    await bring(second, [paid("2", "9", "50.00")]);
    await write(from, memberId);
    expect(await go(memberId, { kind: "leave" })).toBe(true);
    const there = await memberOf({ ...to, shopId: from.shopId }, "1");
    const programs = [from.programId, to.programId];
    const both = [
      [from.programId, memberId],
      [to.programId, there],
    ];
    expect(await places("mail_preferences", programs)).toEqual(both);
    for (const table of ["mail_bounces", "member_notes", "notices"]) {
      expect([table, await places(table, programs)]).toEqual([table, both.slice(0, 1)]);
    }
    expect(await places("orders", programs)).toEqual(both);
    expect((await summaryOf({ ...to, shopId: from.shopId }, "1", NOW)).available).toBe(100n);
    expect((await summaryOf(second, "9", NOW)).available).toBe(50n);
    expect(await rows("SELECT pinned_version AS version FROM orders WHERE program_id = ANY ($1)", programs)).toEqual([
      { version: 2 },
      { version: 2 },
    ]);
    expect(await verifyLedger(database.db)).toEqual([]);
  });

  it("is parted with what was still owed: paid is what was owed first; what lies ahead is each one's own", async () => {
    for (const each of [from, to]) await publish(each, { expiry: { kind: "age", months: 1 } }, hour(1));
    const memberId = await see(from, "1", hour(1));
    const second = await secondShop(memberId);
    await bring(from, [paid("1", "1")]);
    await bring(second, [paid("2", "9")]);
    await give(memberId, -200n, hour(3));
    await bring(from, [cancelled("1", "1", hour(4))]);
    await bring(second, [cancelled("2", "9", hour(5))]);
    await give(memberId, 30n, hour(6));
    expect(await summaryOf(second, "9", NOW)).toMatchObject({ available: 0n, debt: 170n });
    expect(await go(memberId, { kind: "leave" })).toBe(true);
    expect((await summaryOf({ ...to, shopId: from.shopId }, "1", NOW)).debt).toBe(70n);
    expect((await summaryOf(second, "9", NOW)).debt).toBe(100n);
    expect(await rows("SELECT next_at FROM members WHERE id = $1", memberId)).toEqual([{ next_at: null }]);
    expect(await verifyLedger(database.db)).toEqual([]);
  });

  it("goes whole where the other shop's customer is gone, and nothing of theirs holds that shop up when it moves itself", async () => {
    const memberId = await see(from, "1", hour(1));
    const second = await secondShop(memberId);
    await bring(second, [paid("2", "9", "300.00")]);
    const ids = { programId: from.programId, memberId, now: hour(3) };
    await give(memberId, 7n, hour(3));
    const wish = { ...ids, shopId: second.shopId, reward: "discount", times: 1, key: "click-01", code: "OTHER" };
    expect(await reserveCode(from.db, wish)).toMatchObject({ ok: true });
    await rows("UPDATE member_customers SET gone_at = $2 WHERE member_id = $1 AND customer_id = 9", memberId, hour(3));
    await write(from, memberId);
    expect(await go(memberId, { kind: "leave" })).toBe(true);
    const arrived = await summaryOf({ ...to, shopId: from.shopId }, "1", NOW);
    expect(arrived).toMatchObject({ available: 207n, reserved: 100n });
    const programs = [from.programId, to.programId];
    const alone = [[to.programId, arrived.memberId]];
    for (const table of [...OWN, "codes", "member_customers"])
      expect([table, await places(table, programs)]).toEqual([table, alone]);
    expect(await places("orders", programs)).toEqual([[from.programId, null]]);
    expect(await go(memberId, { kind: "leave", shopId: second.shopId })).toBe(false);
    expect(await bring(second, [cancelled("2", "9", hour(5))])).toMatchObject([{ outcome: "applied" }]);
    expect(await verifyLedger(database.db)).toEqual([]);
  });
});

describe("a member whom Shopify has deleted while a process died before the last rows were", () => {
  it("stays deleted where they go, and what is left is forgotten when the message comes again", async () => {
    const memberId = await see(from, "1", hour(1));
    await give(memberId, 100n, hour(3));
    const forget = (db: Database) => deleteCustomer(db, { shopId: from.shopId, customerId: "1", now: hour(4) });
    // The account is closed by then, and nothing else is written.
    const { db } = meddling(database.db, ["post-batch"], () => Promise.reject(new Error("died")));
    await expect(forget(db)).rejects.toThrow("died");
    expect(await go(memberId)).toBe(true);
    const [there] = await rows(
      "SELECT deleted_at, joined_at, available::int FROM members WHERE program_id = $1",
      to.programId,
    );
    expect(there).toEqual({ deleted_at: hour(4), joined_at: null, available: 0 });
    expect(await forget(database.db)).toBe(true);
    for (const table of ["entry_notes", "member_customers"]) {
      expect([table, await places(table, [from.programId, to.programId])]).toEqual([table, []]);
    }
    expect(await verifyLedger(database.db)).toEqual([]);
  });
});

describe("somebody else who writes in that moment", () => {
  it("has the member first: nothing of theirs is held before it is their turn", async () => {
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1")]);
    const other = await database.db.pool.connect();
    await other.query("BEGIN");
    await other.query("SELECT FROM members WHERE id = $1 FOR UPDATE", [memberId]);
    const gone = go(memberId);
    while ((await rows(WAITING)).length === 0) await sleep(20);
    // Whoever writes orders locks their member first: to hold an order without the member would make both wait for ever.
    await other.query("SELECT FROM orders WHERE member_id = $1 FOR UPDATE NOWAIT", [memberId]);
    await other.query("COMMIT");
    other.release();
    expect(await gone).toBe(true);
  });

  it("is waited for", async () => {
    const memberId = await see(from, "1", hour(1));
    await bring(from, [paid("1", "1")]);
    const { db, statements } = meddling(database.db, ["load-timeline"], async (time) => {
      if (time === 2) await moveRevision();
    });
    expect(await go(memberId, {}, db)).toBe(true);
    expect(statements.filter((name) => name === "post-batch")).toHaveLength(2);
    expect(await places("orders", [to.programId])).toHaveLength(1);
    expect(await verifyLedger(database.db)).toEqual([]);
  });

  it("at every try keeps the member where they are, and it is said who", async () => {
    const memberId = await see(from, "1", hour(1));
    const { db, statements } = meddling(database.db, ["load-timeline"], moveRevision);
    const failed = go(memberId, {}, db);
    await expect(failed).rejects.toThrow(ConflictError);
    await expect(failed).rejects.toThrow(`member ${memberId} was changed by others at every try`);
    expect(statements.filter((name) => name === "post-batch")).toHaveLength(10);
    expect(await memberOf(from, "1")).toBe(memberId);
  });
});
