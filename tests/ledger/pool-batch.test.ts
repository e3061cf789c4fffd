import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { poolTerms } from "../../app/commands/pool-discount.ts";
import { codeUntil } from "../../app/domain/exchange.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { findReward } from "../../app/domain/program.ts";
import { versionAt } from "../../app/domain/timeline.ts";
import { exchangeFromPool } from "../../app/ledger/exchange-from-pool.ts";
import type { PoolExchange } from "../../app/ledger/exchange-from-pool.ts";
import { loadTimeline, revisionOf } from "../../app/ledger/programs.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { recording } from "../setup/recording.ts";
import { addShop, bring, openShop, publish, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: of many wishes at once each gets its own answer, and those that have anything in common share a statement.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const START = new Date("2026-01-05T09:00:00Z");
const NOW = new Date("2026-01-05T10:00:00Z");
const SOON = new Date("2026-01-05T10:00:05Z");

type Stage = TestShop & { memberIds: string[]; wish: (index: number, more?: Partial<PoolExchange>) => PoolExchange };

/** A shop of its own with members who have so many points, a reward for 100, and a pool of these codes. */
async function stage(points: number[], codes: string[]): Promise<Stage> {
  const of = { ...shop, ...(await addShop(shop.db)) };
  const { programId, shopId } = of;
  const rewards = [{ id: "discount", type: "amount", points: 100, value: "50.00", codeDays: 30 }];
  await publish(of, { exchange: { rewards } }, START);
  const memberIds: string[] = [];
  for (const [index, amount] of points.entries()) {
    const customerId = String(100 + index);
    memberIds.push(await see(of, customerId, START));
    if (amount > 0) await bring(of, [orderOf({ id: customerId, customerId, lines: [{ price: `${amount}.00` }] })], NOW);
  }
  const timeline = await loadTimeline(shop.db.pool, programId);
  const { program, version } = versionAt(timeline, NOW);
  const reward = findReward(program, "discount")!;
  const [terms, until] = [poolTerms(reward, program), codeUntil(reward, NOW, program.timeZone)];
  const { rows } = await shop.db.pool.query<{ id: string }>(
    `INSERT INTO pools (program_id, shop_id, reward, terms, version, currency, rate, closes_at, until, status, anchor, discount_id, created_at, next_at)
     SELECT $1, id, 'discount', $3, $4, currency, rate, $5, $5, 'open', 'ANCHOR', '77', $6, $6 FROM shops WHERE id = $2 RETURNING id::text`,
    [programId, shopId, terms, version, until, NOW],
  );
  await shop.db.pool.query("INSERT INTO pool_codes (program_id, pool_id, code) SELECT $1, $2, unnest($3::text[])", [
    ...[programId, rows[0]!.id, codes],
  ]);
  const wish: Stage["wish"] = (index, more = {}) => ({
    ...{ programId, shopId, memberId: memberIds[index] ?? "999999999", reward, version, terms, until, value: "50.00" },
    ...{
      revision: revisionOf(timeline)!,
      minimumPoints: 0,
      limits: [],
      inactivity: null,
      key: `click-${index}`,
      now: NOW,
    },
    ...more,
  });
  return { ...of, memberIds, wish };
}

/** The answers, and how many statements they took. */
async function exchange(wishes: PoolExchange[], pivot = "M") {
  const { db, statements } = recording(shop.db);
  const outcomes = await exchangeFromPool(db.pool, wishes, () => pivot);
  const words = outcomes.map((each) => (each.outcome === "done" ? each.code.code : each.outcome));
  return { outcomes, words, statements: statements.length };
}

describe("wishes for codes of a pool", () => {
  it("of many members are one statement, each with its own answer in its own place", async () => {
    const { wish } = await stage([50, 150, 0, 250], ["A1", "P1", "Z1"]);
    const wishes = [wish(0), wish(1), wish(9), wish(3, { now: SOON }), wish(2)];
    const { words, outcomes, statements } = await exchange(wishes);
    expect([words, statements]).toEqual([["other", "P1", "other", "Z1", "other"], 1]);
    expect(outcomes[1]).toMatchObject({ standing: { available: 50n, reserved: 100n, tier: null, limited: false } });
    expect(outcomes[3]).toMatchObject({ standing: { available: 150n, reserved: 100n } });
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it("become open codes as an exchange would have made them", async () => {
    const { wish, shopId } = await stage([60], ["P1"]);
    const { wish: richer, shopId: other } = await stage([160], ["P1"]);
    expect((await exchange([wish(0)])).words).toEqual(["other"]);
    const { outcomes } = await exchange([richer(0)]);
    const { until, version } = richer(0);
    expect(other).not.toBe(shopId);
    expect(outcomes[0]).toEqual({
      outcome: "done",
      standing: { available: 60n, reserved: 100n, tier: null, limited: false },
      code: {
        ...{
          id: expect.stringMatching(/^\d+$/) as string,
          shopId: other,
          code: "P1",
          status: "open",
          reward: "discount",
        },
        ...{ type: "amount", version, times: 1, points: 100n, value: "50.00", customerOnly: false, returned: 0n },
        ...{ lots: [{ lot: 1, points: 100n }], key: "click-0", reservedAt: NOW, openedAt: NOW, until, usedAt: null },
        ...{ endedAt: null, order: null, discountId: "77", pool: true },
      },
    });
  });

  it("are paid from several lots, of which the code keeps each part", async () => {
    const { wish, memberIds: _ids, ...of } = await stage([30], ["P1"]);
    await bring(of, [orderOf({ id: "500", customerId: "100", lines: [{ price: "90.00" }], updatedAt: NOW })], NOW);
    const { outcomes } = await exchange([wish(0)]);
    expect(outcomes[0]).toMatchObject({
      code: {
        lots: [
          { lot: 1, points: 30n },
          { lot: 2, points: 70n },
        ],
      },
    });
  });

  it("of one member are one after the other: the second sees what the first has taken", async () => {
    const { wish } = await stage([250, 150], ["A1", "A2", "A3", "A4"]);
    const wishes = ["a", "b", "c"].map((key) => wish(0, { key }));
    const { words, statements } = await exchange([...wishes, wish(1), wish(1, { key: "again" })], "A");
    expect([words, statements]).toEqual([["A1", "A3", "other", "A2", "other"], 3]);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });

  it("begin to look where the pivot says, and go on from the beginning", async () => {
    const { wish } = await stage([100, 100, 100], ["A1", "N1", "Z1"]);
    expect((await exchange([wish(0)], "O")).words).toEqual(["Z1"]);
    expect((await exchange([wish(1)], "O")).words).toEqual(["A1"]);
    expect((await exchange([wish(2)], "A")).words).toEqual(["N1"]);
  });

  it("of another program's version, of a pool that is empty, and of a member whom time has something for say so", async () => {
    const { wish, programId, memberIds } = await stage([100, 100], []);
    expect((await exchange([wish(0)])).words).toEqual(["empty"]);
    expect((await exchange([wish(0, { revision: "1" })])).words).toEqual(["stale"]);
    await shop.db.pool.query("UPDATE members SET next_at = $3 WHERE program_id = $1 AND id = $2", [
      ...[programId, memberIds[1], NOW],
    ]);
    expect((await exchange([wish(0), wish(1)])).words).toEqual(["empty", "due"]);
  });

  it("are refused beyond the reward's limits, and say whether it can be taken again", async () => {
    const { wish } = await stage([500], ["A1", "A2", "A3"]);
    const limited = (key: string, times: number, since: Date | null): PoolExchange =>
      wish(0, {
        key,
        limits: [
          { times: 9, since: null },
          { times, since },
        ],
      });
    const first = await exchange([limited("a", 2, START)]);
    const second = await exchange([limited("b", 2, START)]);
    expect([first.outcomes[0], second.outcomes[0]]).toMatchObject([
      { standing: { limited: false } },
      { standing: { limited: true } },
    ]);
    expect((await exchange([limited("c", 2, START)])).words).toEqual(["other"]);
    // Before the span nothing counts.
    expect((await exchange([limited("d", 1, SOON)])).words).toEqual(["A3"]);
  });

  it("take lots first that inactivity ends first", async () => {
    const { wish, programId, memberIds, ...of } = await stage([100, 100], ["A1", "A2"]);
    for (const customerId of ["100", "101"]) {
      await bring({ ...of, programId }, [orderOf({ id: `6${customerId}`, customerId, updatedAt: NOW })], NOW);
    }
    await shop.db.pool.query(
      "UPDATE lots SET expires_at = $3 WHERE program_id = $1 AND no = 2 AND member_id = ANY ($2)",
      [...[programId, memberIds, new Date("2026-03-01T00:00:00Z")]],
    );
    const inactivity = { since: START, months: 1, timeZone: "Europe/Oslo" };
    const { outcomes } = await exchange([wish(0), wish(1, { inactivity })]);
    expect(outcomes).toMatchObject([{ code: { lots: [{ lot: 2 }] } }, { code: { lots: [{ lot: 1 }] } }]);
  });
});
