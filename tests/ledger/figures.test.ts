import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { settle } from "../../app/commands/settle.ts";
import { noteChanges } from "../../app/ledger/note-changes.ts";
import { listDueSnapshots, takeSnapshot } from "../../app/commands/take-snapshot.ts";
import { daysOf, monthOf, monthsOf } from "../../app/domain/periods.ts";
import { MOVEMENTS, outstandingOf, pointsReport } from "../../app/domain/points-report.ts";
import { addDays, dayOf } from "../../app/domain/time.ts";
import { readPointSums } from "../../app/queries/point-sums.ts";
import { listCampaignDays } from "../../app/queries/campaign-days.ts";
import { listShopDays, readSnapshot } from "../../app/queries/snapshot.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { addShop, bring, openShop, OPENED, publish, see, type TestShop } from "./shop.ts";

// Broken if a report said anything else than the ledger: an entry summed up twice, never, or on another day than the shop's.
const ZONE = "Europe/Oslo";
const HOUR = 3_600_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

type Ground = { programId: string; shopId: string };
const at = (hours: number) => new Date(OPENED.getTime() + hours * HOUR);
const period = { from: "2026-01-05", to: "2026-03-31" };
const sumsOf = ({ programId }: Ground) => readPointSums(shop.db, { programId, timeZone: ZONE, ...period });

/** The ledger itself, entry by entry. */
async function ledgerOf({ programId }: Ground) {
  const { rows } = await shop.db.pool.query<{ at: Date; kind: string; points: string; reserved: string; debt: string }>(
    "SELECT at, kind, points::text, coalesce(reserved, 0)::text AS reserved, coalesce(debt, 0)::text AS debt FROM entries WHERE program_id = $1",
    [programId],
  );
  return rows.map((row) => ({
    ...row,
    day: dayOf(row.at, ZONE),
    points: BigInt(row.points),
    reserved: BigInt(row.reserved),
    debt: BigInt(row.debt),
  }));
}

async function balances({ programId }: Ground) {
  const { rows } = await shop.db.pool.query<{ held: string; outstanding: string }>(
    `SELECT coalesce(sum(available + pending - debt), 0)::text AS held, coalesce(sum(available + pending + reserved), 0)::text AS outstanding
     FROM members WHERE program_id = $1`,
    [programId],
  );
  return { held: BigInt(rows[0]?.held ?? "0"), outstanding: BigInt(rows[0]?.outstanding ?? "0") };
}

async function expectReportIsLedger(ground: Ground) {
  const [sums, ledger, members] = [await sumsOf(ground), await ledgerOf(ground), await balances(ground)];
  expect(outstandingOf(sums)).toBe(members.outstanding);
  for (const [periods, periodOf] of [
    [daysOf(period), (day: string) => day],
    [monthsOf(period), monthOf],
  ] as const) {
    const { lines, total } = pointsReport(sums, periods, periodOf);
    let balance = ledger.reduce((sum, entry) => (entry.day < period.from ? sum + entry.points : sum), 0n);
    for (const line of lines) {
      const own = ledger.filter((entry) => entry.day >= period.from && periodOf(entry.day) === line.period);
      expect(line.opening, line.period).toBe(balance);
      balance += own.reduce((sum, entry) => sum + entry.points, 0n);
      expect(line.closing, line.period).toBe(balance);
      expect(MOVEMENTS.reduce((sum, movement) => sum + line[movement], line.opening)).toBe(line.closing);
    }
    expect(total.closing).toBe(members.held);
    expect(total.opening + MOVEMENTS.reduce((sum, movement) => sum + total[movement], 0n)).toBe(total.closing);
  }
}

/** Once all changes are noted, the list has each member in the place that the ledger gives it. */
async function expectListIsLedger({ programId }: Ground) {
  const placesOf = async (table: string, shown: string) => {
    const { rows } = await shop.db.pool.query<Record<string, unknown>>(
      `SELECT id::text, entries, ${shown} AS shown, excluded, available::text, debt::text, coalesce(active_at, 'epoch') AS active, tier
       FROM ${table} WHERE program_id = $1 ORDER BY ${table}.id`,
      [programId],
    );
    return rows;
  };
  const members = await placesOf("members", "merged_into IS NULL AND deleted_at IS NULL");
  expect(members.length).toBeGreaterThan(0);
  expect(await placesOf("listed_members", "shown")).toEqual(members);
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("adjust" as const),
      who: fc.nat(3),
      points: fc.integer({ min: -90, max: 90 }),
      hours: fc.nat(40),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("merge" as const), who: fc.nat(3), hours: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), who: fc.nat(3), hours: fc.nat(30) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("sum" as const),
      rows: fc.integer({ min: 1, max: 5 }),
      hours: fc.constant(0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), hours: fc.integer({ min: 24, max: 400 }) }) },
);

describe("the accounts of the points", () => {
  it("are the ledger at every moment, whatever happens and however much of it has been summed up", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const ground = await addShop(shop.db);
        const opened = { ...shop, ...ground };
        await publish(
          opened,
          { expiry: { kind: "age", months: 1 }, debt: "carry", earning: { bonuses: { joining: 7 } } },
          OPENED,
        );
        const customers = ["1", "2", "3", "4"].map((digit) => `${ground.shopId}${digit}`);
        for (const id of customers) await see(opened, id, OPENED);
        let hours = 1;
        for (const [index, each] of steps.entries()) {
          hours = Math.min(hours + each.hours, 85 * 24);
          await take(opened, each, { customers, now: at(hours), key: `step ${index}` });
        }
        await expectReportIsLedger(ground);
        while (await noteChanges(shop.db, { now: at(hours), lines: 7 }));
        await expectReportIsLedger(ground);
        await expectListIsLedger(ground);
      }),
      { numRuns: 8, seed: 20_261_122 },
    );
  });

  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
  async function take(
    ground: TestShop,
    each: Step,
    { customers, now, key }: { customers: string[]; now: Date; key: string },
  ) {
    const { programId, shopId } = ground;
    if (each.do === "sum") await noteChanges(shop.db, { now, lines: each.rows });
    else if (each.do === "settle") await settle(shop.db, { programId, now });
    else if (each.do === "delete") await deleteCustomer(shop.db, { shopId, customerId: customers[each.who]!, now });
    else if (each.do === "merge") {
      const [keptId, goneId] = [customers[each.who]!, customers[(each.who + 1) % 4]!];
      await mergeCustomers(shop.db, { shopId, keptId, goneId, now });
    } else {
      const { rows } = await shop.db.pool.query<{ id: string }>(
        "SELECT member_id::text AS id FROM member_customers WHERE shop_id = $1 AND customer_id = $2",
        [shopId, customers[each.who]],
      );
      const memberId = rows[0]?.id;
      if (memberId === undefined) return;
      await adjustPoints(shop.db, {
        programId,
        memberId,
        points: BigInt(each.points),
        reason: "chance",
        author: "test",
        key,
        now,
      });
    }
  }

  it("sum up each entry once when two processes sum up while others write", async () => {
    const ground = { ...shop, ...(await addShop(shop.db)) };
    const memberId = await see(ground, `${ground.shopId}9`, OPENED);
    const give = (key: number) =>
      adjustPoints(shop.db, {
        programId: ground.programId,
        memberId,
        points: 3n,
        reason: "race",
        author: "test",
        key: String(key),
        now: at(key),
      });
    const sum = async () => {
      for (let round = 0; round < 6; round += 1) await noteChanges(shop.db, { now: at(50), lines: 4 });
    };
    const writing = async () => {
      for (let key = 0; key < 20; key += 1) await give(key);
    };
    await Promise.all([writing(), sum(), sum()]);
    await expectReportIsLedger(ground);
  });

  it("go with their program, also what is not summed up yet", async () => {
    const ground = { ...shop, ...(await addShop(shop.db)) };
    const memberId = await see(ground, `${ground.shopId}8`, OPENED);
    await adjustPoints(shop.db, {
      programId: ground.programId,
      memberId,
      points: 3n,
      reason: "x",
      author: "test",
      key: "1",
      now: OPENED,
    });
    await shop.db.pool.query("SELECT erase_program($1)", [ground.programId]);
    const { rows } = await shop.db.pool.query(
      `SELECT FROM member_news WHERE program_id = $1 UNION ALL SELECT FROM listed_members WHERE program_id = $1
       UNION ALL SELECT FROM daily_sums WHERE program_id = $1`,
      [ground.programId],
    );
    expect(rows.length).toBe(0);
  });
});

describe("what is counted now and then", () => {
  it("tells members and points by tier and by age, and is due again when it has rested", async () => {
    const ground = { ...shop, ...(await addShop(shop.db)) };
    const { programId } = ground;
    const [first, second] = [
      await see(ground, `${ground.shopId}1`, at(1)),
      await see(ground, `${ground.shopId}2`, at(30)),
    ];
    for (const [memberId, points] of [
      [first, 100n],
      [second, 40n],
    ] as const)
      await adjustPoints(shop.db, { programId, memberId, points, reason: "x", author: "test", key: "1", now: at(31) });
    const now = at(24 * 120);
    expect(await listDueSnapshots(shop.db, { now })).toContain(programId);
    let ticks = 0;
    await takeSnapshot(shop.db, { programId, timeZone: ZONE, now, clock: () => (ticks += 1_000) });
    const snapshot = await readSnapshot(shop.db, { programId });
    expect(snapshot?.figures).toMatchObject({
      members: 2,
      tiers: [{ tier: null, members: 2, held: "140", inCodes: "0", debt: "0" }],
      ages: [{ age: "half", points: "140" }],
      rewards: [],
    });
    expect(await listShopDays(shop.db, { programId, from: "2026-01-01", to: addDays("2026-01-01", 9) })).toMatchObject([
      { day: dayOf(at(1), ZONE), joined: 1 },
      { day: dayOf(at(30), ZONE), joined: 1 },
    ]);
    const dueAt = async (seconds: number) =>
      (await listDueSnapshots(shop.db, { now: new Date(now.getTime() + seconds * 1_000) })).includes(programId);
    expect([await dueAt(199), await dueAt(200)]).toEqual([false, true]);
  });

  it("compares who takes part by what was bought: no tests, nothing cancelled, nobody who is left out", async () => {
    const ground = { ...shop, ...(await addShop(shop.db)) };
    const { programId } = ground;
    await publish(ground, { excludeCustomers: { tags: ["staff"] } }, at(0));
    const paid = (id: string, customerId: string, more: object = {}) => {
      const times = { createdAt: at(5), processedAt: at(5), paidAt: at(5), updatedAt: at(5) };
      return orderOf({ id, name: `#${id}`, customerId, lines: [{ price: "100.00" }], ...times, ...more });
    };
    for (const customerId of ["1", "2", "3", "4"])
      await see(ground, customerId, at(1), customerId === "4" ? ["staff"] : []);
    await bring(ground, [
      ...[paid("41", "1"), paid("42", "1")],
      ...[paid("43", "2"), paid("44", "2", { cancelledAt: at(5) })],
      ...[paid("45", "3"), paid("46", "3", { test: true })],
      ...[paid("47", "4"), paid("48", "4")],
    ]);
    await takeSnapshot(shop.db, { programId, timeZone: ZONE, now: at(6), clock: () => 0 });
    expect((await readSnapshot(shop.db, { programId }))?.figures.repeat).toEqual({
      ...{ withCode: 0, withCodeTwice: 0, withoutCode: 3, withoutCodeTwice: 1 },
    });
  });

  it("tells what a campaign brought on each day, anew after a refund, and nothing of another's orders", async () => {
    const ground = { ...shop, ...(await addShop(shop.db)) };
    const { programId } = ground;
    const spring = { id: "spring", multiplier: "3", from: at(10).toISOString(), until: at(50).toISOString() };
    await see(ground, "1", at(1));
    await publish(ground, { earning: { points: 1, per: "1.00", campaigns: [{ ...spring, vendors: ["tea"] }] } }, at(2));
    const paid = (id: string, hours: number, refunded: number) => {
      const times = { createdAt: at(hours), processedAt: at(hours), paidAt: at(hours) };
      const lines = [
        { price: "100.00", vendor: "tea", quantity: 2, refunded },
        { price: "50.00", vendor: "cups" },
      ];
      return orderOf({ id, name: `#${id}`, customerId: "1", lines, ...times, updatedAt: at(hours + refunded) });
    };
    const count = async (hours: number) => {
      await takeSnapshot(shop.db, { programId, timeZone: ZONE, now: at(hours), clock: () => 0 });
      return listCampaignDays(shop.db, { programId, from: "2026-01-01", to: "2026-12-31" });
    };
    expect(await count(3)).toEqual([]);
    await bring(ground, [paid("31", 5, 0), paid("32", 20, 0), paid("33", 21, 0), paid("34", 44, 0)]);
    const first = { campaign: "spring", day: dayOf(at(20), ZONE) };
    const second = { campaign: "spring", day: dayOf(at(44), ZONE), orders: 1, points: 650n, extra: 40_000n };
    expect(await count(60)).toEqual([{ ...first, orders: 2, points: 1_300n, extra: 80_000n }, second]);
    await bring(ground, [paid("32", 20, 1)], at(61));
    expect(await count(62)).toEqual([{ ...first, orders: 2, points: 1_000n, extra: 60_000n }, second]);
    expect(await listCampaignDays(shop.db, { programId, from: "2026-01-01", to: "2026-01-01" })).toEqual([]);
  });
});
