import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../app/database.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { findMovers, findSliceEnd, wakeMovers } from "../../app/ledger/movers.ts";
import type { Wakes } from "../../app/ledger/movers.ts";
import type { TestDatabase } from "../setup/database.ts";
import { testDatabase } from "../setup/database.ts";
import { DAY_MS, insertMembers, later, programOf, shopWith, START } from "./drawn-members.ts";

// Broken if the statement that looks for members whom a review moves looked in vain at whole kinds of them, or left a kind out. Members drawn
// at random are in movers.test.ts.

let testing: TestDatabase;
let db: Database;
beforeAll(async () => {
  testing = await testDatabase();
  db = openDatabase(testing.url, { max: 4 });
});
afterAll(async () => {
  await closeDatabase(db);
  await testing.drop();
});

type Given = {
  tier?: string | null;
  state?: object;
  excluded?: object;
  joined?: Date | null;
  orders?: { days: number; spend?: number; part?: string | null; points?: number; count?: number }[];
};

const NOTHING = { hold: null, card: null, cardsEndedAt: null, belowSince: null };

async function groundOf(tiers: object, given: readonly Given[]) {
  const program = programOf({ tiers });
  const ground = await shopWith(db, program);
  const drawn = given.map(({ tier = null, state = {}, excluded = [], joined = later(-300) }) => {
    return { tier, state: { ...NOTHING, ...state }, excluded, joined };
  });
  await insertMembers(db, ground, drawn, (member) =>
    (given[member - 1]?.orders ?? []).map(({ days, spend = 0, part = null, points = 0, count = 0 }, number) => {
      return { id: member * 10 + number, member, paidAt: later(days), spend, part, points, orders: count };
    }),
  );
  return { ...ground, program, slice: { programId: ground.programId, after: "0", rows: given.length } };
}

/** Which of the members, from 1, are found. */
async function found(tiers: object, given: readonly Given[]): Promise<number[]> {
  const { program, slice } = await groundOf(tiers, given);
  return (await findMovers(db.pool, program, slice, { at: START, most: 100 })).map(Number);
}

const LEVELS = [
  { id: "a", name: "a", threshold: "100", tag: "tier-a" },
  { id: "b", name: "b", threshold: "200", tag: "tier-b" },
];
const lifetime = { levels: LEVELS, window: { kind: "lifetime" } };
const hundred = (days: number): Given => ({ orders: [{ days, spend: 10_000 }] });

describe("of members whose standing is known exactly", () => {
  test("those are found whose orders of the period reach a level", async () => {
    const all = [-20, -100, -200, -500, -800].map(hundred);
    expect(await found(lifetime, all)).toEqual([1, 2, 3, 4, 5]);
    expect(await found({ levels: LEVELS, window: { kind: "rolling", months: 1 } }, all)).toEqual([1]);
    expect(await found({ levels: LEVELS, window: { kind: "rolling", months: 6 } }, all)).toEqual([1, 2]);
    // The fourth bought in the last year, the fifth before it; the sixth half in each of two years.
    const halves = { orders: [-100, -500].map((days) => ({ days, spend: 5_000 })) };
    expect(await found({ levels: LEVELS, window: { kind: "calendarYear" } }, [...all, halves])).toEqual([1, 2, 3, 4]);
    expect(await found(lifetime, [halves])).toEqual([1]);
  });

  test("what counts is the metric's, and a fraction of a coin only where coins count", async () => {
    const almost = { days: -1, spend: 9_999, points: 99 };
    const all: Given[] = [
      ...[{ orders: [{ days: -1, spend: 10_000 }] }, { orders: [{ days: -1, points: 100 }] }],
      ...[{ orders: [{ days: -1, count: 100 }] }, { orders: [{ ...almost, part: "1/2" }] }, { orders: [almost] }],
    ];
    expect(await found({ ...lifetime, metric: "spend" }, all)).toEqual([1, 4]);
    expect(await found({ ...lifetime, metric: "points" }, all)).toEqual([2]);
    expect(await found({ ...lifetime, metric: "orders" }, all)).toEqual([3]);
  });

  test("a tier that is held from outside is looked at when that ends, or when more was reached", async () => {
    const hold = (by: string, until: Date | null, lock = false): Given => ({ state: { hold: { by, until, lock } } });
    const all: Given[] = [
      ...[hold("staff", later(-1)), hold("staff", later(1)), hold("staff", null, true)],
      ...[{ tier: "gone" }, { tier: "gone", ...hold("staff", null, true) }, { ...hundred(-1), joined: null }],
      ...[
        { ...hold("start", null), tier: "a" },
        { ...hold("start", null), ...hundred(-1) },
      ],
      ...[
        { ...hold("start", null), ...hundred(-1), tier: "a" },
        { ...hundred(-1), excluded: [[later(-9), null]] },
      ],
      ...[{ ...hundred(-1), excluded: [[later(-9), later(-8)]] }],
      { ...hundred(-1), tier: "a", state: { hold: { by: "start", until: null, lock: false }, belowSince: later(-1) } },
    ];
    expect(await found(lifetime, all)).toEqual([1, 4, 8, 11, 12]);
  });

  test("who falls short is found at first and when days of grace are over, who reaches again is found at once", async () => {
    const below = (days: number | null): Given => ({
      tier: "a",
      state: { belowSince: days === null ? null : later(days) },
    });
    const all: Given[] = [
      below(null),
      below(-10),
      below(-27),
      below(-40),
      { ...below(-10), ...hundred(-1) },
      { ...hundred(-1), tier: "a" },
    ];
    expect(await found({ ...lifetime, graceDays: 30 }, all)).toEqual([1, 3, 4, 5]);
    const halved = { tier: "a", orders: [{ days: -1, spend: 9_999, part: "1/2" }] };
    expect(await found({ ...lifetime, graceDays: 30 }, [halved])).toEqual([1]);
  });

  test("a card is looked at when it ends, and counts orders since the last one ended", async () => {
    const card = (until: number | null, more: object = {}): Given["state"] => ({
      card:
        until === null
          ? null
          : { from: later(-60), until: later(until), order: null, basis: { from: null, until: null, without: null } },
      ...more,
    });
    const all: Given[] = [
      ...[{ tier: "a" }, { tier: "a", state: card(-1) }, { tier: "a", state: card(5) }, { tier: "a", state: card(0) }],
      ...[{ ...hundred(-20), state: card(null, { cardsEndedAt: later(-10) }) }],
      ...[{ ...hundred(-5), state: card(null, { cardsEndedAt: later(-10) }) }, hundred(-500)],
      ...[
        { tier: "a", state: card(5), orders: [{ days: -1, spend: 20_000 }] },
        { tier: "a", state: card(5), ...hundred(-1) },
      ],
      { tier: "a", state: card(5, { belowSince: later(-1) }), ...hundred(-1) },
    ];
    expect(await found({ levels: LEVELS, window: { kind: "membership", months: 3 } }, all)).toEqual([
      1, 2, 4, 6, 7, 8, 10,
    ]);
    // Under another window a card that is left from before is looked at, whatever it says.
    expect(
      await found(lifetime, [
        { ...hundred(-1), tier: "a", state: card(5) },
        { ...hundred(-1), tier: "a" },
      ]),
    ).toEqual([1]);
  });

  test("as many as are asked for come, from after a member on", async () => {
    const { program, slice } = await groundOf(
      lifetime,
      [1, 2, 3, 4].map(() => hundred(-1)),
    );
    const ask = (after: string, rows: number, most: number) =>
      findMovers(db.pool, program, { ...slice, after, rows }, { at: START, most });
    expect([await ask("1", 2, 9), await ask("0", 4, 3), await ask("4", 4, 9)]).toEqual([
      ["2", "3"],
      ["1", "2", "3"],
      [],
    ]);
    expect(await findSliceEnd(db.pool, { ...slice, after: "1", rows: 2 })).toEqual({ last: "3", seen: 2 });
    expect(await findSliceEnd(db.pool, { ...slice, after: "4", rows: 2 })).toBeNull();
  });
});

describe("members who are woken", () => {
  /** At which moments members look at themselves again, after so many were woken; null: never. */
  async function woken(
    given: readonly Given[],
    wakes: Partial<Wakes>,
    tiers: object = lifetime,
    prepare?: (ids: { programId: string }) => Promise<unknown>,
  ): Promise<[number, (number | null)[]]> {
    const { program, slice, ...ids } = await groundOf(tiers, given);
    await db.pool.query("UPDATE members SET next_at = NULL WHERE program_id = $1", [ids.programId]);
    await prepare?.(ids);
    const all = { dates: false, lots: false, everybody: false, ...wakes };
    const count = await wakeMovers(db.pool, program, slice, { at: START, wakes: all });
    const { rows } = await db.pool.query<{ next_at: Date | null }>(
      "SELECT next_at FROM members WHERE program_id = $1 ORDER BY id",
      [ids.programId],
    );
    return [
      count,
      rows.map(({ next_at: next }) => (next === null ? null : (next.getTime() - START.getTime()) / DAY_MS)),
    ];
  }

  test("are those whom the review moves, at once, but for who looks sooner anyway", async () => {
    const set = ({ programId }: { programId: string }): Promise<unknown> =>
      db.pool.query(
        "UPDATE members SET next_at = $2::timestamptz + make_interval(days => id::int - 3) WHERE program_id = $1 AND id > 1",
        [...[programId, START]],
      );
    const all = [hundred(-1), hundred(-1), hundred(-1), hundred(-1), {}];
    expect(await woken(all, {}, lifetime, set)).toEqual([2, [0, -1, 0, 0, 2]]);
  });

  test("are others too where the version has changed their dates: not later than what comes first", async () => {
    const until = (days: number): Given => ({ state: { hold: { by: "staff", until: later(days), lock: false } } });
    const card = { from: later(-60), until: later(20), order: null, basis: { from: null, until: null, without: null } };
    const all = [until(40), {}, { tier: "a", state: { belowSince: later(-10) } }, { tier: "a", state: { card } }];
    const at = (days: number): number => Math.floor(days) - 10 / 24;
    const [count, nexts] = await woken(
      all,
      { dates: true },
      { ...lifetime, graceDays: 30, window: { kind: "rolling", months: 6 } },
    );
    expect([count, nexts]).toEqual([3, [at(40), null, at(16), 0]]);
    expect((await woken(all, {}, { ...lifetime, graceDays: 30 }))[1]).toEqual([null, null, null, 0]);
    const bought = { ...hundred(-30), tier: "a" };
    expect(await woken([bought], { dates: true }, { levels: LEVELS, window: { kind: "rolling", months: 6 } })).toEqual([
      1,
      [147 + 14 / 24],
    ]);
  });

  test("are those with open lots where the rule for these has changed, or everybody who is there", async () => {
    let no = 0;
    const prepare = async ({ programId }: { programId: string }): Promise<void> => {
      await db.pool.query(
        `INSERT INTO lots (program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, pending, source, done)
         SELECT $1, n, $3, 5, 5 * (2 - n), 0, 0, $2, $2, false, 'adjusted', n = 2 FROM generate_series(1, 2) AS n`,
        [programId, START, (no += 1)],
      );
      await db.pool.query("UPDATE members SET merged_into = 1 WHERE program_id = $1 AND id = 4", [programId]);
      await db.pool.query("UPDATE members SET deleted_at = $2 WHERE program_id = $1 AND id = 5", [programId, START]);
    };
    const all: Given[] = [{}, {}, {}, {}, {}];
    expect(await woken(all, { lots: true }, lifetime, prepare)).toEqual([1, [0, null, null, null, null]]);
    expect(await woken(all, { everybody: true }, lifetime, prepare)).toEqual([3, [0, 0, 0, null, null]]);
    expect(await woken(all, {}, lifetime, prepare)).toEqual([0, [null, null, null, null, null]]);
  });
});
